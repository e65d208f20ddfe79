package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayIdentityTest {
    private static final ServerName NAME = ServerName.parse(ServerName.DEFAULT);
    private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");

    private final Path folder;

    RelayIdentityTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void makesASelfSignedCertificateForTlsServers() throws Exception {
        X509Certificate certificate = kept().certificate();
        certificate.verify(certificate.getPublicKey());
        assertEquals("CN=lanparty-relay.local", certificate.getSubjectX500Principal().getName());
        assertEquals(certificate.getSubjectX500Principal(), certificate.getIssuerX500Principal());
        assertEquals(List.of(List.of(2, "lanparty-relay.local")),
                List.copyOf(certificate.getSubjectAlternativeNames()));
        assertEquals("SHA256withECDSA", certificate.getSigAlgName());
        assertEquals(-1, certificate.getBasicConstraints());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
        assertEquals(3, certificate.getVersion());
        assertTrue(certificate.getSerialNumber().bitLength() > 64, "a serial that can be guessed");
    }

    @Test
    void makesItValidFromYesterdayForTenYears() {
        X509Certificate certificate = kept().certificate();
        assertEquals(NOW.minus(Duration.ofDays(1)), certificate.getNotBefore().toInstant());
        assertEquals(Duration.ofDays(3_652), Duration.between(certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant()));
    }

    @Test
    void namesAnAddressAsAnAddress() throws Exception {
        RelayIdentity four = RelayIdentity.keptIn(folder.resolve("4"), ServerName.parse("192.0.2.7"), NOW);
        assertEquals(List.of(List.of(7, "192.0.2.7")), List.copyOf(four.certificate().getSubjectAlternativeNames()));
        ServerName six = ServerName.parse("2001:db8::7");
        assertTrue(six.isNamedBy(RelayIdentity.keptIn(folder.resolve("6"), six, NOW).certificate()), "2001:db8::7");
    }

    @Test
    void keepsANameThatIsTooLongForASubjectWholeInTheAlternativeName() {
        ServerName name = ServerName.parse("a".repeat(60) + "." + "b".repeat(60) + ".example");
        X509Certificate certificate = RelayIdentity.keptIn(folder, name, NOW).certificate();
        assertTrue(name.isNamedBy(certificate), name.text());
        assertEquals("CN=" + name.text().substring(0, 64), certificate.getSubjectX500Principal().getName());
    }

    @Test
    void isTheSameAtTheNextStart() throws IOException {
        RelayIdentity first = kept();
        byte[] certificate = Files.readAllBytes(certificateFile());
        byte[] key = Files.readAllBytes(keyFile());
        RelayIdentity second = kept();
        assertEquals(first.certificate(), second.certificate());
        assertArrayEquals(first.key().getEncoded(), second.key().getEncoded());
        assertArrayEquals(certificate, Files.readAllBytes(certificateFile()));
        assertArrayEquals(key, Files.readAllBytes(keyFile()));
    }

    @Test
    void isTheOwnersAlone() throws IOException {
        assumePosix();
        Path state = folder.resolve("made").resolve("on the way");
        RelayIdentity.keptIn(state, NAME, NOW);
        assertEquals("rwx------", modeOf(state));
        assertEquals("rwx------", modeOf(folder.resolve("made")));
        assertEquals("rw-------", modeOf(state.resolve(RelayIdentity.KEY_FILE_NAME)));
        assertEquals("rw-------", modeOf(state.resolve(RelayIdentity.CERTIFICATE_FILE_NAME)));
    }

    @Test
    void leavesTheTwoFilesAndNothingElse() throws IOException {
        kept();
        assertEquals(Set.of("relay-cert.pem", "relay-key.pem"), namesIn(folder));
    }

    @Test
    void startsThatRunAtOnceEndWithOnePair() throws Exception {
        int starts = 16;
        List<Callable<X509Certificate>> tasks = new ArrayList<>();
        for (int count = 0; count < starts; count++) {
            tasks.add(() -> kept().certificate());
        }
        Set<X509Certificate> certificates = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(starts)) {
            for (Future<X509Certificate> done : threads.invokeAll(tasks)) {
                certificates.add(done.get());
            }
        }
        assertEquals(1, certificates.size());
        assertEquals(Set.of("relay-cert.pem", "relay-key.pem"), namesIn(folder));
    }

    @Test
    void aStartThatWasCutShortAfterTheKeyGoesOnWithIt() throws IOException {
        kept();
        byte[] key = Files.readAllBytes(keyFile());
        Files.delete(certificateFile());
        kept().certificate();
        assertArrayEquals(key, Files.readAllBytes(keyFile()));
    }

    @Test
    void aCertificateWithoutItsKeyIsNotReplaced() throws IOException {
        kept();
        byte[] certificate = Files.readAllBytes(certificateFile());
        Files.delete(keyFile());
        assertRefused("put the key back");
        assertArrayEquals(certificate, Files.readAllBytes(certificateFile()));
        assertFalse(Files.exists(keyFile()));
    }

    @Test
    void anRsaKeyWithoutItsCertificateIsNotReplaced() throws Exception {
        RelayIdentity rsa = new Authority(NOW, NOW.plusSeconds(60)).issue(NOW, NOW.plusSeconds(60));
        Files.write(keyFile(), Pem.encode(Pem.PRIVATE_KEY, rsa.key().getEncoded()));
        assertRefused("put the certificate back");
    }

    @Test
    void aCertificateOfAnotherNameIsNotReplaced() throws IOException {
        kept();
        byte[] certificate = Files.readAllBytes(certificateFile());
        IdentityException refused = assertThrows(IdentityException.class,
                () -> RelayIdentity.keptIn(folder, ServerName.parse("relay.example"), NOW));
        assertEquals("the certificate in " + certificateFile() + " names lanparty-relay.local, not relay.example"
                + " - move it away to have a new one made, which players must then be given", refused.getMessage());
        assertArrayEquals(certificate, Files.readAllBytes(certificateFile()));
    }

    @Test
    void anExpiredCertificateIsNotReplaced() {
        X509Certificate certificate = kept().certificate();
        Instant end = certificate.getNotAfter().toInstant();
        assertEquals(certificate, RelayIdentity.keptIn(folder, NAME, end).certificate());
        IdentityException refused = assertThrows(IdentityException.class,
                () -> RelayIdentity.keptIn(folder, NAME, end.plusSeconds(1)));
        assertTrue(String.valueOf(refused.getMessage()).contains("expired at " + end), refused.getMessage());
        IdentityException early = assertThrows(IdentityException.class,
                () -> RelayIdentity.keptIn(folder, NAME, NOW.minus(Duration.ofDays(2))));
        assertTrue(String.valueOf(early.getMessage()).contains("check the clock"), early.getMessage());
    }

    @Test
    void filesThatDoNotBelongTogetherAreRefused() throws IOException {
        kept();
        Path other = folder.resolve("other");
        RelayIdentity.keptIn(other, NAME, NOW);
        Files.copy(other.resolve(RelayIdentity.KEY_FILE_NAME), keyFile(),
                StandardCopyOption.REPLACE_EXISTING);
        assertRefused("is not that of the certificate in");
    }

    @Test
    void aDamagedKeyIsRefusedWhereverItIsDamagedAndLeftAsItIs() throws IOException {
        kept();
        byte[] whole = Files.readAllBytes(keyFile());
        for (int lengthBytes = 0; lengthBytes < whole.length - 2; lengthBytes++) {
            byte[] cut = Arrays.copyOf(whole, lengthBytes);
            Files.write(keyFile(), cut);
            assertRefused(keyFile().toString());
            assertArrayEquals(cut, Files.readAllBytes(keyFile()));
        }
    }

    @Test
    void aDamagedCertificateIsRefusedWhereverItIsDamagedAndLeftAsItIs() throws IOException {
        kept();
        byte[] whole = Files.readAllBytes(certificateFile());
        for (int lengthBytes = 0; lengthBytes < whole.length - 2; lengthBytes += 7) {
            byte[] cut = Arrays.copyOf(whole, lengthBytes);
            Files.write(certificateFile(), cut);
            assertRefused(certificateFile().toString());
            assertArrayEquals(cut, Files.readAllBytes(certificateFile()));
        }
    }

    @Test
    void anEncryptedKeyIsNamedAsSuch() throws IOException {
        kept();
        Files.writeString(keyFile(), """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MCwwHAYKKoZIhvcNAQwBAzAOBAgAAAAAAAAAAAICCAAEDAAAAAAAAAAAAAAAAA==
                -----END ENCRYPTED PRIVATE KEY-----
                """);
        assertRefused("holds an encrypted private key");
    }

    @Test
    void filesGivenByAPersonMayHoldAnRsaKeyAndAChain() throws Exception {
        Authority authority = new Authority(NOW, NOW.plusSeconds(60));
        RelayIdentity issued = authority.issue(NOW, NOW.plusSeconds(60), Authority.dns(NAME.text()));
        Files.writeString(certificateFile(),
                text(Pem.encode(Pem.CERTIFICATE, issued.certificate().getEncoded()))
                        + text(Pem.encode(Pem.CERTIFICATE, authority.certificate().getEncoded())));
        Files.write(keyFile(), Pem.encode(Pem.PRIVATE_KEY, issued.key().getEncoded()));
        RelayIdentity loaded = RelayIdentity.load(certificateFile(), keyFile(), NOW);
        assertEquals(List.of(issued.certificate(), authority.certificate()), loaded.chain());
        assertArrayEquals(issued.key().getEncoded(), loaded.key().getEncoded());

        byte[] pkcs1 = PrivateKeyInfo.getInstance(issued.key().getEncoded()).parsePrivateKey().toASN1Primitive()
                .getEncoded();
        Files.write(keyFile(), Pem.encode("RSA PRIVATE KEY", pkcs1));
        assertArrayEquals(issued.key().getEncoded(),
                RelayIdentity.load(certificateFile(), keyFile(), NOW).key().getEncoded());
    }

    @Test
    void writesItsCertificateInDerForEveryoneToRead() throws Exception {
        RelayIdentity identity = kept();
        Path der = Files.writeString(folder.resolve("relay.der"), "an older one");
        identity.writeDer(der);
        assertArrayEquals(identity.certificate().getEncoded(), Files.readAllBytes(der));
        assertEquals(Set.of("relay-cert.pem", "relay-key.pem", "relay.der"), namesIn(folder));
    }

    @Test
    void saysWhereItCannotWrite() throws IOException {
        RelayIdentity identity = kept();
        Path nowhere = folder.resolve("missing").resolve("relay.der");
        assertEquals(nowhere + " cannot be written: its folder is not there - make it first",
                assertThrows(IdentityException.class, () -> identity.writeDer(nowhere)).getMessage());
        assertEquals(folder + " is a folder - name a file in it",
                assertThrows(IdentityException.class, () -> identity.writeDer(folder)).getMessage());

        Path file = Files.createFile(folder.resolve("file"));
        String sentence = refusal(file);
        assertTrue(sentence.contains(file + " is a file, not a folder"), sentence);
        String deeper = refusal(file.resolve("deeper"));
        assertTrue(deeper.startsWith(file.resolve("deeper").toString()), deeper);
    }

    @Test
    void saysThatAFolderIsInTheKeysPlace() throws IOException {
        Files.createDirectory(keyFile());
        assertRefused(keyFile() + " is a folder - a file is needed");
    }

    @Test
    void showsNoSecretInItsText() {
        RelayIdentity identity = kept();
        assertEquals("RelayIdentity[SHA-256 " + Fingerprint.sha256(identity.certificate()) + "]", identity.toString());
    }

    private RelayIdentity kept() {
        return RelayIdentity.keptIn(folder, NAME, NOW);
    }

    private void assertRefused(String part) {
        String sentence = refusal(folder);
        assertTrue(sentence.contains(part), sentence);
    }

    private static String refusal(Path stateFolder) {
        return String.valueOf(assertThrows(IdentityException.class,
                () -> RelayIdentity.keptIn(stateFolder, NAME, NOW)).getMessage());
    }

    private Path certificateFile() {
        return folder.resolve(RelayIdentity.CERTIFICATE_FILE_NAME);
    }

    private Path keyFile() {
        return folder.resolve(RelayIdentity.KEY_FILE_NAME);
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    private static Set<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void assumePosix() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX modes here");
    }
}
