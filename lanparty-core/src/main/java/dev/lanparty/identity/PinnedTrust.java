package dev.lanparty.identity;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts the relay whose certificate a person has in a file, and no other. What is checked, in this order:
 * <ol>
 * <li>the relay's certificate is one of those in the file, or leads by PKIX (RFC 5280) to a certification authority there;
 * <li>it names the expected server;
 * <li>it is valid at this time.
 * </ol>
 * Immutable.
 */
final class PinnedTrust implements RelayTrust.Check {
    /** In TLS 1.3 the suite does not choose how a server signs: this asks for a key that may sign. */
    private static final String SIGNING_SERVER = "UNKNOWN";

    private final Path file;
    private final List<X509Certificate> pinned;
    private final Set<TrustAnchor> authorities;
    private final ServerName serverName;
    private final InstantSource clock;

    private PinnedTrust(Path file, List<X509Certificate> pinned, ServerName serverName, InstantSource clock) {
        this.file = file;
        this.pinned = pinned;
        this.serverName = serverName;
        this.clock = clock;
        authorities = pinned.stream().filter(certificate -> certificate.getBasicConstraints() >= 0)
                .map(authority -> new TrustAnchor(authority, null)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Trusts what is in a file: one certificate in DER, or any number in PEM.
     *
     * @throws IdentityException if the file cannot be read, or holds no certificate
     */
    static PinnedTrust load(Path file, ServerName serverName, InstantSource clock) {
        return new PinnedTrust(file, Pem.certificates(file), serverName, clock);
    }

    @Override
    public void check(X509Certificate[] chain) throws CertificateException {
        X509Certificate own = chain[0];
        Instant now = clock.instant();
        if (!pinned.contains(own)) {
            checkPath(chain, now);
        }
        if (!serverName.isNamedBy(own)) {
            throw new CertificateException("the relay's certificate names " + ServerName.namesOf(own) + ", not "
                    + serverName.text() + " - check --server-name");
        }
        Validity.check(own, now);
    }

    private void checkPath(X509Certificate[] chain, Instant now) throws CertificateException {
        if (authorities.isEmpty()) {
            throw new AnotherRelayException(notTheOne(chain[0]));
        }
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(authorities, new X509CertSelector());
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            for (TrustManager manager : factory.getTrustManagers()) {
                ((X509TrustManager) manager).checkServerTrusted(chain, SIGNING_SERVER);
            }
        } catch (CertificateException noPath) {
            if (Validity.isOutOfTime(noPath)) {
                Validity.check(chain[0], now);
            }
            throw new CertificateException(notTheOne(chain[0]), noPath);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has PKIX", impossible);
        }
    }

    private String notTheOne(X509Certificate own) {
        String expected = pinned.stream().map(Fingerprint::sha256).collect(Collectors.joining(" or "));
        return "the relay's certificate is not the one in " + file + (authorities.isEmpty() ? "" : ", nor issued by it")
                + ": it has SHA-256 fingerprint " + Fingerprint.sha256(own) + ", expected " + expected;
    }
}
