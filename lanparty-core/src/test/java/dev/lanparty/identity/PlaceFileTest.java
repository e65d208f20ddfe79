package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceFileTest {
    private static final String PLACE = "a gateway in room ROOM1 on relay.example.org:443";
    private static final String TOKEN = "7.bGFucGFydHktbGFucGFydA";

    @TempDir
    private Path folder;

    private PlaceFile place() {
        return PlaceFile.in(folder.resolve("state"), PLACE);
    }

    private void keep(String token) {
        try (PlaceFile file = place()) {
            file.keep(token);
        }
    }

    private List<Path> files(String ending) throws IOException {
        try (var files = Files.list(folder.resolve("state"))) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    @Test
    void givesTheTokenToTheNextProcess() {
        keep("1.before");
        keep(TOKEN);
        try (PlaceFile next = place()) {
            assertEquals(TOKEN, next.token());
        }
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        keep(TOKEN);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files(".json").get(0))));
        assertEquals("rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("state"))));
    }

    @Test
    void isOfOneRelayRoomAndMember() {
        keep(TOKEN);
        try (PlaceFile other = PlaceFile.in(folder.resolve("state"), PLACE.replace("ROOM1", "ROOM2"))) {
            assertNull(other.token());
        }
    }

    @Test
    void isGoneWhenThePlaceIsGivenUp() throws IOException {
        keep(TOKEN);
        try (PlaceFile file = place()) {
            file.forget();
            assertNull(file.token());
        }
        assertEquals(List.of(), files(".json"));
    }

    @Test
    void writesOnlyWhatIsNew() throws IOException {
        keep(TOKEN);
        Path file = files(".json").get(0);
        Object before = Files.readAttributes(file, "unix:ino").get("ino");
        keep(TOKEN);
        assertEquals(before, Files.readAttributes(file, "unix:ino").get("ino"));
    }

    /** As a full disk, a bad copy or a curious person leave it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"token\": 7}", "{\"place\": \"PLACE\"}",
            "{\"place\": \"PLACE\", \"token\": \"\"}", "{\"place\": \"PLACE\", \"token\": \"a b\"}",
            "{\"place\": \"PLACE\", \"token\": {}}", "{\"place\": \"another\", \"token\": \"1.a\"}"})
    void aDamagedFileIsAsGoodAsNone(String content) throws IOException {
        keep(TOKEN);
        Files.writeString(files(".json").get(0), content.replace("PLACE", PLACE));
        try (PlaceFile file = place()) {
            assertNull(file.token());
            file.keep("2.fresh");
        }
        try (PlaceFile mended = place()) {
            assertEquals("2.fresh", mended.token());
        }
    }

    @Test
    void aFileOfNobodysMakingIsAsGoodAsNone() throws IOException {
        keep(TOKEN);
        Path file = files(".json").get(0);
        Files.delete(file);
        Files.createDirectory(file);
        try (PlaceFile none = place()) {
            assertNull(none.token());
        }
        Files.delete(file);
        Files.write(file, new byte[AtomicFile.MAX_BYTES + 1]);
        try (PlaceFile none = place()) {
            assertNull(none.token());
        }
    }

    @Test
    void twoAtOnceDoNotHaveOnePlace() {
        try (PlaceFile first = place()) {
            first.keep(TOKEN);
            try (PlaceFile second = place()) {
                assertNull(second.token());
                second.keep("2.second");
                second.forget();
            }
            try (PlaceFile third = place()) {
                assertNull(third.token());
            }
        }
        try (PlaceFile next = place()) {
            assertEquals(TOKEN, next.token());
        }
    }

    @Test
    void whoHasClosedItKeepsNothing() {
        PlaceFile closed = place();
        closed.close();
        closed.keep(TOKEN);
        closed.forget();
        closed.close();
        try (PlaceFile next = place()) {
            assertNull(next.token());
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNoReasonNotToStart() throws IOException {
        Files.writeString(folder.resolve("state"), "a file");
        try (PlaceFile none = place()) {
            assertNull(none.token());
            none.keep(TOKEN);
            none.forget();
        }
        assertFalse(Files.isDirectory(folder.resolve("state")));
    }
}
