package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.launcher.lab.Cleanup;
import dev.lanparty.launcher.lab.JavaProgram;
import dev.lanparty.launcher.lab.Programs;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.relay.RelayLauncher;
import dev.lanparty.launcher.room.RoomLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay as a program, whose files are not as it has left them: it says which and why in one sentence, and touches none. */
@Timeout(120)
class RelayFilesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ServerName NAME = ServerName.parse(ServerName.DEFAULT);
    private static final Duration TEN_YEARS_AND_MORE = Duration.ofDays(4_000);

    @TempDir
    private Path folder;

    private final Cleanup cleanup = new Cleanup();
    private final JavaProgram java = JavaProgram.ofThisProcess();

    @AfterEach
    void end() {
        cleanup.close();
    }

    private Path state() {
        return folder.resolve("state");
    }

    private RoleProcess start(String name, List<String> under, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(under);
        command.addAll(java.command(main, List.of(), arguments));
        return cleanup.own(() -> RoleProcess.start(name, command, folder));
    }

    private RoleProcess relay(List<String> under, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--listen", "127.0.0.1:0", "--public", "127.0.0.1", "--state-dir", state().toString()));
        arguments.addAll(List.of(more));
        return start("relay", under, RelayLauncher.class, arguments);
    }

    private static void assertRefuses(RoleProcess relay, String sentence) {
        assertEquals(1, relay.awaitExit(TIMEOUT), relay::err);
        assertEquals("relay: " + sentence, relay.err().strip());
        assertEquals("", relay.out());
    }

    private RoleProcess room(List<String> under, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--state-dir", state().toString()));
        return start("room", under, RoomLauncher.class, all);
    }

    private static String done(RoleProcess room) {
        assertEquals(0, room.awaitExit(TIMEOUT), room::err);
        return room.out();
    }

    /** Killed without a warning, it knows its rooms and its key; cut, it knows that they are cut. */
    @Test
    void aRoomIsThereAfterAKillAndACutFileIsNamedAndLeft() throws IOException {
        RoleProcess first = relay(List.of(), "--room", "ROOM1");
        String ready = first.awaitReady(TIMEOUT);
        first.signal("KILL");
        first.awaitExit(TIMEOUT);
        Path left = Files.writeString(state().resolve("rooms").resolve(".ROOM1.json." + first.pid() + "-1.tmp"), "{");
        Path key = Files.writeString(state().resolve(".relay-key.pem." + first.pid() + "-1.tmp"), "half a key");
        RoleProcess second = relay(List.of(), "--room", "ROOM1");
        String again = second.awaitReady(TIMEOUT);
        assertEquals(fingerprint(ready), fingerprint(again));
        assertTrue(again.contains("room ROOM1 is there from before, and its invites are good"), again);
        assertTrue(Files.notExists(left) && Files.notExists(key), "what a killed relay leaves is taken away");
        second.signal("TERM");
        assertEquals(0, second.awaitExit(TIMEOUT), second::err);

        Path file = state().resolve("rooms").resolve("ROOM1.json");
        byte[] whole = Files.readAllBytes(file);
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        Files.write(file, cut);
        assertRefuses(relay(List.of()),
                file + " is damaged: it is not the JSON of a room, or cut - put back a copy of it,"
                        + " or move it away and make the room anew, with new invites");
        assertArrayEquals(cut, Files.readAllBytes(file));
    }

    /** Two would write each other's rooms over. The kernel gives the folder back, however the first one ends. */
    @Test
    void aFolderHasOneRelayUntilThatIsGoneByWhateverWay() {
        RoleProcess first = relay(List.of(), "--room", "ROOM1");
        first.awaitReady(TIMEOUT);
        for (List<String> more : List.of(List.<String>of(), List.of("--open", "--room", "ROOM2"))) {
            assertRefuses(relay(List.of(), more.toArray(String[]::new)), "another relay runs with the state folder "
                    + state() + " - stop that one first, or give this one another folder with --state-dir");
        }
        assertTrue(done(room(List.of(), "create", "ROOM3")).startsWith("room ROOM3 is made"), "the first is in charge");

        first.signal("KILL");
        first.awaitExit(TIMEOUT);
        RoleProcess second = relay(List.of());
        second.awaitReady(TIMEOUT);
        String list = done(room(List.of(), "list"));
        assertTrue(list.contains("room ROOM1") && list.contains("room ROOM3") && !list.contains("ROOM2"), list);
        second.signal("TERM");
        assertEquals(0, second.awaitExit(TIMEOUT), second::err);
        relay(List.of()).awaitReady(TIMEOUT);
    }

    private static String fingerprint(String ready) {
        return ready.replaceAll("(?s).*SHA-256 ([0-9A-F:]+).*", "$1");
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws IOException {
        RelayIdentity.keptIn(folder.resolve("one"), NAME, Instant.now());
        RelayIdentity.keptIn(folder.resolve("other"), NAME, Instant.now());
        Path certificate = folder.resolve("one").resolve(RelayIdentity.CERTIFICATE_FILE_NAME);
        Path key = folder.resolve("other").resolve(RelayIdentity.KEY_FILE_NAME);
        assertRefuses(relay(List.of(), "--cert", certificate.toString(), "--key", key.toString()),
                "the private key in " + key + " is not that of the certificate in " + certificate
                        + " - give the two that were made together; EC and RSA keys can be used");
    }

    @Test
    void aKeyThatMayNotBeReadIsNamed() throws IOException {
        Requirements.networkAdministrator();
        Requirements.program("setpriv", "util-linux");
        RelayIdentity.keptIn(state(), NAME, Instant.now());
        Path key = state().resolve(RelayIdentity.KEY_FILE_NAME);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
        assertRefuses(relay(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all")),
                key + " may not be read - run as its owner, or let this user read it");
    }

    @Test
    void aClockThatIsFarOffIsSuspected() {
        refusedAt("behind", Instant.now().plus(TEN_YEARS_AND_MORE), " is valid from ", " only - check the clock");
        refusedAt("ahead", Instant.now().minus(TEN_YEARS_AND_MORE), " expired at ",
                " - replace it and its key, or check the clock");
    }

    /** A certificate that was made at another time, to a relay of now. */
    private void refusedAt(String name, Instant when, String words, String end) {
        Path made = folder.resolve(name);
        RelayIdentity.keptIn(made, NAME, when);
        Path certificate = made.resolve(RelayIdentity.CERTIFICATE_FILE_NAME);
        RoleProcess relay = relay(List.of(), "--cert", certificate.toString(), "--key",
                made.resolve(RelayIdentity.KEY_FILE_NAME).toString());
        assertEquals(1, relay.awaitExit(TIMEOUT), relay::err);
        String said = relay.err().strip();
        assertTrue(said.startsWith("relay: the certificate in " + certificate + words) && said.endsWith(end), said);
    }

    @Test
    void aFolderThatEverybodyMayWriteIsNamed() throws IOException {
        Files.createDirectory(state());
        Files.setPosixFilePermissions(state(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefuses(relay(List.of()),
                state() + " may be written by every user of this computer, who could put a key or"
                        + " a room there - make it private with chmod go-w, or name another");
    }

    /** On a small disk of its own, that only the relay sees. */
    @Test
    void onAFullDiskARoomIsNotMadeAndTheRelayGoesOn() throws IOException {
        Requirements.networkAdministrator();
        Requirements.program("unshare", "util-linux");
        Files.createDirectory(state());
        RoleProcess relay = relay(List.of("unshare", "--mount", "sh", "-c",
                "mount -t tmpfs -o size=64k,mode=700 lanparty \"$0\" && exec \"$@\"", state().toString()), "--room",
                "ROOM1");
        relay.awaitReady(TIMEOUT);
        List<String> there = List.of("nsenter", "--mount", "--target", Long.toString(relay.pid()));
        List<String> fill = new ArrayList<>(there);
        fill.addAll(List.of("dd", "if=/dev/zero", "of=" + state().resolve("ballast"), "bs=4k"));
        assertTrue(Programs.run(fill, "").output().contains("No space left on device"));

        RoleProcess refused = room(there, "create", "ROOM2");
        assertEquals(1, refused.awaitExit(TIMEOUT), refused::out);
        assertTrue(
                refused.err().contains("ROOM2.json cannot be written: No space left on device - check the free space"),
                refused::err);
        RoleProcess notRotated = room(there, "rotate", "ROOM1");
        assertEquals(1, notRotated.awaitExit(TIMEOUT), notRotated::out);
        String list = done(room(there, "list"));
        assertTrue(list.startsWith("room ROOM1") && !list.contains("ROOM2"), list);

        List<String> empty = new ArrayList<>(there);
        empty.addAll(List.of("rm", state().resolve("ballast").toString()));
        Programs.check(empty, "");
        assertTrue(done(room(there, "create", "ROOM2")).startsWith("room ROOM2 is made"));
    }
}
