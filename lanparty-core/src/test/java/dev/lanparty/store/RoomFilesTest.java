package dev.lanparty.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanparty.admission.Ban;
import dev.lanparty.admission.ClaimedRoom;
import dev.lanparty.admission.RoomEntry;
import dev.lanparty.admission.Ticket;
import dev.lanparty.control.Role;
import dev.lanparty.frame.Frames;
import dev.lanparty.identity.IdentityException;
import dev.lanparty.secret.InviteSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomFilesTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path folder;

    static RoomEntry room(String code) {
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, RANDOM);
        return RoomEntry.of(code, true, gateway.tokenHash(), gateway.forPlayers().tokenHash())
                .with(new Ticket(InviteSecret.random(Role.CLIENT, RANDOM).tokenHash(), Role.CLIENT, "Älice \"x\"",
                        1_900_000_000))
                .with(new Ban("player 3", Frames.ALICE, null, 1_900_000_000), 0)
                .with(new Ban("gateway 1", null, "2001:db8::1", Ticket.NEVER), 0).withAccepted(Frames.BOB)
                .without("0123456789abcdef");
    }

    private Path file(String code) {
        return folder.resolve("rooms").resolve(code + ".json");
    }

    private static String damage(RoomFiles files) {
        return String.valueOf(assertThrows(IdentityException.class, files::load).getMessage());
    }

    @Test
    void roomsAreReadAsTheyWereWritten() {
        RoomFiles files = new RoomFiles(folder);
        assertEquals(List.of(), files.load());
        RoomEntry one = room("ROOM1");
        RoomEntry two = room("ROOM2");
        files.save(one);
        files.save(two);
        files.save(one.withAccepted(Frames.CAROL));
        files.remove("ROOM2");
        files.remove("ROOM3");
        assertEquals(List.of(one.withAccepted(Frames.CAROL)), new RoomFiles(folder).load());
    }

    @Test
    void onlyTheOwnerMayReadThem() throws IOException {
        new RoomFiles(folder).save(room("ROOM1"));
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "needs POSIX permissions");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file("ROOM1"))));
        assertEquals("rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("rooms"))));
    }

    @Test
    void noSecretIsInThem() throws IOException {
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, RANDOM);
        new RoomFiles(folder)
                .save(RoomEntry.of("ROOM1", false, gateway.tokenHash(), gateway.forPlayers().tokenHash()));
        String text = Files.readString(file("ROOM1"));
        assertTrue(text.contains(gateway.tokenHash().text()), text);
        assertEquals(List.of("format", "room", "approve", "invites", "hash", "role", "name", "expires", "hash", "role",
                "name", "expires", "replaced", "bans", "accepted"), names(text));
    }

    private static List<String> names(String json) {
        return Stream.of(json.split("\n")).map(String::strip).filter(line -> line.matches("\"[a-z]+\" :.*"))
                .map(line -> line.substring(1, line.indexOf('"', 1))).toList();
    }

    /** Wherever it is cut, it is refused by name and stays as it is. */
    @Test
    void aTruncatedFileIsRefusedAndNotTouched() throws IOException {
        RoomFiles files = new RoomFiles(folder);
        files.save(room("ROOM1"));
        byte[] whole = Files.readAllBytes(file("ROOM1"));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(file("ROOM1"), cut);
            String sentence = damage(files);
            assertTrue(sentence.startsWith(file("ROOM1") + " is damaged: "), sentence);
            assertTrue(sentence.contains("put back a copy of it, or move it away"), sentence);
            assertArrayEquals(cut, Files.readAllBytes(file("ROOM1")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "{}", "\"x\"", "{\"format\":2}", "not json", "{\"format\":1} trailing"})
    void anythingElseIsRefused(String text) throws IOException {
        RoomFiles files = new RoomFiles(folder);
        files.save(room("ROOM1"));
        Files.writeString(file("ROOM1"), text);
        assertTrue(damage(files).startsWith(file("ROOM1") + " is damaged: "), () -> damage(files));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"hash\" : \"=\"", "\"role\" : \"king\"", "\"mac\" : \"x\"", "\"room\" : \"my room\"",
            "\"room\" : null", "\"bans\" : [ null ]", "\"approve\" : null"})
    void aFieldThatCannotBeIsRefused(String field) throws IOException {
        RoomFiles files = new RoomFiles(folder);
        files.save(room("ROOM1"));
        String name = field.substring(0, field.indexOf(':') + 1);
        String text = Files.readString(file("ROOM1"));
        String broken = name.contains("bans")
                ? text.replaceFirst("\"bans\" : \\[", "\"bans\" : [ null,")
                : text.replaceFirst(name + " (\"[^\"]*\"|true)", field);
        assertFalse(broken.equals(text), text);
        Files.writeString(file("ROOM1"), broken);
        assertTrue(damage(files).startsWith(file("ROOM1") + " is damaged: "), () -> damage(files));
    }

    @Test
    void aFileUnderAnotherRoomsNameIsRefused() throws IOException {
        RoomFiles files = new RoomFiles(folder);
        files.save(room("ROOM1"));
        Files.move(file("ROOM1"), file("ROOM2"));
        assertTrue(damage(files).contains("it is of room ROOM1"));
    }

    @Test
    void roomsThatGatewaysMadeAreReadAsTheyWereWritten() throws IOException {
        RoomFiles files = new RoomFiles(folder);
        assertEquals(List.of(), files.loadClaimed());
        ClaimedRoom one = new ClaimedRoom(room("ROOM1"), 1_800_000_000);
        files.saveClaimed(one);
        files.saveClaimed(new ClaimedRoom(room("ROOM2"), 1));
        files.removeClaimed("ROOM2");
        assertEquals(List.of(one), new RoomFiles(folder).loadClaimed());
        assertEquals(List.of(), files.load());

        Path file = folder.resolve("claimed").resolve("ROOM1.json");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            String sentence = String.valueOf(assertThrows(IdentityException.class, files::loadClaimed).getMessage());
            assertTrue(sentence.startsWith(file + " is damaged: "), sentence);
        }
        Files.writeString(file, "null");
        assertThrows(IdentityException.class, files::loadClaimed);
    }

    @Test
    void aFolderThatEverybodyMayWriteIsRefused() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "needs POSIX permissions");
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertEquals(state + " may be written by every user of this computer, who could put a key or a room there"
                + " - make it private with chmod go-w, or name another", damage(new RoomFiles(state)));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertEquals(List.of(), new RoomFiles(state).load());
    }

    /** What a killed relay leaves beside a file is never taken for one, and gone at the next start. */
    @Test
    void aHalfWrittenFileBesideIsNone() throws IOException {
        RoomFiles files = new RoomFiles(folder);
        RoomEntry room = room("ROOM1");
        files.save(room);
        Path left = folder.resolve("rooms").resolve(".ROOM1.json.99999999999-5678.tmp");
        Files.writeString(left, "{\"format\":");
        assertEquals(List.of(room), files.load());
        assertFalse(Files.exists(left));
    }

    /** Another process writes one of two rooms again and again, and is killed in the middle of it, again and again. */
    @Test
    void afterAKillAtAnyMomentARoomIsTheOldOrTheNewOne() throws Exception {
        for (int round = 0; round < 8; round++) {
            Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", System.getProperty("java.class.path"),
                    RestlessWriter.class.getName(), folder.toString()).redirectErrorStream(true).start();
            try {
                byte[] line = writer.getInputStream().readNBytes(RestlessWriter.READY.length());
                assertEquals(RestlessWriter.READY, new String(line, StandardCharsets.US_ASCII));
                TimeUnit.MILLISECONDS.sleep(RANDOM.nextInt(60));
            } finally {
                writer.destroyForcibly().waitFor();
            }
            List<RoomEntry> rooms = new RoomFiles(folder).load();
            assertEquals(List.of("ROOM1"), rooms.stream().map(RoomEntry::code).toList());
            assertEquals(rooms.getFirst().approve() ? 2 : 100, rooms.getFirst().tickets().size());
            try (Stream<Path> files = Files.list(folder.resolve("rooms"))) {
                assertEquals(List.of(file("ROOM1")), files.toList(), "nothing half-written is left");
            }
        }
    }

    @Test
    void onAFullDiskTheOldRoomStays() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("user.name").equals("root"),
                "needs root on Linux, to mount a small file system");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "lanparty-test", disk.toString());
        try {
            RoomFiles files = new RoomFiles(disk);
            RoomEntry room = room("ROOM1");
            files.save(room);
            fill(disk.resolve("ballast"));
            String sentence = String.valueOf(assertThrows(IdentityException.class,
                    () -> files.save(room.withAccepted(Frames.CAROL))).getMessage());
            assertTrue(sentence.contains("ROOM1.json cannot be written: No space left on device"), sentence);
            assertTrue(sentence.contains("check the free space"), sentence);
            assertEquals(List.of(room), files.load());
            try (Stream<Path> left = Files.list(disk.resolve("rooms"))) {
                assertEquals(1, left.count(), "nothing half-written is left");
            }
            Files.delete(disk.resolve("ballast"));
            files.save(room.withAccepted(Frames.CAROL));
            assertEquals(List.of(room.withAccepted(Frames.CAROL)), files.load());
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private static void fill(Path ballast) {
        assertThrows(IOException.class, () -> Files.write(ballast, new byte[1 << 20]));
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
