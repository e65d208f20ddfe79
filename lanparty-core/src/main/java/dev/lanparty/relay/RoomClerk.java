package dev.lanparty.relay;

import dev.lanparty.admission.GuestList;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the rooms down that gateways have made, on a thread of its own: the loops must not wait for a disk. */
final class RoomClerk implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(RoomClerk.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** A disk that does not answer must not keep the relay from ending. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final GuestList guests;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("lanparty-rooms").unstarted(task));
    private final ScheduledFuture<?> writing;
    private String lastFailure = "";

    /** Begins to. */
    RoomClerk(GuestList guests) {
        this.guests = guests;
        writing = thread.scheduleWithFixedDelay(this::write, PERIOD.toMillis(), PERIOD.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void write() {
        try {
            guests.writeDown(System.nanoTime());
            lastFailure = "";
        } catch (RuntimeException failure) {
            String sentence = String.valueOf(failure.getMessage());
            if (!sentence.equals(lastFailure)) {
                lastFailure = sentence;
                logger.warn("a room that its gateway has made would not be there after a restart: {}", sentence);
            }
        }
    }

    /** Writes down what is left, and ends. */
    @Override
    public void close() {
        writing.cancel(false);
        thread.execute(this::write);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                logger.warn("the disk did not take the rooms that gateways have made within {} s",
                        PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
