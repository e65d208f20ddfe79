package dev.lanparty.benchmarks.load;

import dev.lanparty.endpoint.EndpointException;
import dev.lanparty.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One after the other joins a room of their own and leaves it, on a thread of their own: how quick a relay answers now. */
final class Newcomers implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final String ROOM = "NEWCOMERS";

    private final RelayProcess relay;
    private final int number;
    private final Thread thread;
    private final List<Long> joinedMillis = new ArrayList<>();
    private int unanswered;
    private volatile boolean stopped;

    /**
     * Begins.
     *
     * @param number of their MAC address
     */
    Newcomers(RelayProcess relay, int number) {
        this.relay = relay;
        this.number = number;
        thread = Thread.ofPlatform().daemon().name("newcomers").start(this::run);
    }

    private void run() {
        while (!stopped) {
            long begunNanos = System.nanoTime();
            try (Regular newcomer = new Regular(relay, number, ROOM)) {
                newcomer.join();
                joinedMillis.add(Duration.ofNanos(System.nanoTime() - begunNanos).toMillis());
            } catch (TransportException | EndpointException e) {
                unanswered++;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** How long each needed that got in; once closed. */
    List<Long> joinedMillis() {
        return joinedMillis;
    }

    /** How many did not get in; once closed. */
    int unanswered() {
        return unanswered;
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
