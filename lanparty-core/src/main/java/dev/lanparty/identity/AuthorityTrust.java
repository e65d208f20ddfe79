package dev.lanparty.identity;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts a relay whose certificate names the expected server, and for which a trusted authority vouches. */
final class AuthorityTrust implements RelayTrust.Check {
    /** In TLS 1.3 the suite does not choose how a server signs: this asks for a key that may sign. */
    private static final String SIGNING_SERVER = "UNKNOWN";

    private final @Nullable KeyStore authorities;
    private final ServerName serverName;
    private final InstantSource clock;

    /**
     * @param authorities those to trust, or null for the ones that this computer trusts
     */
    AuthorityTrust(@Nullable KeyStore authorities, ServerName serverName, InstantSource clock) {
        this.authorities = authorities;
        this.serverName = serverName;
        this.clock = clock;
    }

    @Override
    public void check(X509Certificate[] chain) throws CertificateException {
        if (!serverName.isNamedBy(chain[0])) {
            throw new CertificateException("the relay's certificate names " + ServerName.namesOf(chain[0]) + ", not "
                    + serverName.text() + " - check the relay's name");
        }
        Validity.check(chain[0], clock.instant());
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(authorities);
            for (TrustManager manager : factory.getTrustManagers()) {
                ((X509TrustManager) manager).checkServerTrusted(chain, SIGNING_SERVER);
            }
        } catch (CertificateException noPath) {
            throw new CertificateException("no authority that this computer trusts vouches for the relay's certificate,"
                    + " which has SHA-256 fingerprint " + Fingerprint.sha256(chain[0]) + " - give the certificate with"
                    + " --relay-ca-cert, or use an invite that pins its key", noPath);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has PKIX", impossible);
        }
    }
}
