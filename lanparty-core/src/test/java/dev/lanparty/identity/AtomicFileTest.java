package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final byte[] CONTENT = {1, 2, 3};
    private static final Path NOBODY_WRITES = Path.of("/sys");
    /** Only ever written: what is written to it has the kernel do something. */
    private static final Path NOBODY_READS = Path.of("/proc/sys/vm/compact_memory");

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

    /** Its writer may be in the middle of it, and the number of one that is gone may be another process's. */
    @Test
    void takesAwayWhatKilledWritersHaveLeftAndNothingElse() throws IOException {
        long living = ProcessHandle.current().pid();
        List<Path> stay = List.of(folder.resolve("key"), folder.resolve(".key." + living + "-1a.tmp"),
                folder.resolve(".other.99999999999-1.tmp"), folder.resolve(".key.notes.tmp"));
        List<Path> go = List.of(folder.resolve(".key.99999999999-1.tmp"), folder.resolve(".key." + living + "-2b.tmp"));
        for (Path file : stay) {
            Files.write(file, CONTENT);
        }
        for (Path file : go) {
            Files.write(file, CONTENT);
            Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        }
        AtomicFile.removeAbandoned(folder, "key");
        assertEquals(stay.stream().sorted().toList(), filesIn(folder).stream().sorted().toList());
        AtomicFile.removeAbandoned(folder.resolve("nowhere"), "key");
    }

    /** Nor may the superuser, whom the modes of an ordinary folder do not bind. */
    @Test
    void saysThatTheFolderMayNotBeWritten() {
        assumeTrue(Files.isDirectory(NOBODY_WRITES), "no folder here that nobody may write");
        Path file = NOBODY_WRITES.resolve("lanparty-test");
        assertEquals(file + " may not be written - run as the owner of its folder, or name another place",
                assertThrows(IdentityException.class, () -> AtomicFile.createPrivate(file, CONTENT)).getMessage());
    }

    @Test
    void saysThatTheFileMayNotBeRead() {
        assumeTrue(Files.exists(NOBODY_READS), "no file here that nobody may read");
        assertEquals(NOBODY_READS + " may not be read - run as its owner, or let this user read it",
                assertThrows(IdentityException.class, () -> AtomicFile.read(NOBODY_READS)).getMessage());
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
