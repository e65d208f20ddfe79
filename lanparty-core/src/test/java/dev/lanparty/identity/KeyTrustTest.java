package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTrustTest {
    private static final ServerName NAME = ServerName.parse("relay.example.org");
    private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");

    @TempDir
    private Path folder;

    private RelayIdentity relay(String name) {
        return RelayIdentity.keptIn(folder.resolve(name), ServerName.parse(ServerName.DEFAULT), NOW);
    }

    private static RelayTrust trustIn(RelayIdentity relay, Instant now) {
        return RelayTrust.by(new RelayTrust.PinnedKey(relay.keyPin(), NAME), InstantSource.fixed(now));
    }

    @Test
    void trustsTheKeyWhateverNameItsCertificateHas() throws Exception {
        RelayTrust trust = trustIn(relay("relay"), NOW);
        TlsHandshake.run(relay("relay"), trust);
        assertNull(trust.failure());
        assertFalse(trust.isAnother());
    }

    @Test
    void aChangedKeyIsRefusedInWordsThatNameBothFingerprints() {
        RelayIdentity other = relay("other");
        RelayTrust trust = trustIn(relay("relay"), NOW);
        assertThrows(SSLException.class, () -> TlsHandshake.run(other, trust));
        assertEquals("the relay's key is not the one in the invite: it has SHA-256 fingerprint " + other.keyPin()
                + ", expected " + relay("relay").keyPin() + " - ask the organiser whether the relay has a new key, and"
                + " for a new invite; if it has none, somebody else answers in its place", trust.failure());
        assertTrue(trust.isAnother());
    }

    @Test
    void aRenewedCertificateWithTheSameKeyIsTheSameRelay() throws Exception {
        RelayIdentity old = relay("relay");
        byte[] renewed = SelfSigned.certificate(old.key(), NAME, NOW.plus(Duration.ofDays(3_000)));
        Path file = folder.resolve("renewed.pem");
        AtomicFile.replacePublic(file, Pem.encode(Pem.CERTIFICATE, renewed));
        RelayIdentity later = new RelayIdentity(Pem.certificates(file), old.key());
        assertEquals(old.keyPin(), later.keyPin());
        TlsHandshake.run(later, trustIn(old, NOW));
    }

    /** A PC without a battery has its clock in another century: the key is the same. */
    @Test
    void aClockThatIsFarOffDoesNotMatter() throws Exception {
        TlsHandshake.run(relay("relay"), trustIn(relay("relay"), Instant.EPOCH));
        TlsHandshake.run(relay("relay"), trustIn(relay("relay"), Instant.parse("2100-01-01T00:00:00Z")));
    }
}
