package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final byte[] CONTENT = {1, 2, 3};

    private final Path folder;

    AtomicFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void createsAFileOnceAndLeavesItThen() {
        Path file = folder.resolve("file");
        AtomicFile.createPrivate(file, CONTENT);
        AtomicFile.createPrivate(file, new byte[]{9});
        assertArrayEquals(CONTENT, AtomicFile.read(file));
    }

    @Test
    void replacesAPublicFile() throws IOException {
        Path file = folder.resolve("file");
        AtomicFile.replacePublic(file, new byte[]{9});
        AtomicFile.replacePublic(file, CONTENT);
        assertArrayEquals(CONTENT, AtomicFile.read(file));
        assertEquals(List.of(file), filesIn(folder));
    }

    @Test
    void takesAPathWithoutAFolder() throws IOException {
        Path file = Path.of("atomic-file-test-" + System.nanoTime());
        try {
            AtomicFile.replacePublic(file, CONTENT);
            assertArrayEquals(CONTENT, AtomicFile.read(file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void leavesNothingBehindWhenTheNewFileCannotTakeItsPlace() throws IOException {
        Path unreachable = folder.resolve("x".repeat(300));
        assertThrows(IdentityException.class, () -> AtomicFile.createPrivate(unreachable, CONTENT));
        assertThrows(IdentityException.class, () -> AtomicFile.replacePublic(unreachable, CONTENT));
        assertEquals(List.of(), filesIn(folder));
    }

    @Test
    void saysThatTheFolderMayNotBeWritten() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX modes here");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
        assumeFalse(Files.isWritable(folder), "the superuser writes anywhere");
        Path file = folder.resolve("file");
        assertEquals(file + " may not be written - run as the owner of its folder, or name another place",
                assertThrows(IdentityException.class, () -> AtomicFile.createPrivate(file, CONTENT)).getMessage());
    }

    @Test
    void saysThatTheFileMayNotBeRead() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX modes here");
        Path file = Files.write(folder.resolve("file"), CONTENT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "the superuser reads anything");
        assertEquals(file + " may not be read - run as its owner, or let this user read it",
                assertThrows(IdentityException.class, () -> AtomicFile.read(file)).getMessage());
    }

    @Test
    void saysWhatAFullDiskSays() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no device that is always full here");
        IOException failure = assertThrows(IOException.class, () -> Files.write(full, CONTENT));
        String sentence = FileFailure.writing(full, failure).getMessage();
        assertTrue(String.valueOf(sentence).matches("/dev/full cannot be written: No space left on device"
                + " - check the free space, and that its folder can be written"), sentence);
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
