package dev.lanparty.launcher.lab;

import dev.lanparty.launcher.station.Station;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The side of a {@link Station} that tells it what to do. */
public final class StationProcess implements AutoCloseable {
    private static final String GONE = "error" + Station.SEPARATOR + "its process has ended";

    private final String name;
    private final Process process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    /** Of commands whose answer nobody waits for any more. */
    private int lateAnswers;

    private StationProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    static StationProcess start(String name, List<String> command) {
        Process process = Programs.start(Programs.prepare(command).redirectError(ProcessBuilder.Redirect.DISCARD));
        StationProcess station = new StationProcess(name, process);
        Thread.ofPlatform().daemon().name("lanparty-station-" + name).start(station::read);
        return station;
    }

    private void read() {
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(answers::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            // The process has ended, as said below.
        }
        answers.add(GONE);
    }

    /**
     * Has the station do something and waits for what comes of it.
     *
     * @param timeout beyond what the command itself waits
     * @return the fields of its answer
     * @throws LabException if it fails, with the station's sentence
     */
    public List<String> ask(Duration timeout, String... command) {
        try {
            var writer = process.outputWriter(StandardCharsets.UTF_8);
            writer.write(String.join(Station.SEPARATOR, command) + "\n");
            writer.flush();
            String answer = awaitAnswer(timeout);
            if (answer == null) {
                throw new LabException(name + " did not answer " + command[0] + " within " + timeout.toMillis()
                        + " ms");
            }
            List<String> fields = List.of(answer.split(Station.SEPARATOR, -1));
            if (!fields.getFirst().equals("ok")) {
                throw new LabException(name + ": " + fields.getLast());
            }
            return fields.subList(1, fields.size());
        } catch (IOException e) {
            throw new LabException(name + " has ended", e);
        } catch (InterruptedException e) {
            throw LabException.interrupted(e);
        }
    }

    /** The answer to the command that was given last, or null if there is none in time. */
    private @Nullable String awaitAnswer(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        lateAnswers++;
        String answer = null;
        while (lateAnswers > 0) {
            answer = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (answer == null || answer.equals(GONE)) {
                return answer;
            }
            lateAnswers--;
        }
        return answer;
    }

    /** As above, with patience for anything that does not wait itself. */
    public List<String> ask(String... command) {
        return ask(Duration.ofSeconds(10), command);
    }

    /** Ends it; it has nothing to undo that its namespace does not take along. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
