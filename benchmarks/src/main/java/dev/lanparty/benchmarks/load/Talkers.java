package dev.lanparty.benchmarks.load;

import dev.lanparty.control.Role;
import dev.lanparty.transport.TransportException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Two who join as soon as they can, and play from then on, each with 60 frames a second for the other, on a thread of their
 * own: how a relay treats those that are in a room, while it is busy with those that are not yet.
 */
final class Talkers implements AutoCloseable {
    private static final LoadPlan PLAN = new LoadPlan(2, 1, false, false, 120, 128, 0, 1, Duration.ZERO, Duration.ZERO);
    private static final int ROOM = 0;
    private static final Duration LOOK = Duration.ofMillis(20);
    /** What is under way has arrived after this, or is lost. */
    private static final Duration ARRIVAL = Duration.ofMillis(500);

    private final RelayProcess relay;
    private final int firstNumber;
    private final Thread thread;
    private volatile boolean stopped;
    private Crowd.@Nullable Tally tally;

    /**
     * Begins.
     *
     * @param firstNumber of their MAC addresses
     */
    Talkers(RelayProcess relay, int firstNumber) {
        this.relay = relay;
        this.firstNumber = firstNumber;
        thread = Thread.ofPlatform().daemon().name("talkers").start(this::run);
    }

    private void run() {
        while (!stopped) {
            try (Crowd crowd = new Crowd(relay, PLAN)) {
                crowd.admit(firstNumber, firstNumber + 1, Role.CLIENT, ROOM, 1);
                crowd.admit(firstNumber + 1, firstNumber, Role.CLIENT, ROOM, 1);
                talk(crowd);
            } catch (TransportException | IllegalStateException e) {
                // Not let in yet: again, as a player would.
            }
        }
    }

    private void talk(Crowd crowd) {
        crowd.begin(PLAN.framesPerSecond());
        while (!stopped) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        crowd.pause();
        LockSupport.parkNanos(ARRIVAL.toNanos());
        tally = crowd.tally();
    }

    /** What became of their frames; once closed. Null if they were not let in. */
    Crowd.@Nullable Tally tally() {
        return tally;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
