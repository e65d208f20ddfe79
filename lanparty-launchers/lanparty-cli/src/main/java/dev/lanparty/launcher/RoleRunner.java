package dev.lanparty.launcher;

import dev.lanparty.device.DeviceException;
import dev.lanparty.endpoint.EndpointException;
import dev.lanparty.identity.IdentityException;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.transport.TransportException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one role from start to end: starts it, says {@code ready}, shows how it is doing, closes it on SIGINT and SIGTERM or
 * when its membership is over.
 */
public final class RoleRunner {
    /** It ran and was told to stop. */
    public static final int STOPPED = 0;
    /** It could not start, or its membership ended. */
    public static final int FAILED = 1;

    private static final Logger logger = LoggerFactory.getLogger(RoleRunner.class);
    private static final Duration STOP_TIMEOUT = Duration.ofMillis(2_800);

    private final PrintStream out;
    private final PrintStream err;
    private final boolean verbose;
    /** Whoever ends the run first: the thread that runs it, or the one that a signal starts. */
    private final AtomicReference<Thread> ending = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean ready;
    private volatile @Nullable StatusLine status;

    /**
     * A runner that speaks to a person; for one run.
     *
     * @param out where {@code ready} is said
     * @param err where everything else is said
     * @param verbose whether a failure is shown with its stack trace
     */
    public RoleRunner(PrintStream out, PrintStream err, boolean verbose) {
        this.out = out;
        this.err = err;
        this.verbose = verbose;
    }

    /** What a role does. */
    public interface Role extends AutoCloseable {
        /** Starts it; returns what is said after {@code ready}. */
        String start();

        /** Completed when it is over by itself. */
        CompletableFuture<SessionEnd> ended();

        /** How it is doing, in one short line; only between start and close. */
        String status();

        /** What it did and dropped since its start, in one line; only between start and close. */
        String totals();

        @Override
        void close();
    }

    /**
     * Runs a role until it is over or the process is told to stop.
     *
     * @param role made when all that can fail is reported as a failure of the run
     * @return the exit code
     */
    public int run(String name, Supplier<Role> role) {
        try (Role made = role.get()) {
            Thread starting = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(name, made, starting), "lanparty-stop"));
            String bound = made.start();
            ready = true;
            out.println(name + " ready: " + bound);
            SessionEnd end = awaitEnd(made);
            if (isMineToEnd()) {
                err.println(name + " stopped: " + end.sentence() + totals(made));
            }
            return end.kind() == SessionEnd.Kind.LEFT ? STOPPED : FAILED;
        } catch (DeviceException | EndpointException | IdentityException | TransportException
                | IllegalArgumentException e) {
            return failed(name + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            return failed(name + ": an unexpected failure, " + e + (verbose ? "" : "; --verbose shows where"), e);
        } finally {
            over.countDown();
        }
    }

    private int failed(String sentence, RuntimeException failure) {
        if (isMineToEnd()) {
            err.println(sentence);
            if (verbose) {
                failure.printStackTrace(err);
            }
        }
        return FAILED;
    }

    private SessionEnd awaitEnd(Role role) {
        try (StatusLine shown = StatusLine.start(role::status, err)) {
            status = shown;
            return role.ended().join();
        }
    }

    /** The totals as the end of a sentence; none of a role that cannot tell any more, which must not keep it from leaving. */
    private static String totals(Role role) {
        try {
            return "; " + role.totals();
        } catch (RuntimeException e) {
            logger.debug("no totals", e);
            return "";
        }
    }

    private boolean isMineToEnd() {
        Thread me = Thread.currentThread();
        return ending.compareAndSet(null, me) || me.equals(ending.get());
    }

    /**
     * What a signal starts: it closes the role and ends the process with 0, which a shutdown hook alone can do. A role that
     * is still starting is interrupted first. The end of the process starts it too, when the run is over: then nothing is
     * left to do, and the exit code stays what it is.
     */
    private void stop(String name, Role role, Thread starting) {
        boolean told = isMineToEnd();
        Thread closer = Thread.ofPlatform().daemon().name("lanparty-close").start(() -> {
            if (told) {
                String totals = ready ? totals(role) : " before it was ready";
                StatusLine shown = status;
                if (shown != null) {
                    shown.close();
                }
                starting.interrupt();
                role.close();
                err.println(name + " stopped: told to stop" + totals);
            } else {
                awaitOver();
            }
        });
        try {
            if (!closer.join(STOP_TIMEOUT)) {
                err.println(name + ": could not leave within " + STOP_TIMEOUT.toMillis() + " ms");
                Runtime.getRuntime().halt(FAILED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (told) {
            Runtime.getRuntime().halt(STOPPED);
        }
    }

    private void awaitOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
