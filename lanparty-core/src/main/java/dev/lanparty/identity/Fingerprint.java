package dev.lanparty.identity;

import dev.lanparty.secret.KeyPin;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** What people compare certificates by: the SHA-256 of the DER form, as openssl and browsers show it. Stateless. */
public final class Fingerprint {
    private static final HexFormat PAIRS = HexFormat.ofDelimiter(":").withUpperCase();

    private Fingerprint() {
    }

    /**
     * By what an invite pins the key of the first certificate in a file, DER or PEM.
     *
     * @throws IdentityException if the file cannot be read, or holds no certificate
     */
    public static KeyPin keyPinIn(Path file) {
        return KeyPin.of(Pem.certificates(file).getFirst().getPublicKey());
    }

    /** 32 upper-case pairs with colons. */
    public static String sha256(X509Certificate certificate) {
        try {
            return PAIRS.formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was read can be written", impossible);
        }
    }
}
