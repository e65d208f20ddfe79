package dev.lanparty.secret;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What a relay keeps of an invite: the SHA-256 of the token that its secret leads to. It recognises the token's holder by it,
 * and nobody who reads it becomes one. Immutable.
 */
public final class TokenHash {
    private static final int ID_BYTES = 8;

    private final byte[] bytes;

    private TokenHash(byte[] bytes) {
        this.bytes = bytes;
    }

    static TokenHash ofToken(byte[] token) {
        return new TokenHash(Hashes.sha256(token));
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static TokenHash parse(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != Hashes.BYTES) {
            throw new IllegalArgumentException("a hash has " + Hashes.BYTES + " bytes, not " + bytes.length);
        }
        return new TokenHash(bytes);
    }

    /** By what an endpoint names its invite in a hello, and an operator one in a command: 16 hexadecimal digits. */
    public String id() {
        return HexFormat.of().formatHex(bytes, 0, ID_BYTES);
    }

    /** All of it in base64url. */
    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash hash && MessageDigest.isEqual(hash.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Its id, which is enough to tell it from others. */
    @Override
    public String toString() {
        return id();
    }
}
