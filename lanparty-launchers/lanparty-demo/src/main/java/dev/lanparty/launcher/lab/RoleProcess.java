package dev.lanparty.launcher.lab;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A role as a process in a namespace; what it prints is kept in files, so that nobody has to read along. */
public final class RoleProcess implements AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(4);
    private static final long LOOK_EVERY_MILLIS = 15;
    private static final String READY = " ready: ";

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private RoleProcess(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts one.
     *
     * @param name for a person, and for the files in {@code folder}
     */
    public static RoleProcess start(String name, List<String> command, Path folder) {
        try {
            Path out = Files.createTempFile(folder, name + "-", ".out");
            Path err = Files.createTempFile(folder, name + "-", ".err");
            ProcessBuilder builder = Programs.prepare(command).redirectInput(new File("/dev/null"))
                    .redirectOutput(out.toFile()).redirectError(err.toFile());
            return new RoleProcess(name, Programs.start(builder), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** The process. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has been ready. */
    public boolean wasReady() {
        return out().contains(READY);
    }

    /** What it has said so far on standard output. */
    public String out() {
        return read(out);
    }

    /** What it has said so far on standard error. */
    public String err() {
        return read(err);
    }

    /** Its last lines, of both kinds. */
    public List<String> tail(int lines) {
        List<String> all = (out() + err()).lines().toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for its ready line.
     *
     * @return what it said after {@code ready:}
     * @throws LabException if it ends before, or takes longer
     */
    public String awaitReady(Duration timeout) {
        if (!await(() -> wasReady() && out().endsWith("\n"), timeout) || !wasReady()) {
            throw new LabException("the " + name + " was not ready within " + timeout.toSeconds() + " s"
                    + (isAlive() ? "" : ", it ended with code " + process.exitValue() + ": " + err().strip()));
        }
        return out().substring(out().indexOf(READY) + READY.length()).strip();
    }

    /**
     * Waits until what it says on standard error satisfies a condition.
     *
     * @return whether it did in time, or before it ended
     */
    public boolean awaitErr(Predicate<String> condition, Duration timeout) {
        return await(() -> condition.test(err()), timeout) && condition.test(err());
    }

    /** As above, of what it says on standard output. */
    public boolean awaitOut(Predicate<String> condition, Duration timeout) {
        return await(() -> condition.test(out()), timeout) && condition.test(out());
    }

    /** Something that becomes true. */
    private interface Condition {
        boolean holds();
    }

    private boolean await(Condition condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.holds() && process.isAlive()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                throw LabException.interrupted(e);
            }
        }
        return true;
    }

    /**
     * Waits for its end.
     *
     * @return its exit code
     * @throws LabException if it takes longer
     */
    public int awaitExit(Duration timeout) {
        try {
            if (process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            throw LabException.interrupted(e);
        }
        throw new LabException("the " + name + " did not end within " + timeout.toMillis() + " ms");
    }

    /** Sends it a signal by its name, as in {@code INT}. */
    public void signal(String signal) {
        Programs.check(List.of("kill", "-" + signal, Long.toString(pid())), "");
    }

    /** Tells it to stop; it is killed if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
