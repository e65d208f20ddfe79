package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
    @TempDir
    private Path folder;

    private String refusal(Path named) {
        return String.valueOf(assertThrows(IdentityException.class, () -> StateLock.take(named)).getMessage());
    }

    @Test
    void aFolderIsOnesUntilHeGivesItBack() {
        Path state = folder.resolve("state");
        StateLock first = StateLock.take(state);
        assertEquals(state, first.folder());
        String sentence = "another relay runs with the state folder " + state
                + " - stop that one first, or give this one another folder with --state-dir";
        assertEquals(sentence, refusal(state));
        assertEquals(sentence, refusal(state), "who was refused has not given it back");
        first.close();
        try (StateLock second = StateLock.take(state)) {
            first.close();
            assertEquals(sentence, refusal(state), "whoever closes twice gives back his own only");
            assertEquals(state, second.folder());
        }
        StateLock.take(state).close();
    }

    @Test
    void anotherNameOfAFolderIsTheSameFolder() throws IOException {
        Path state = Files.createDirectory(folder.resolve("state"));
        Path other = Files.createSymbolicLink(folder.resolve("other"), state);
        try (StateLock first = StateLock.take(state)) {
            assertTrue(refusal(other).contains("another relay runs with the state folder " + other), first::toString);
        }
    }

    @Test
    void aFolderThatCannotBeHadIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertTrue(refusal(file).contains(file + " is a file, not a folder - name another place"));
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.createDirectory(state.resolve("relay.lock"));
        assertTrue(refusal(state).startsWith(state.resolve("relay.lock") + " cannot be written: "));
    }

    /** What a full disk or a dead relay has left there does not matter. */
    @Test
    void theFileStaysAndIsNotWritten() throws IOException {
        Path file = folder.resolve("relay.lock");
        Files.writeString(file, "left");
        StateLock.take(folder).close();
        assertEquals("left", Files.readString(file));
        try (FileChannel free = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertTrue(free.tryLock() != null);
        }
    }
}
