package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.Cleanup;
import dev.lanparty.launcher.lab.JavaProgram;
import dev.lanparty.launcher.lab.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code lanparty demo} as root.
 *
 * <pre>
 * player1 ── internet ── relay
 *            internet ── gateway ── switch ── lanhost
 * </pre>
 */
@Timeout(300)
class DemoTest {
    private static final Duration SHOW_TIMEOUT = Duration.ofSeconds(135);
    private static final Duration UNDO_TIMEOUT = Duration.ofSeconds(20);
    /** 128 and the number of SIGINT: how a shell sees the end of what Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    private final Cleanup cleanup = new Cleanup();

    @TempDir
    private Path said;

    @TempDir
    private Path temporary;

    DemoTest() {
        Requirements.networkAdministrator();
        Requirements.program("setsid", "util-linux");
    }

    @AfterEach
    void close() {
        cleanup.close();
    }

    /** In a process group of its own, as a shell with job control starts it. */
    private DemoRun start() {
        return new DemoRun(cleanup, said, temporary, List.of(), JavaProgram.ofThisProcess());
    }

    @Test
    void showsEverythingAndLeavesNothingBehind() throws Exception {
        DemoRun demo = start();
        demo.assertEnds(0, SHOW_TIMEOUT);
        assertTrue(demo.process().out().contains("All of it happened"), demo.process().out());
        assertEquals("", demo.process().err());
        demo.assertNothingIsLeft();
    }

    /** Ctrl-C reaches the whole group, whoever is in it: the demo must not take what its own roles then do for a failure. */
    @ParameterizedTest
    @ValueSource(strings = {"Wiring", "Three roles"})
    void leavesNothingBehindWhenInterruptedAfter(String step) throws Exception {
        Requirements.interruptible();
        DemoRun demo = start();
        demo.awaitShown("* " + step, SHOW_TIMEOUT);
        assertNotEquals(List.of(), demo.namespaces());
        demo.awaitProcesses(2);
        Programs.check(List.of("kill", "-INT", "--", "-" + demo.process().pid()), "");
        demo.assertEnds(INTERRUPTED, UNDO_TIMEOUT);
        assertFalse(demo.process().out().contains("  ! "), demo.process().out());
        assertEquals("lanparty demo: told to stop; everything it made is gone again", demo.process().err().strip());
        demo.assertNothingIsLeft();
    }
}
