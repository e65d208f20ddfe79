package dev.lanparty.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A renewal tool at work on the files of a certificate, step by step. */
class RenewalTest {
    private static final ServerName NAME = ServerName.parse("relay.example.org");
    private static final Instant START = Instant.parse("2030-06-01T12:00:00Z");

    @TempDir
    private Path folder;

    private final List<RelayIdentity> renewed = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Instant now = START;

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(Renewal.class)).addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        ((Logger) LoggerFactory.getLogger(Renewal.class)).detachAppender(log);
    }

    private Path certificate() {
        return folder.resolve("fullchain.pem");
    }

    private Path key() {
        return folder.resolve("privkey.pem");
    }

    private RelayIdentity made(String name) {
        return RelayIdentity.keptIn(folder.resolve(name), NAME, now);
    }

    private void put(String name, String file, Path place) throws IOException {
        Path fresh = Files.copy(folder.resolve(name).resolve(file), folder.resolve("fresh"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void putCertificate(String name) throws IOException {
        put(name, RelayIdentity.CERTIFICATE_FILE_NAME, certificate());
    }

    private void putKey(String name) throws IOException {
        put(name, RelayIdentity.KEY_FILE_NAME, key());
    }

    private Renewal watching(String name) throws IOException {
        RelayIdentity first = made(name);
        putCertificate(name);
        putKey(name);
        Renewal renewal = Renewal.of(certificate(), key(), first, () -> now, renewed::add);
        renewal.look();
        assertEquals(List.of(), renewed);
        return renewal;
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void takesAPairOnceItIsWhole() throws IOException {
        try (Renewal renewal = watching("first")) {
            RelayIdentity second = made("second");
            putCertificate("second");
            renewal.look();
            renewal.look();
            assertEquals(List.of(), renewed);
            assertEquals(1, said().size(), "said once, not at every look");
            assertTrue(said().getFirst().contains("is not that of the certificate in"), said().getFirst());

            putKey("second");
            renewal.look();
            renewal.look();
            assertEquals(List.of(second), renewed);
            assertTrue(said().getLast().startsWith("the certificate was renewed: " + second.fingerprint()
                    + " instead of " + made("first").fingerprint()), said().getLast());
            assertTrue(said().getLast().contains("its key is another"), said().getLast());
        }
    }

    @Test
    void takesANewCertificateOfTheSameKey() throws IOException {
        try (Renewal renewal = watching("first")) {
            Files.createDirectories(folder.resolve("second"));
            Files.copy(folder.resolve("first").resolve(RelayIdentity.KEY_FILE_NAME),
                    folder.resolve("second").resolve(RelayIdentity.KEY_FILE_NAME));
            now = now.plus(Duration.ofDays(60));
            RelayIdentity second = made("second");
            putCertificate("second");
            renewal.look();
            assertEquals(List.of(second), renewed);
            assertEquals(made("first").keyPin(), second.keyPin());
            assertTrue(said().stream().noneMatch(line -> line.contains("key is another")));
        }
    }

    @Test
    void theOneInUseGoesOnWhileItsFilesCannotBeUsed() throws IOException {
        try (Renewal renewal = watching("first")) {
            RelayIdentity second = made("second");
            Files.writeString(certificate(), "half a certifi");
            renewal.look();
            Files.delete(certificate());
            renewal.look();
            Files.writeString(key(), "");
            putCertificate("second");
            renewal.look();
            assertEquals(List.of(), renewed);
            assertEquals(3, said().size(), said()::toString);
            assertTrue(said().stream().allMatch(line -> line.startsWith("the certificate in use goes on")));
            putKey("second");
            renewal.look();
            assertEquals(List.of(second), renewed);
        }
    }

    @Test
    void aClockThatIsFarOffDoesNotTakeWhatItThinksIsNotValid() throws IOException {
        try (Renewal renewal = watching("first")) {
            made("second");
            now = Instant.EPOCH;
            putCertificate("second");
            putKey("second");
            renewal.look();
            assertEquals(List.of(), renewed);
            assertTrue(said().getFirst().contains("check the clock"), said().getFirst());
            now = START;
            renewal.look();
            assertEquals(List.of(made("second")), renewed);
        }
    }

    @Test
    void theSameCertificateAgainIsNoRenewal() throws IOException {
        try (Renewal renewal = watching("first")) {
            putCertificate("first");
            putKey("first");
            renewal.look();
            assertEquals(List.of(), renewed);
            assertEquals(List.of(), said());
        }
    }

    @Test
    void warnsFourteenDaysAheadOnceADay() {
        RelayIdentity identity = made("first");
        Instant end = identity.certificate().getNotAfter().toInstant();
        assertNull(identity.expiryWarning(end.minus(Duration.ofDays(14)).minusSeconds(1)));
        try (Renewal renewal = Renewal.none(identity, () -> now)) {
            renewal.look();
            assertEquals(List.of(), said());
            now = end.minus(Duration.ofDays(14));
            renewal.look();
            now = now.plus(Duration.ofHours(23));
            renewal.look();
            assertEquals(List.of("the certificate expires at " + end + ", in 14 days and 0 hours: renew it"), said());
            now = end.plusSeconds(1);
            renewal.look();
            assertEquals("the certificate expired at " + end + ", and whoever checks that does not join: renew it",
                    said().getLast());
        }
    }
}
