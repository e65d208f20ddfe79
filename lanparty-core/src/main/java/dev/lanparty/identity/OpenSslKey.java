package dev.lanparty.identity;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in every form that OpenSSL writes. Apart from {@link Pem}, since the first class of Bouncy Castle costs a start
 * some 0.3 s: its jars are signed, and the JVM checks each in whole. Stateless.
 */
final class OpenSslKey {
    private OpenSslKey() {
    }

    /**
     * The first private key of a file's text: PKCS#8, or the older forms of OpenSSL for EC and RSA, not encrypted.
     *
     * @throws IdentityException if it holds no such key
     */
    static PrivateKey read(Path file, String text) {
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
