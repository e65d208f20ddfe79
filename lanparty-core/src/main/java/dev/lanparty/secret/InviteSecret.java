package dev.lanparty.secret;

import dev.lanparty.control.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * The secret in an invite: 256 bits that let somebody join a room in one role. Everything else comes from it by HKDF
 * (RFC 5869), which goes one way only:
 *
 * <pre>
 * gateway's secret --"gateway token"--> the gateway's token --SHA-256--> what the relay keeps
 *        |
 *        +--"player secret"--> players' secret --"player token"--> the players' token --SHA-256--> what the relay keeps
 * </pre>
 *
 * So who has the gateway's invite can make the players', and no player can make himself the gateway. A key for encryption
 * between the members, which the relay has no part in, is to be derived from the players' secret by another label: of that
 * secret the relay sees nothing but a hash of a sibling. An invite that is made later has a secret of its own, which leads to none
 * of these; how it would come by such a key is in docs/design.md.
 */
public final class InviteSecret {
    /** How long it is. */
    public static final int BYTES = 32;

    private static final byte[] SALT = "lanparty/1".getBytes(StandardCharsets.US_ASCII);

    private final Role role;
    private final byte[] bytes;

    InviteSecret(Role role, byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a secret has " + BYTES + " bytes, not " + bytes.length);
        }
        this.role = role;
        this.bytes = bytes.clone();
    }

    /** A new one for a role. */
    public static InviteSecret random(Role role, SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new InviteSecret(role, bytes);
    }

    /** What its holder may be. */
    public Role role() {
        return role;
    }

    /**
     * The players' secret of the same room.
     *
     * @throws IllegalStateException if this is a player's itself
     */
    public InviteSecret forPlayers() {
        if (role != Role.GATEWAY) {
            throw new IllegalStateException("only the gateway's secret leads to the players'");
        }
        return new InviteSecret(Role.CLIENT, derive("player secret"));
    }

    /** What a relay may keep, and knows the holder by. */
    public TokenHash tokenHash() {
        return TokenHash.ofToken(token());
    }

    byte[] token() {
        return derive(switch (role) {
            case GATEWAY -> "gateway token";
            case CLIENT -> "player token";
        });
    }

    byte[] bytes() {
        return bytes.clone();
    }

    private byte[] derive(String purpose) {
        return Hashes.hkdf(bytes, SALT, purpose.getBytes(StandardCharsets.US_ASCII), BYTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InviteSecret secret && secret.role == role
                && MessageDigest.isEqual(secret.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return tokenHash().hashCode();
    }

    /** Not the secret. */
    @Override
    public String toString() {
        return "InviteSecret[" + role + "]";
    }
}
