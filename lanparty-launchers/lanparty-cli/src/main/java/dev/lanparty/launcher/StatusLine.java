package dev.lanparty.launcher;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how a role is doing: each second on one line of a terminal, else each minute in the log. */
@SuppressWarnings("FutureReturnValueIgnored") // The timer's task ends with the timer.
final class StatusLine implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(StatusLine.class);
    private static final long LOG_SECONDS = 60;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("lanparty-status").unstarted(task));
    private final Supplier<String> status;
    private final PrintStream out;

    private StatusLine(Supplier<String> status, PrintStream out) {
        this.status = status;
        this.out = out;
    }

    /** Whether standard error is seen by a person. */
    @SuppressWarnings("SystemConsoleNull") // It is null again from JDK 25 on.
    static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    static StatusLine start(Supplier<String> status, PrintStream out) {
        StatusLine line = new StatusLine(status, out);
        boolean terminal = isTerminal();
        long seconds = terminal ? 1 : LOG_SECONDS;
        Runnable show = terminal ? line::draw : line::log;
        line.timer.scheduleAtFixedRate(show, seconds, seconds, TimeUnit.SECONDS);
        return line;
    }

    private void draw() {
        out.print(Logging.CLEAR_LINE + status.get());
        out.flush();
    }

    private void log() {
        logger.info("{}", status.get());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (isTerminal()) {
            out.print(Logging.CLEAR_LINE);
        }
    }
}
