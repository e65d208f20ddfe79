package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.demo.DemoLauncher;
import dev.lanparty.launcher.lab.Cleanup;
import dev.lanparty.launcher.lab.JavaProgram;
import dev.lanparty.launcher.lab.RoleProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * {@code lanparty demo} as a process, and what it leaves behind: every process that it starts can be told by its
 * environment, every temporary file is made in a folder of this run, every namespace has the process's number in its name.
 */
final class DemoRun {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final String MARK = "LANPARTY_DEMO_RUN=";
    private static final Duration GONE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FOUND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private final String mark = MARK + UUID.randomUUID();
    private final Path temporary;
    private final RoleProcess process;

    /**
     * Starts it.
     *
     * @param folder for what it says
     * @param temporary empty, and its alone
     * @param under the program that starts it, or none
     */
    DemoRun(Cleanup cleanup, Path folder, Path temporary, List<String> under, JavaProgram java) {
        this.temporary = temporary;
        String temporaryOption = "-Djava.io.tmpdir=" + temporary;
        List<String> command = new ArrayList<>(under);
        command.addAll(List.of("env", mark, "LANPARTY_JVM_OPTIONS=" + String.join(" ", java.options()) + " "
                + temporaryOption, "LANPARTY_CLASS_PATH=" + java.classPath()));
        command.addAll(java.command(DemoLauncher.class, List.of(temporaryOption), List.of()));
        process = cleanup.own(() -> RoleProcess.start("demo", command, folder));
    }

    RoleProcess process() {
        return process;
    }

    /** Waits until it has shown something. */
    void awaitShown(String text, Duration timeout) {
        assertTrue(process.awaitOut(said -> said.contains(text), timeout), this::said);
    }

    /** Waits for its end. */
    void assertEnds(int exitCode, Duration timeout) {
        assertEquals(exitCode, process.awaitExit(timeout), this::said);
    }

    private String said() {
        return process.out() + process.err();
    }

    /** No namespace, no process, no file. */
    void assertNothingIsLeft() throws Exception {
        for (ProcessHandle left : processes()) {
            left.onExit().get(GONE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        }
        assertEquals(List.of(), namespaces());
        assertEquals(List.of(), list(temporary, file -> true));
    }

    /** Waits until so many of its processes run, itself among them: what it has just shown precedes what it starts next. */
    void awaitProcesses(int atLeast) throws InterruptedException {
        long deadline = System.nanoTime() + FOUND_TIMEOUT.toNanos();
        while (processes().size() < atLeast) {
            assertTrue(System.nanoTime() - deadline < 0, () -> "its processes are not found: " + said());
            Thread.sleep(POLL_INTERVAL);
        }
    }

    /** Those of its processes that run, itself among them. */
    private List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(this::isMarked).toList();
    }

    private boolean isMarked(ProcessHandle candidate) {
        try {
            Path environment = Path.of("/proc", Long.toString(candidate.pid()), "environ");
            return new String(Files.readAllBytes(environment), StandardCharsets.UTF_8).contains(mark);
        } catch (IOException e) {
            // It has ended meanwhile.
            return false;
        }
    }

    /** Its network namespaces, if it is root's. */
    List<Path> namespaces() throws IOException {
        String prefix = "lanparty-" + process.pid() + "-";
        return Files.isDirectory(NAMESPACES)
                ? list(NAMESPACES, file -> file.getFileName().toString().startsWith(prefix))
                : List.of();
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(wanted).toList();
        }
    }
}
