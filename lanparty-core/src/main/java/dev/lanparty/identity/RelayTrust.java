package dev.lanparty.identity;

import dev.lanparty.secret.KeyPin;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the relay that answers is the one that is meant. What is checked, a {@link Source} says. All of it is checked
 * here and nothing by the TLS engine, so that no engine can be set up without it. Nor does an engine tell why it failed,
 * therefore {@link #failure} does.
 *
 * <p>Safe for any number of threads.
 */
public final class RelayTrust extends X509ExtendedTrustManager {
    private final Check check;
    private volatile @Nullable String failure;
    private volatile boolean another;

    private RelayTrust(Check check) {
        this.check = check;
    }

    /** By what a relay is known. */
    public sealed interface Source {
        /** The name to ask the relay for. */
        ServerName serverName();
    }

    /**
     * The certificate is in a file, or leads to an authority there, and names the server.
     *
     * @param file with one certificate in DER, or any number in PEM
     */
    public record CertificateFile(Path file, ServerName serverName) implements Source {
    }

    /** The relay has the key that an invite pins, whatever its certificate names and however old it is. */
    public record PinnedKey(KeyPin pin, ServerName serverName) implements Source {
    }

    /** An authority that this computer trusts vouches for a certificate that names the server. */
    public record PublicAuthorities(ServerName serverName) implements Source {
    }

    /** What one kind of trust asks of a chain that is not empty. */
    interface Check {
        void check(X509Certificate[] chain) throws CertificateException;
    }

    /**
     * Trust by what a source says.
     *
     * @throws IdentityException if a file cannot be read, or holds no certificate
     */
    public static RelayTrust by(Source source, InstantSource clock) {
        return of(switch (source) {
            case CertificateFile file -> PinnedTrust.load(file.file(), file.serverName(), clock);
            case PinnedKey key -> new KeyTrust(key.pin());
            case PublicAuthorities authorities -> new AuthorityTrust(null, authorities.serverName(), clock);
        });
    }

    static RelayTrust of(Check check) {
        return new RelayTrust(check);
    }

    /** Why the relay was not trusted the last time, in a sentence for the person; null if it was, or was not asked yet. */
    public @Nullable String failure() {
        return failure;
    }

    /**
     * Whether the relay was not trusted the last time for having another key or certificate than the one that is pinned: no
     * waiting mends that. What an authority vouches for may be right again the next time, when a hotel's portal has let us
     * through, or somebody has renewed a certificate.
     */
    public boolean isAnother() {
        return another;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            if (chain.length == 0) {
                throw new CertificateException("the relay has shown no certificate");
            }
            check.check(chain);
            failure = null;
            another = false;
        } catch (CertificateException refused) {
            failure = refused.getMessage();
            another = refused instanceof AnotherRelayException;
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
        return new X509Certificate[0];
    }
}
