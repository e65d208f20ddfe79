package dev.lanparty.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Certificates and private keys in files (RFC 7468). Stateless. */
final class Pem {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String PRIVATE_KEY = "PRIVATE KEY";

    private static final int LINE_CHARACTERS = 64;

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
        PrivateKeyInfo key;
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            key = firstKey(file, parser);
            if (key != null) {
                return new JcaPEMKeyConverter().getPrivateKey(key);
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException damaged) {
            throw new IdentityException(file + " holds a damaged private key - put back the one that was there",
                    damaged);
        }
        throw new IdentityException(file + " holds no private key - a private key in PEM form is needed");
    }

    private static @Nullable PrivateKeyInfo firstKey(Path file, PEMParser parser) throws IOException {
        for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
            switch (block) {
                case PrivateKeyInfo key -> {
                    return key;
                }
                case PEMKeyPair pair -> {
                    return pair.getPrivateKeyInfo();
                }
                case PKCS8EncryptedPrivateKeyInfo encrypted -> throw isEncrypted(file);
                case PEMEncryptedKeyPair encrypted -> throw isEncrypted(file);
                default -> {
                    // The parameters of a curve, a certificate: they may stand before the key.
                }
            }
        }
        return null;
    }

    private static IdentityException isEncrypted(Path file) {
        return new IdentityException(
                file + " holds an encrypted private key - decrypt it with 'openssl pkey' and guard the file instead");
    }
}
