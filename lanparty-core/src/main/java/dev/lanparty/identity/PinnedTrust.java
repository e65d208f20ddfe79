package dev.lanparty.identity;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
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
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the relay whose certificate a person has in a file, and no other. What is checked, in this order:
 * <ol>
 * <li>the relay's certificate is one of those in the file, or leads by PKIX (RFC 5280) to a certification authority there;
 * <li>it names the expected server;
 * <li>it is valid at this time.
 * </ol>
 * The name is checked here and not by the TLS engine, so that no engine can be set up without it. Nor does an engine tell why
 * it failed, therefore {@link #failure} does.
 *
 * <p>Safe for any number of threads.
 */
public final class PinnedTrust extends X509ExtendedTrustManager {
    /** In TLS 1.3 the suite does not choose how a server signs: this asks for a key that may sign. */
    private static final String SIGNING_SERVER = "UNKNOWN";

    private final Path file;
    private final List<X509Certificate> pinned;
    private final Set<TrustAnchor> authorities;
    private final ServerName serverName;
    private final InstantSource clock;
    private volatile @Nullable String failure;

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
    public static PinnedTrust load(Path file, ServerName serverName, InstantSource clock) {
        return new PinnedTrust(file, Pem.certificates(file), serverName, clock);
    }

    /** Why the relay was not trusted the last time, in a sentence for the person; null if it was, or was not asked yet. */
    public @Nullable String failure() {
        return failure;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            check(chain);
            failure = null;
        } catch (CertificateException refused) {
            failure = refused.getMessage();
            throw refused;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only a relay is trusted, no client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return pinned.toArray(X509Certificate[]::new);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("the relay has shown no certificate");
        }
        X509Certificate own = chain[0];
        Instant now = clock.instant();
        if (!pinned.contains(own)) {
            checkPath(chain, now);
        }
        if (!serverName.isNamedBy(own)) {
            throw new CertificateException("the relay's certificate names " + ServerName.namesOf(own) + ", not "
                    + serverName.text() + " - check --server-name");
        }
        checkTime(own, now);
    }

    private void checkTime(X509Certificate own, Instant now) throws CertificateException {
        Instant start = own.getNotBefore().toInstant();
        Instant end = own.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            throw new CertificateException("the relay's certificate expired at " + end
                    + " - ask the relay's operator for a new one, and check this computer's clock");
        }
        if (now.isBefore(start)) {
            throw new CertificateException("the relay's certificate is valid from " + start
                    + " only - check this computer's clock");
        }
    }

    private void checkPath(X509Certificate[] chain, Instant now) throws CertificateException {
        if (authorities.isEmpty()) {
            throw new CertificateException(notTheOne(chain[0]));
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
            if (isOutOfTime(noPath)) {
                checkTime(chain[0], now);
            }
            throw new CertificateException(notTheOne(chain[0]), noPath);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has PKIX", impossible);
        }
    }

    /** Said of a path that leads to the authority in the file, in all but the time. */
    private static boolean isOutOfTime(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException path && (path.getReason() == BasicReason.EXPIRED
                    || path.getReason() == BasicReason.NOT_YET_VALID)) {
                return true;
            }
        }
        return false;
    }

    private String notTheOne(X509Certificate own) {
        String expected = pinned.stream().map(Fingerprint::sha256).collect(Collectors.joining(" or "));
        return "the relay's certificate is not the one in " + file + (authorities.isEmpty() ? "" : ", nor issued by it")
                + ": it has SHA-256 fingerprint " + Fingerprint.sha256(own) + ", expected " + expected;
    }
}
