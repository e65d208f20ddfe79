package dev.lanparty.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.Role;
import dev.lanparty.secret.Proof.Occasion;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProofTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final KeyPin RELAY = KeyPin.of(new byte[KeyPin.BYTES]);

    /** Computed by another program from a gateway's secret of zeros. */
    private static final String GATEWAY_HASH = "0c51bc1075d34bf31f99464ce954b5f498c9eda5426ee493e38c2e3a728870d2";
    private static final String PLAYER_HASH = "c87d18bf64925e92022ba354e3b74b71e3b342ded9a3601c5af1c71a1b9a0c12";

    private final InviteSecret gateway = InviteSecret.random(Role.GATEWAY, RANDOM);
    private final InviteSecret player = gateway.forPlayers();
    private final String nonce = Proof.newNonce(RANDOM);

    private Occasion occasion(Role role, String room) {
        return new Occasion(nonce, RELAY, role, room);
    }

    @Test
    void aSecretsHolderProvesIt() {
        Occasion asPlayer = occasion(Role.CLIENT, "ROOM1");
        Occasion asGateway = occasion(Role.GATEWAY, "ROOM1");

        assertTrue(Proof.holds(Proof.make(player, asPlayer), player.tokenHash(), asPlayer));
        assertTrue(Proof.holds(Proof.make(gateway, asGateway), gateway.tokenHash(), asGateway));
    }

    @Test
    void aProofIsGoodForOneNonceOneRelayOneRoleAndOneRoom() {
        String proof = Proof.make(player, occasion(Role.CLIENT, "ROOM1"));
        byte[] other = new byte[KeyPin.BYTES];
        other[31] = 1;

        assertFalse(Proof.holds(proof, player.tokenHash(),
                new Occasion(Proof.newNonce(RANDOM), RELAY, Role.CLIENT, "ROOM1")));
        assertFalse(
                Proof.holds(proof, player.tokenHash(), new Occasion(nonce, KeyPin.of(other), Role.CLIENT, "ROOM1")));
        assertFalse(Proof.holds(proof, player.tokenHash(), occasion(Role.GATEWAY, "ROOM1")));
        assertFalse(Proof.holds(proof, player.tokenHash(), occasion(Role.CLIENT, "ROOM2")));
    }

    @Test
    void noPlayerIsTheGatewayAndNoGatewayAnother() {
        Occasion asGateway = occasion(Role.GATEWAY, "ROOM1");

        assertFalse(Proof.holds(Proof.make(player, asGateway), gateway.tokenHash(), asGateway));
        assertFalse(Proof.holds(Proof.make(InviteSecret.random(Role.GATEWAY, RANDOM), asGateway), gateway.tokenHash(),
                asGateway));
        assertThrows(IllegalStateException.class, player::forPlayers);
    }

    /** What a thief of the relay's files has is the hash: used as if it were the token, it proves nothing. */
    @Test
    void theHashThatARelayKeepsProvesNothing() {
        Occasion occasion = occasion(Role.CLIENT, "ROOM1");
        byte[] stolen = player.tokenHash().bytes();
        byte[] mask = Hashes.hmac(stolen, new byte[0]);
        byte[] forged = new byte[32];
        for (int i = 0; i < forged.length; i++) {
            forged[i] = (byte) (stolen[i] ^ mask[i]);
        }

        assertFalse(Proof.holds(Base64.getUrlEncoder().withoutPadding().encodeToString(forged), player.tokenHash(),
                occasion));
        assertFalse(Proof.holds(player.tokenHash().text(), player.tokenHash(), occasion));
    }

    @Test
    void eachChangedBitOfAProofIsNoticed() {
        Occasion occasion = occasion(Role.CLIENT, "ROOM1");
        byte[] proof = Base64.getUrlDecoder().decode(Proof.make(player, occasion));

        IntStream.range(0, 256).forEach(bit -> {
            byte[] changed = proof.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(Proof.holds(Base64.getUrlEncoder().withoutPadding().encodeToString(changed),
                    player.tokenHash(), occasion), () -> "bit " + bit);
        });
    }

    /** What is derived must stay so for as long as there are invites of this version. */
    @Test
    void whatIsDerivedNeverChanges() {
        InviteSecret known = new InviteSecret(Role.GATEWAY, new byte[32]);

        assertEquals(GATEWAY_HASH, HexFormat.of().formatHex(known.tokenHash().bytes()));
        assertEquals(PLAYER_HASH, HexFormat.of().formatHex(known.forPlayers().tokenHash().bytes()));
    }

    @Test
    void noncesAndSecretsAreOfTheirOwn() {
        assertNotEquals(Proof.newNonce(RANDOM), Proof.newNonce(RANDOM));
        assertNotEquals(InviteSecret.random(Role.CLIENT, RANDOM), InviteSecret.random(Role.CLIENT, RANDOM));
        assertNotEquals(new InviteSecret(Role.CLIENT, new byte[32]), new InviteSecret(Role.GATEWAY, new byte[32]));
    }

    @Test
    void aHashIsReadAsItIsWritten() {
        TokenHash hash = player.tokenHash();

        assertEquals(hash, TokenHash.parse(hash.text()));
        assertEquals(16, hash.id().length());
        assertThrows(IllegalArgumentException.class, () -> TokenHash.parse("AAAA"));
    }
}
