package dev.lanparty.secret;

import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A relay's public key as an invite pins it: the SHA-256 of its subject public key info (RFC 7469, section 2.4), which stays
 * when a certificate is renewed with the same key. Immutable.
 */
public final class KeyPin {
    /** How long it is. */
    public static final int BYTES = Hashes.BYTES;

    private static final HexFormat PAIRS = HexFormat.ofDelimiter(":").withUpperCase();

    private final byte[] bytes;

    private KeyPin(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a pin has " + BYTES + " bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /**
     * The pin of {@link #BYTES} bytes.
     *
     * @throws IllegalArgumentException if they are not so many
     */
    public static KeyPin of(byte[] bytes) {
        return new KeyPin(bytes);
    }

    /** The pin of a key. */
    public static KeyPin of(PublicKey key) {
        return new KeyPin(Hashes.sha256(key.getEncoded()));
    }

    /** Its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyPin pin && MessageDigest.isEqual(pin.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 32 upper-case pairs with colons, for people to compare. */
    @Override
    public String toString() {
        return PAIRS.formatHex(bytes);
    }
}
