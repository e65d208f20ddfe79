package dev.lanparty.identity;

import java.nio.file.Path;
import dev.lanparty.secret.KeyPin;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a relay proves itself with: a certificate, those of its issuers, and the private key. Immutable.
 *
 * @param chain the relay's own certificate first, then its issuers' if there are any
 * @param key belongs to the first certificate; EC or RSA
 */
public record RelayIdentity(List<X509Certificate> chain, PrivateKey key) {
    /** The file of the relay's own certificate in its state folder. */
    public static final String CERTIFICATE_FILE_NAME = "relay-cert.pem";
    /** The file of the relay's own private key in its state folder. */
    public static final String KEY_FILE_NAME = "relay-key.pem";

    private static final Duration WARN_BEFORE = Duration.ofDays(14);
    private static final byte[] PROBE = {'l', 'a', 'n', 'p', 'a', 'r', 't', 'y'};

    public RelayIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * The identity in two PEM files.
     *
     * @param certificateFile the relay's certificate, followed by its issuers' if there are any
     * @param keyFile the private key, not encrypted
     * @throws IdentityException if a file cannot be read or is damaged, the two do not belong together, or the certificate is
     *             not valid at this time
     */
    public static RelayIdentity load(Path certificateFile, Path keyFile, Instant now) {
        List<X509Certificate> chain = Pem.certificates(certificateFile);
        PrivateKey key = Pem.privateKey(keyFile);
        X509Certificate own = chain.get(0);
        if (!belongTogether(own.getPublicKey(), key)) {
            throw new IdentityException("the private key in " + keyFile + " is not that of the certificate in "
                    + certificateFile + " - give the two that were made together; EC and RSA keys can be used");
        }
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw new IdentityException("the certificate in " + certificateFile + " expired at "
                    + own.getNotAfter().toInstant() + " - replace it and its key, or check the clock");
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw new IdentityException("the certificate in " + certificateFile + " is valid from "
                    + own.getNotBefore().toInstant() + " only - check the clock");
        }
        return new RelayIdentity(chain, key);
    }

    /**
     * The relay's own identity in its state folder, made at the first time. Files that are there are never changed. The key is
     * made first and the certificate of it, each whole or not at all: a start that was cut short, or one beside another, ends
     * with the same pair.
     *
     * @throws IdentityException as {@link #load}, or if a file cannot be made, or the certificate does not name this server
     */
    public static RelayIdentity keptIn(Path stateFolder, ServerName serverName, Instant now) {
        StateFolder.check(stateFolder);
        AtomicFile.removeAbandoned(stateFolder, CERTIFICATE_FILE_NAME);
        AtomicFile.removeAbandoned(stateFolder, KEY_FILE_NAME);
        Path certificateFile = stateFolder.resolve(CERTIFICATE_FILE_NAME);
        Path keyFile = stateFolder.resolve(KEY_FILE_NAME);
        // Asked in this order, since another start beside this one makes the key first.
        boolean certificateWasThere = AtomicFile.exists(certificateFile);
        if (!AtomicFile.exists(keyFile)) {
            if (certificateWasThere) {
                throw new IdentityException(certificateFile + " is there, but " + keyFile.getFileName()
                        + " is not - put the key back, or move the certificate away to have a new pair made");
            }
            AtomicFile.createPrivate(keyFile, Pem.encode(Pem.PRIVATE_KEY, SelfSigned.newKey().getEncoded()));
        }
        if (!certificateWasThere) {
            PrivateKey key = Pem.privateKey(keyFile);
            if (!SelfSigned.canCertify(key)) {
                throw new IdentityException(keyFile + " is there, but " + certificateFile.getFileName()
                        + " is not - put the certificate back, or move the key away to have a new pair made");
            }
            byte[] certificate = SelfSigned.certificate(key, serverName, now);
            AtomicFile.createPrivate(certificateFile, Pem.encode(Pem.CERTIFICATE, certificate));
        }
        RelayIdentity identity = load(certificateFile, keyFile, now);
        if (!serverName.isNamedBy(identity.certificate())) {
            throw new IdentityException("the certificate in " + certificateFile + " names "
                    + ServerName.namesOf(identity.certificate()) + ", not " + serverName.text()
                    + " - move it away to have a new one made, which players must then be given");
        }
        return identity;
    }

    /** The relay's own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** By what an invite pins the relay's key. */
    public KeyPin keyPin() {
        return KeyPin.of(certificate().getPublicKey());
    }

    /** Whether an authority that this computer trusts vouches for the certificate, and it names the host. */
    public boolean isVouchedFor(String host) {
        try {
            new AuthorityTrust(null, ServerName.parse(host), InstantSource.system())
                    .check(chain.toArray(X509Certificate[]::new));
            return true;
        } catch (CertificateException nobody) {
            return false;
        }
    }

    /**
     * What its operator should know of the end of the certificate: that it has come, or comes within 14 days.
     *
     * @return a sentence, or null where there is time
     */
    public @Nullable String expiryWarning(Instant now) {
        Instant end = certificate().getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return "the certificate expired at " + end + ", and whoever checks that does not join: renew it";
        }
        Duration left = Duration.between(now, end);
        return left.compareTo(WARN_BEFORE) > 0
                ? null
                : "the certificate expires at " + end + ", in " + left.toDays() + " days and " + left.toHoursPart()
                        + " hours: renew it";
    }

    /** The DNS names and IP addresses that the certificate is for, for a person. */
    public String serverNames() {
        return ServerName.namesOf(certificate());
    }

    /** The SHA-256 fingerprint of the certificate: 32 upper-case pairs with colons. */
    public String fingerprint() {
        return Fingerprint.sha256(certificate());
    }

    /**
     * Writes the relay's own certificate in DER form, for players to pin, in place of a file that may be there.
     *
     * @throws IdentityException if the file cannot be written
     */
    public void writeDer(Path file) {
        try {
            AtomicFile.replacePublic(file, certificate().getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was read can be written", impossible);
        }
    }

    /** A key is a secret: only the certificate is shown. */
    @Override
    public String toString() {
        return "RelayIdentity[SHA-256 " + Fingerprint.sha256(certificate()) + "]";
    }

    private static boolean belongTogether(PublicKey certified, PrivateKey key) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "none";
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException notOfOneKind) {
            return false;
        }
    }
}
