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
    private final boolean terminal;
    private boolean closed;

    /**
     * A line that is shown when it is told to.
     *
     * @param terminal whether the stream is one
     */
    StatusLine(Supplier<String> status, PrintStream out, boolean terminal) {
        this.status = status;
        this.out = out;
        this.terminal = terminal;
    }

    /** A line that is shown again and again. */
    static StatusLine start(Supplier<String> status, PrintStream out) {
        StatusLine line = new StatusLine(status, out, Terminal.isSeen());
        long seconds = line.terminal ? 1 : LOG_SECONDS;
        line.timer.scheduleAtFixedRate(line::show, seconds, seconds, TimeUnit.SECONDS);
        return line;
    }

    /** Shows it once. A role that is too busy to answer, or just over, is not shown this time. */
    void show() {
        String now;
        try {
            now = status.get();
        } catch (RuntimeException e) {
            logger.debug("no status this time", e);
            return;
        }
        if (terminal) {
            draw(now);
        } else {
            logger.info("{}", now);
        }
    }

    private synchronized void draw(String now) {
        if (!closed) {
            out.print(Terminal.CLEAR_LINE + Terminal.NO_WRAP + now + Terminal.WRAP);
            out.flush();
        }
    }

    /** Empties the line; nothing is drawn after it. Idempotent. */
    @Override
    public synchronized void close() {
        timer.shutdownNow();
        if (terminal && !closed) {
            out.print(Terminal.CLEAR_LINE);
            out.flush();
        }
        closed = true;
    }
}
