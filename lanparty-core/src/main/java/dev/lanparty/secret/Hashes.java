package dev.lanparty.secret;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256, and HMAC (RFC 2104) and HKDF (RFC 5869) with it. Stateless. */
final class Hashes {
    static final int BYTES = 32;

    private static final String HMAC = "HmacSHA256";

    private Hashes() {
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + HMAC, impossible);
        }
    }

    /**
     * HKDF: extract, then expand.
     *
     * @param salt not secret, 1 byte or more
     * @param info what the result is for
     * @param lengthBytes 1 to 8,160
     */
    static byte[] hkdf(byte[] secret, byte[] salt, byte[] info, int lengthBytes) {
        byte[] key = hmac(salt, secret);
        byte[] derived = new byte[lengthBytes];
        byte[] block = {};
        for (int from = 0, number = 1; from < lengthBytes; from += BYTES, number++) {
            block = hmac(key, block, info, new byte[]{(byte) number});
            System.arraycopy(block, 0, derived, from, Math.min(BYTES, lengthBytes - from));
        }
        return derived;
    }
}
