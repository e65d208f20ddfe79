package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTrustTest {
    private static final ServerName NAME = ServerName.parse("relay.example.org");
    private final Instant now = Instant.now();
    private static final Duration DAY = Duration.ofDays(1);

    private final Authority authority;
    private final KeyStore trusted;

    AuthorityTrustTest() throws Exception {
        authority = new Authority(now.minus(DAY), now.plus(DAY));
        trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.certificate());
    }

    private RelayTrust trust(ServerName name, Instant at) {
        return RelayTrust.of(new AuthorityTrust(trusted, name, InstantSource.fixed(at)));
    }

    private static void assertRefused(String words, RelayIdentity relay, RelayTrust trust) {
        assertThrows(SSLException.class, () -> TlsHandshake.run(relay, trust));
        assertTrue(String.valueOf(trust.failure()).contains(words), trust.failure());
    }

    private RelayIdentity issued(String name) throws Exception {
        return authority.issue(now.minus(DAY), now.plus(DAY), Authority.dns(name));
    }

    @Test
    void trustsWhomATrustedAuthorityVouchesFor() throws Exception {
        RelayTrust trust = trust(NAME, now);
        TlsHandshake.run(issued("relay.example.org"), trust);
        assertNull(trust.failure());
        TlsHandshake.run(issued("*.example.org"), trust);
    }

    @Test
    void refusesAnotherName() throws Exception {
        assertRefused("names other.example.org, not relay.example.org", issued("other.example.org"), trust(NAME, now));
    }

    @Test
    void refusesACertificateOutOfItsTimeOrSeenByAClockThatIsFarOff() throws Exception {
        RelayIdentity relay = issued("relay.example.org");
        assertRefused("expired at", relay, trust(NAME, now.plus(DAY).plus(DAY)));
        assertRefused("check this computer's clock", relay, trust(NAME, Instant.EPOCH));
    }

    @Test
    void refusesWhomNobodyVouchesFor(@TempDir Path folder) {
        RelayIdentity own = RelayIdentity.keptIn(folder, NAME, now);
        assertRefused("no authority that this computer trusts vouches for the relay's certificate, which has SHA-256"
                + " fingerprint " + own.fingerprint(), own, trust(NAME, now));
    }

    @Test
    void theJdksOwnAuthoritiesDoNotVouchForATestsAuthority() throws Exception {
        RelayIdentity relay = issued("relay.example.org");
        assertFalse(relay.isVouchedFor("relay.example.org"));
        assertRefused("no authority", relay,
                RelayTrust.by(new RelayTrust.PublicAuthorities(NAME), InstantSource.fixed(now)));
    }
}
