package dev.lanparty.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees of a whole process: its end by a signal, and its terminal. */
@Timeout(60)
class SignalTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @TempDir
    private Path folder;
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    private static List<String> command(String behaviour) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), FakeRoleProgram.class.getName(), behaviour);
    }

    /** Starts the program and waits for its first line. */
    private Process start(String behaviour, String firstLine) throws IOException {
        Process process = new ProcessBuilder(command(behaviour)).redirectError(folder.resolve("err").toFile()).start();
        started.add(process);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        assertEquals(firstLine, out.readLine());
        assumeTrue(process.supportsNormalTermination(), "needs a system with SIGTERM");
        return process;
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"runs | player ready: on port 7 | player stopped: told to stop; did nothing",
            "joins | joining | player stopped: told to stop before it was ready",
            "wedged | player ready: on port 7 | player stopped: told to stop"})
    void leavesWithZeroAndOneSentenceWhenToldToStop(String behaviour, String firstLine, String sentence)
            throws Exception {
        Process process = start(behaviour, firstLine);
        process.destroy();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "still there");
        assertEquals(List.of(sentence), err().lines().toList());
        assertEquals(0, process.exitValue());
    }

    @Test
    void aLogLineDoesNotRunIntoTheStatusLine() throws Exception {
        boolean present = Files.isExecutable(SCRIPT);
        assertTrue(present || System.getenv("CI") == null, "needs " + SCRIPT);
        assumeTrue(present, "needs " + SCRIPT);
        Path seen = folder.resolve("seen");
        Process process = new ProcessBuilder(SCRIPT.toString(), "-qec", "'" + String.join("' '", command("logs")) + "'",
                folder.resolve("typescript").toString()).redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true).redirectOutput(seen.toFile()).start();
        started.add(process);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "still there");
        String text = Files.readString(seen);
        assertTrue(
                text.matches("(?s).*\\[\\?7lwell\u001b\\[\\?7h\r\u001b\\[K[0-9:.]+ INFO  somebody joined\r\n.*"),
                () -> text.replace("\u001b", "ESC").replace("\r", "CR"));
    }
}
