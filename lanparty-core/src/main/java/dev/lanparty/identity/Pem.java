package dev.lanparty.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Certificates and private keys in files (RFC 7468). Stateless. */
final class Pem {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String PRIVATE_KEY = "PRIVATE KEY";

    private static final int LINE_CHARACTERS = 64;
    private static final Pattern PKCS8 = Pattern
            .compile("\\s*-----BEGIN PRIVATE KEY-----([\\sA-Za-z0-9+/=]+)-----END PRIVATE KEY-----\\s*");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA");

    private Pem() {
    }

    /** One block of text around DER bytes. */
    static byte[] encode(String label, byte[] der) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE_CHARACTERS, new byte[]{'\n'});
        String text = "-----BEGIN " + label + "-----\n" + lines.encodeToString(der) + "\n-----END " + label + "-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * All certificates of a file, one in DER or any number in PEM; at least one.
     *
     * @throws IdentityException if the file cannot be read, or holds something else
     */
    static List<X509Certificate> certificates(Path file) {
        byte[] content = AtomicFile.read(file);
        List<X509Certificate> certificates;
        try {
            certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(content)).stream().map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException damaged) {
            throw new IdentityException(file + " holds no certificate, or a damaged one"
                    + " - a certificate in DER or PEM form is needed", damaged);
        }
        if (certificates.isEmpty()) {
            throw new IdentityException(
                    file + " holds no certificate - a certificate in DER or PEM form is needed");
        }
        return certificates;
    }

    /**
     * The first private key of a file: PKCS#8, or the older forms of OpenSSL for EC and RSA, not encrypted.
     *
     * @throws IdentityException if the file cannot be read, or holds no such key
     */
    static PrivateKey privateKey(Path file) {
        String text = new String(AtomicFile.read(file), StandardCharsets.US_ASCII);
        PrivateKey usual = pkcs8(text);
        return usual != null ? usual : OpenSslKey.read(file, text);
    }

    /** The key, if the text is that of one alone in PKCS#8, as the relay itself writes it; null for anything else. */
    private static @Nullable PrivateKey pkcs8(String text) {
        Matcher block = PKCS8.matcher(text);
        if (!block.matches()) {
            return null;
        }
        PKCS8EncodedKeySpec form;
        try {
            form = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(form);
            } catch (GeneralSecurityException ofAnotherKind) {
                // The next one may be its kind, and OpenSslKey says what is wrong if none is.
            }
        }
        return null;
    }
}
