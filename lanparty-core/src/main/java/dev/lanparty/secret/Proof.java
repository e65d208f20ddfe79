package dev.lanparty.secret;

import dev.lanparty.control.ControlMessage.Challenge;
import dev.lanparty.control.Role;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * How an endpoint proves the token of its invite on one connection, after SCRAM (RFC 5802, section 3):
 *
 * <pre>
 * occasion = "lanparty/1 proof" | the relay's nonce | SHA-256 of the relay's public key | role | room
 * proof    = token XOR HMAC-SHA256(SHA-256(token), occasion)
 * </pre>
 *
 * The relay, which has SHA-256(token) and no token, takes the XOR back, hashes what comes out and compares. So a stolen list of
 * hashes proves nothing. A proof is good for one nonce, and so for one connection: sent again on another it is compared with
 * another nonce and fails. It is good for one relay: an endpoint that is led to a relay with another key, be it one that it
 * trusts, makes a proof that fails at the first one. TLS exporters (RFC 9266) would bind it to the connection without the
 * round trip for the nonce; Netty's QUIC codec offers none.
 */
public final class Proof {
    private static final byte[] PURPOSE = "lanparty/1 proof".getBytes(StandardCharsets.US_ASCII);

    private Proof() {
    }

    /**
     * What a proof is made for.
     *
     * @param nonce of the challenge, in base64url
     * @param relayKey the public key by which the relay has shown who it is on this connection
     * @param room the code in capitals
     */
    public record Occasion(String nonce, KeyPin relayKey, Role role, String room) {
        private byte[] bytes() {
            byte[] decoded = Base64.getUrlDecoder().decode(nonce);
            byte[] code = room.getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.allocate(PURPOSE.length + decoded.length + KeyPin.BYTES + 1 + code.length).put(PURPOSE)
                    .put(decoded).put(relayKey.bytes()).put((byte) (role == Role.GATEWAY ? 1 : 0)).put(code).array();
        }
    }

    /** A nonce that was never used. */
    public static String newNonce(SecureRandom random) {
        byte[] nonce = new byte[Challenge.NONCE_BYTES];
        random.nextBytes(nonce);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    }

    /** The proof that a secret is held, in base64url. */
    public static String make(InviteSecret secret, Occasion occasion) {
        byte[] token = secret.token();
        byte[] proof = xor(token, Hashes.hmac(TokenHash.ofToken(token).bytes(), occasion.bytes()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(proof);
    }

    /**
     * Whether a proof is that of the token with this hash; in a time that does not depend on how near it comes.
     *
     * @param proof of the right length, in base64url
     */
    public static boolean holds(String proof, TokenHash hash, Occasion occasion) {
        byte[] token = xor(Base64.getUrlDecoder().decode(proof), Hashes.hmac(hash.bytes(), occasion.bytes()));
        return TokenHash.ofToken(token).equals(hash);
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] both = one.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] ^= other[i];
        }
        return both;
    }
}
