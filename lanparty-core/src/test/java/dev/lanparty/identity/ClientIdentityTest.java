package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanparty.frame.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdentityTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final Path file;

    ClientIdentityTest(@TempDir Path folder) {
        this.folder = folder;
        file = folder.resolve("state").resolve(ClientIdentity.FILE_NAME);
    }

    @Test
    void makesALocalUnicastAddressAndWritesIt() throws IOException {
        MacAddress mac = ClientIdentity.keptIn(file, RANDOM).mac();
        assertEquals(0b10, mac.toBytes()[0] & 0b11);
        assertEquals("{\"mac\": \"" + mac + "\"}\n", Files.readString(file));
    }

    @Test
    void isTheSameAtTheNextStart() {
        ClientIdentity first = ClientIdentity.keptIn(file, RANDOM);
        assertEquals(first, ClientIdentity.keptIn(file, RANDOM));
    }

    @Test
    void differsBetweenPlayers() {
        assertNotEquals(ClientIdentity.keptIn(file, RANDOM), ClientIdentity.keptIn(folder.resolve("other"), RANDOM));
    }

    @Test
    void takesItsAddressFromTheRandomSource() {
        assertEquals(MacAddress.randomLocal(new SplittableRandom(7)),
                ClientIdentity.keptIn(file, new SplittableRandom(7)).mac());
    }

    @Test
    void isTheOwnersAloneAndTheOnlyFile() throws IOException {
        ClientIdentity.keptIn(file, RANDOM);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList());
        }
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX modes here");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }

    @Test
    void takesAnAddressThatAPersonWroteAndFieldsItDoesNotKnow() throws IOException {
        write("{\"name\": \"Ada\", \"mac\": \"00-1B-21-AA-BB-CC\"}");
        assertEquals(new ClientIdentity(MacAddress.parse("00:1b:21:aa:bb:cc")), ClientIdentity.keptIn(file, RANDOM));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"mac\":5}", "{\"mac\":null}", "{\"mac\":\"\"}",
            "{\"mac\":\"02:00\"}",
            "{\"mac\":\"ff:ff:ff:ff:ff:ff\"}", "{\"mac\":\"00:00:00:00:00:00\"}", "{\"mac\":\"01:00:5e:00:00:01\"}",
            "{\"mac\":\"02:00:5e:10:00:01\"} x", "{\"mac\":\"02:00:5e:10:00:01\",\"mac\":\"02:00:5e:10:00:02\"}",
            "\u0000\u0000"})
    void aDamagedFileIsRefusedAndLeftAsItIs(String content) throws IOException {
        write(content);
        String sentence = refusal();
        assertTrue(sentence.startsWith(file + " is damaged: ") && sentence.contains("delete it"), sentence);
        assertEquals(content, Files.readString(file));
    }

    @Test
    void aFolderInItsPlaceIsRefused() throws IOException {
        Files.createDirectories(file);
        assertEquals(file + " is a folder - a file is needed", refusal());
    }

    @Test
    void aFileTooLargeToBeOneIsRefused() throws IOException {
        write(" ".repeat(AtomicFile.MAX_BYTES + 1));
        assertTrue(refusal().contains("is larger than"), refusal());
    }

    @Test
    void aLinkToNowhereIsRefusedAndLeftAsItIs() throws IOException {
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, folder.resolve("nowhere"));
        assertEquals(file + " is not there - check the path", refusal());
        assertTrue(Files.isSymbolicLink(file), "the link was replaced");
    }

    @Test
    void aPersonsAddressMustBeThatOfAStation() {
        assertEquals(1, new ClientIdentity(new MacAddress(1)).mac().bits());
        for (MacAddress none : List.of(MacAddress.BROADCAST, new MacAddress(0),
                MacAddress.parse("01:00:5e:00:00:01"))) {
            assertThrows(IdentityException.class, () -> new ClientIdentity(none));
        }
    }

    private String refusal() {
        return String.valueOf(
                assertThrows(IdentityException.class, () -> ClientIdentity.keptIn(file, RANDOM)).getMessage());
    }

    private void write(String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
