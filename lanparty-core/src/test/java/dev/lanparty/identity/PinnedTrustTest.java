package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedTrustTest {
    private static final ServerName NAME = ServerName.parse(ServerName.DEFAULT);
    private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");
    private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
    private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));

    private final Path folder;
    private final RelayIdentity relay;
    private final Path der;

    PinnedTrustTest(@TempDir Path folder) {
        this.folder = folder;
        relay = RelayIdentity.keptIn(folder.resolve("relay"), NAME, NOW);
        der = folder.resolve("relay.der");
        relay.writeDer(der);
    }

    @Test
    void trustsTheRelayWhoseSelfSignedCertificateIsInTheFile() throws Exception {
        RelayTrust trust = trustIn(der);
        TlsHandshake.run(relay, trust);
        assertNull(trust.failure());
    }

    @Test
    void trustsACertificateInPemAsWell() throws Exception {
        TlsHandshake.run(relay, trustIn(folder.resolve("relay").resolve(RelayIdentity.CERTIFICATE_FILE_NAME)));
    }

    @Test
    void refusesAnotherRelayAndSaysBothFingerprints() {
        RelayIdentity other = anotherRelay("other");
        RelayTrust trust = trustIn(der);
        assertThrows(SSLException.class, () -> TlsHandshake.run(other, trust));
        assertEquals("the relay's certificate is not the one in " + der + ": it has SHA-256 fingerprint "
                + Fingerprint.sha256(other.certificate()) + ", expected " + Fingerprint.sha256(relay.certificate()),
                trust.failure());
    }

    @Test
    void refusesTheRightRelayUnderAnotherName() {
        RelayTrust trust = RelayTrust
                .of(PinnedTrust.load(der, ServerName.parse("other.example"), InstantSource.fixed(NOW)));
        assertThrows(SSLException.class, () -> TlsHandshake.run(relay, trust));
        assertEquals(
                "the relay's certificate names lanparty-relay.local, not other.example - check --server-name",
                trust.failure());
    }

    @Test
    void forgetsAFailureWhenTheRelayIsTrustedAgain() throws Exception {
        RelayTrust trust = trustIn(der);
        assertThrows(SSLException.class, () -> TlsHandshake.run(anotherRelay("other"), trust));
        assertNotNull(trust.failure());
        TlsHandshake.run(relay, trust);
        assertNull(trust.failure());
    }

    @Test
    void trustsAnyOfSeveralCertificatesInAFile() throws Exception {
        RelayIdentity other = anotherRelay("other");
        RelayTrust trust = trustIn(pem("both.pem", relay.certificate(), other.certificate()));
        TlsHandshake.run(relay, trust);
        TlsHandshake.run(other, trust);
        assertThrows(SSLException.class, () -> TlsHandshake.run(anotherRelay("third"), trust));
        assertTrue(failureOf(trust).endsWith(", expected " + Fingerprint.sha256(relay.certificate()) + " or "
                + Fingerprint.sha256(other.certificate())), trust.failure());
    }

    @Test
    void trustsTheCertificateToItsLastSecondAndNotLonger() {
        Instant end = relay.certificate().getNotAfter().toInstant();
        assertNull(failureAt(end));
        assertTrue(failureOf(trustAt(end.plusSeconds(1))).contains("expired at " + end));
    }

    @Test
    void trustsTheCertificateFromItsFirstSecondAndNotBefore() {
        Instant start = relay.certificate().getNotBefore().toInstant();
        assertNull(failureAt(start));
        assertTrue(failureOf(trustAt(start.minusSeconds(1))).contains("valid from " + start));
    }

    @Test
    void trustsWhatAnAuthorityInTheFileHasIssued() throws Exception {
        Authority authority = new Authority(YESTERDAY, TOMORROW);
        RelayTrust trust = trustIn(pem("authority.pem", authority.certificate()));
        TlsHandshake.run(authority.issue(YESTERDAY, TOMORROW, Authority.dns(NAME.text())), trust);
        assertNull(trust.failure());
    }

    @Test
    void refusesWhatAnotherAuthorityOfTheSameNameHasIssued() throws Exception {
        Authority authority = new Authority(YESTERDAY, TOMORROW);
        RelayIdentity forged = new Authority(YESTERDAY, TOMORROW).issue(YESTERDAY, TOMORROW,
                Authority.dns(NAME.text()));
        RelayTrust trust = trustIn(pem("authority.pem", authority.certificate()));
        assertThrows(SSLException.class, () -> TlsHandshake.run(forged, trust));
        assertTrue(failureOf(trust).contains(", nor issued by it: it has SHA-256 fingerprint "
                + Fingerprint.sha256(forged.certificate())), trust.failure());
        assertFalse(trust.isAnother(), "an authority's word may be had the next time");
    }

    @Test
    void refusesAnIssuedCertificateOfAnotherNameOrTime() throws Exception {
        Authority authority = new Authority(YESTERDAY.minus(Duration.ofDays(9)), TOMORROW);
        RelayTrust trust = trustIn(pem("authority.pem", authority.certificate()));
        RelayIdentity misnamed = authority.issue(YESTERDAY, TOMORROW, Authority.dns("other.example"));
        assertThrows(SSLException.class, () -> TlsHandshake.run(misnamed, trust));
        assertTrue(failureOf(trust).contains("names other.example, not " + NAME.text()), trust.failure());
        RelayIdentity expired = authority.issue(YESTERDAY.minus(Duration.ofDays(2)), YESTERDAY,
                Authority.dns(NAME.text()));
        assertThrows(SSLException.class, () -> TlsHandshake.run(expired, trust));
        assertTrue(failureOf(trust).contains("expired at " + YESTERDAY), trust.failure());
    }

    @Test
    void takesNoPinnedRelayForAnAuthority() throws Exception {
        Authority authority = new Authority(YESTERDAY, TOMORROW);
        RelayIdentity pinned = authority.issue(YESTERDAY, TOMORROW, Authority.dns(NAME.text()));
        RelayIdentity sibling = authority.issue(YESTERDAY, TOMORROW, Authority.dns(NAME.text()));
        RelayTrust trust = trustIn(pem("leaf.pem", pinned.certificate()));
        TlsHandshake.run(pinned, trust);
        assertThrows(SSLException.class, () -> TlsHandshake.run(sibling, trust));
        assertTrue(failureOf(trust).contains("is not the one in"), trust.failure());
        assertTrue(trust.isAnother());
    }

    @Test
    void refusesAServerWithoutACertificateAndEveryClient() {
        RelayTrust trust = trustIn(der);
        assertThrows(CertificateException.class, () -> trust.checkServerTrusted(new X509Certificate[0], "UNKNOWN"));
        assertEquals("the relay has shown no certificate", trust.failure());
        X509Certificate[] chain = {relay.certificate()};
        assertThrows(CertificateException.class, () -> trust.checkClientTrusted(chain, "UNKNOWN"));
        assertEquals(0, trust.getAcceptedIssuers().length);
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.der"));
        Path garbage = Files.writeString(folder.resolve("garbage.der"), "-----BEGIN NONSENSE");
        byte[] whole = Files.readAllBytes(der);
        Path cut = Files.write(folder.resolve("cut.der"), Arrays.copyOf(whole, whole.length / 2));
        Path key = folder.resolve("relay").resolve(RelayIdentity.KEY_FILE_NAME);
        for (Path file : List.of(empty, garbage, cut, key)) {
            assertTrue(refusal(file).startsWith(file + " holds no certificate"), refusal(file));
        }
        Path missing = folder.resolve("missing.der");
        assertEquals(missing + " is not there - check the path", refusal(missing));
        assertEquals(folder + " is a folder - a file is needed", refusal(folder));
    }

    private String refusal(Path file) {
        return String.valueOf(assertThrows(IdentityException.class, () -> trustIn(file), file.toString()).getMessage());
    }

    private @Nullable String failureAt(Instant now) {
        return trustAt(now).failure();
    }

    private RelayTrust trustAt(Instant now) {
        RelayTrust trust = RelayTrust.of(PinnedTrust.load(der, NAME, InstantSource.fixed(now)));
        try {
            trust.checkServerTrusted(new X509Certificate[]{relay.certificate()}, "UNKNOWN");
        } catch (CertificateException refused) {
            assertEquals(refused.getMessage(), trust.failure());
        }
        return trust;
    }

    private static String failureOf(RelayTrust trust) {
        return String.valueOf(trust.failure());
    }

    private static RelayTrust trustIn(Path file) {
        return RelayTrust.of(PinnedTrust.load(file, NAME, InstantSource.fixed(NOW)));
    }

    private RelayIdentity anotherRelay(String stateFolder) {
        return RelayIdentity.keptIn(folder.resolve(stateFolder), NAME, NOW);
    }

    private Path pem(String name, X509Certificate... certificates) throws Exception {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (X509Certificate certificate : certificates) {
            text.write(Pem.encode(Pem.CERTIFICATE, certificate.getEncoded()));
        }
        return Files.write(folder.resolve(name), text.toByteArray());
    }
}
