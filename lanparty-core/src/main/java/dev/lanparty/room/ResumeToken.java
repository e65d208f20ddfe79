package dev.lanparty.room;

import java.util.Base64;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a member shows to come back as the same peer: its id, and 128 random bits that nobody else knows.
 *
 * @param peerId 1 to 65535
 * @param secret in base64url
 */
record ResumeToken(int peerId, String secret) {
    private static final int SECRET_BYTES = 16;
    private static final char SEPARATOR = '.';

    /**
     * A new one.
     *
     * @param random whose next bits nobody can guess
     */
    static ResumeToken of(int peerId, RandomGenerator random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new ResumeToken(peerId, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** The token in a text that anyone may have written, or null if it is none. */
    static @Nullable ResumeToken parse(@Nullable String text) {
        int separator = text == null ? -1 : text.indexOf(SEPARATOR);
        if (text == null || separator < 0) {
            return null;
        }
        try {
            return new ResumeToken(Integer.parseInt(text.substring(0, separator)), text.substring(separator + 1));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Whether both are the same; how long it takes to say so tells nothing of where they differ. */
    boolean matches(ResumeToken other) {
        int difference = (peerId ^ other.peerId) | (secret.length() ^ other.secret.length());
        for (int i = 0; i < Math.min(secret.length(), other.secret.length()); i++) {
            difference |= secret.charAt(i) ^ other.secret.charAt(i);
        }
        return difference == 0;
    }

    /** As it is written in a message. */
    String text() {
        return peerId + String.valueOf(SEPARATOR) + secret;
    }

    /** For a log, without the secret. */
    @Override
    public String toString() {
        return "ResumeToken[" + peerId + "]";
    }
}
