package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What round-trip times tell of the queue along a path. */
class PathQueueTest {
    private static final long MILLI = 1_000_000;
    private static final long LONG = 7 * MILLI;

    private final PathQueue queue = new PathQueue(LONG, 0);
    private long nowNanos;

    private void measure(double roundTripMillis) {
        nowNanos += 10 * MILLI;
        queue.measured((long) (roundTripMillis * MILLI), nowNanos);
    }

    @Test
    void thereIsNoneAtFirst() {
        measure(40);
        assertEquals(0, queue.nanos());
        assertEquals(0, queue.standsForNanos());
    }

    @Test
    void whatTakesLongerThanTheEmptyPathIsQueue() {
        measure(40);
        measure(60);
        assertEquals(20 * MILLI, queue.nanos());
    }

    @Test
    void aLongOneStandsUntilItIsShort() {
        measure(40);
        measure(60);
        measure(61);
        measure(59);
        assertEquals(30 * MILLI, queue.standsForNanos());
        measure(45);
        assertEquals(0, queue.standsForNanos());
    }

    @Test
    void aLongOneIsNeverTakenForTheEmptyPath() {
        measure(40);
        for (int i = 0; i < 10_000; i++) {
            measure(60);
        }
        assertEquals(20 * MILLI, queue.nanos());
    }

    @Test
    void aPathThatBecomesShorterIsNoticedAtOnce() {
        measure(90);
        for (int i = 0; i < 20; i++) {
            measure(40);
        }
        measure(60);
        assertEquals(20.0, (double) queue.nanos() / MILLI, 0.5);
    }

    @Test
    void timesThatVaryAreNotTakenForALongQueue() {
        Random random = Seeds.random();
        double smoothed = 50;
        int stands = 0;
        for (int i = 0; i < 10_000; i++) {
            for (int packet = 0; packet < 10; packet++) {
                smoothed += (40 + random.nextDouble() * 20 - smoothed) / 8;
            }
            measure(smoothed);
            stands += queue.standsForNanos() > 0 ? 1 : 0;
        }
        assertTrue(stands < 100, () -> "a queue was seen for a long time");
    }

    @Test
    void aLongerPathIsAcceptedWhenSaidSo() {
        measure(40);
        measure(100);
        queue.isNone();
        assertEquals(0, queue.standsForNanos());
        measure(100);
        assertEquals(0, queue.nanos());
    }
}
