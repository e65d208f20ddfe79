package dev.lanparty.launcher.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Other people's programs: whether they are there, and running them. */
public final class Programs {
    /** Where administrators' programs are, which an ordinary user's PATH often leaves out. */
    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");
    private static final String SESSION = "setsid";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private Programs() {
    }

    /**
     * What a program said and how it ended.
     *
     * @param output of both kinds
     */
    public record Result(int exitCode, String output) {
    }

    /** Whether a program can be started by its name. */
    public static boolean isInstalled(String name) {
        return folders().anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /**
     * Insists on a program.
     *
     * @param packageName what to install to have it
     * @throws LabException if it is not there
     */
    public static void require(String name, String packageName) {
        if (!isInstalled(name)) {
            throw new LabException("the program " + name + " is needed: install the package " + packageName);
        }
    }

    private static Stream<String> folders() {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.concat(Stream.of(path.split(":", 0)), SYSTEM_FOLDERS.stream());
    }

    /**
     * A process yet to be started, which finds administrators' programs too. Where there is setsid, it has a session of its
     * own: Ctrl-C on a terminal reaches this process alone, which then undoes all in the right order.
     */
    static ProcessBuilder prepare(List<String> command) {
        List<String> whole = new ArrayList<>(command);
        if (isInstalled(SESSION)) {
            whole.addFirst(SESSION);
        }
        ProcessBuilder builder = new ProcessBuilder(whole);
        builder.environment().put("PATH", String.join(":", folders().distinct().toList()));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** Starts a process. */
    static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new LabException("could not start " + builder.command().getFirst() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Runs a program to its end, with bounded patience.
     *
     * @param input given to it
     * @throws LabException if it does not end in time
     */
    public static Result run(List<String> command, String input) {
        Process process = start(prepare(command).redirectErrorStream(true));
        try {
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process), Programs::spawn);
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading; its exit code tells.
            }
            String said = output.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return new Result(process.waitFor(), said.strip());
        } catch (TimeoutException | ExecutionException e) {
            throw new LabException(String.join(" ", command) + " did not end within " + TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            throw LabException.interrupted(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Runs a program that must succeed.
     *
     * @return what it printed
     * @throws LabException if its exit code is not 0
     */
    public static String check(List<String> command, String input) {
        Result result = run(command, input);
        if (result.exitCode() != 0) {
            throw new LabException(String.join(" ", command) + " failed: " + result.output());
        }
        return result.output();
    }

    private static void spawn(Runnable task) {
        Thread.ofPlatform().daemon().name("lanparty-output").start(task);
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
