package dev.lanparty.launcher;

import dev.lanparty.device.DeviceException;
import dev.lanparty.endpoint.EndpointException;
import dev.lanparty.identity.IdentityException;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.transport.TransportException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs one role from start to end: starts it, says {@code ready}, shows how it is doing, closes it on SIGINT and SIGTERM or
 * when its membership is over.
 */
public final class RoleRunner {
    /** It ran and was told to stop. */
    public static final int STOPPED = 0;
    /** It could not start, or its membership ended. */
    public static final int FAILED = 1;

    private static final Duration STOP_TIMEOUT = Duration.ofMillis(2_800);

    private final PrintStream out;
    private final PrintStream err;
    private final boolean verbose;

    /**
     * A runner that speaks to a person.
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

        /** How it is doing, in one short line. */
        String status();

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
            Thread stopper = stopper(Thread.currentThread(), made);
            Runtime.getRuntime().addShutdownHook(stopper);
            out.println(name + " ready: " + made.start());
            SessionEnd end = awaitEnd(made);
            err.println(name + " stopped: " + end.sentence());
            return end.kind() == SessionEnd.Kind.LEFT ? STOPPED : FAILED;
        } catch (DeviceException | EndpointException | IdentityException | TransportException
                | IllegalArgumentException e) {
            err.println(name + ": " + e.getMessage());
            if (verbose) {
                e.printStackTrace(err);
            }
            return FAILED;
        }
    }

    private SessionEnd awaitEnd(Role role) {
        try (StatusLine status = StatusLine.start(role::status, err)) {
            return role.ended().join();
        }
    }

    /**
     * What a signal starts: it closes the role and ends the process with 0, which a shutdown hook alone can do. A role that
     * is still starting is interrupted first.
     */
    private Thread stopper(Thread starting, Role role) {
        return new Thread(() -> {
            Thread closer = Thread.ofPlatform().daemon().name("lanparty-close").start(() -> {
                starting.interrupt();
                role.close();
            });
            try {
                if (closer.join(STOP_TIMEOUT)) {
                    Runtime.getRuntime().halt(STOPPED);
                }
                err.println("could not leave within " + STOP_TIMEOUT.toMillis() + " ms");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(FAILED);
        }, "lanparty-stop");
    }
}
