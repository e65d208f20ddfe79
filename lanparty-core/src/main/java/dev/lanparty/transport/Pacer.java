package dev.lanparty.transport;

import java.util.concurrent.TimeUnit;

/**
 * How fast one connection may send what can wait, so that it waits here, where a game's frame goes before a download's, and
 * not in the narrowest queue along the path, which has no order. QUIC works out times to send at for that, which its codec
 * does not follow; and its window, at one per cent of random loss, holds less than many a line.
 *
 * <p>The rate is found by what it does to the round-trip time:
 *
 * <ol>
 * <li>while it holds something back, it grows at every round trip, by little, then by more and more as long as no queue shows
 * <li>once a queue of {@link #TARGET_NANOS} has stood for a while, it falls to what arrives, and is kept below that until the
 * queue is gone
 * <li>a queue that does not become shorter falls are made for is not ours: the path has become longer, or others fill it;
 * its round-trip time of now then counts as that of the empty path
 * <li>where many packets are lost, a queue too short to show overflows: the rate falls to what arrives. Loss of up to
 * {@link #TOLERATED_LOSS}, or as much as there always is, changes nothing, since a radio has it without any queue
 * <li>while it holds nothing back, it stays; a queue that comes about then is not of its making, unless it is far higher than
 * what is sent
 * </ol>
 *
 * <p>Time and what QUIC has measured are arguments. Confined to the loop.
 */
final class Pacer {
    /** Of queue along the path, from which on the rate falls. */
    static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(7);
    /** A share of the packets. */
    static final double TOLERATED_LOSS = 0.04;

    private static final double INITIAL_BYTES_PER_SECOND = 20e6 / 8;
    /**
     * A datagram of full size waits 6 ms for the one before it, and twice that while a queue drains: less than it may age, so that none
     * is dropped for the pace alone.
     */
    private static final double LEAST_BYTES_PER_SECOND = 2e6 / 8;
    private static final double MOST_BYTES_PER_SECOND = 100e9 / 8;
    private static final double NANOS_PER_SECOND = 1e9;
    /** Of sending at once after a pause; a timer may be as late as this without a loss of speed. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final int MEASUREMENTS_IN_ROUND = 4;
    private static final long IDLE_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SHORTEST_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final long LONGEST_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** A processor that was others' for a moment delays packets, too. */
    private static final long STANDING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** What one step of growth adds to the queue in one round, at first and at most. */
    private static final long SMALL_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LARGE_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final double SMALL_STEP = 0.05;
    private static final double LARGE_STEP = 0.25;
    private static final double INITIAL_STEP = 0.5;
    private static final double STEP_GROWTH = 1.5;
    private static final int ROUNDS_OF_SMALL_STEPS = 8;
    /** A rate of which less was made use of is not too low. */
    private static final double USED = 0.8;

    private static final double LARGEST_FALL = 0.5;
    private static final double FALL_AGAIN = 0.7;
    private static final double SLOWEST_DRAINING = 0.15;
    private static final double FASTEST_DRAINING = 0.5;
    private static final double AFTER_DRAINING = 0.95;
    /** One until the packets of before have passed, one until the smoothed time follows, one to compare. */
    private static final int ROUNDS_UNTIL_A_FALL_SHOWS = 3;
    private static final int ROUNDS_IN_VAIN = 9;
    private static final double SHORTER = 0.9;

    private static final int FEWEST_LOST = 8;
    private static final double UNUSUAL_LOSS = 1.5;
    private static final double ADAPT_USUAL_LOSS = 1.0 / 16;

    private final PathQueue queue;
    private double bytesPerSecond = INITIAL_BYTES_PER_SECOND;
    private double step = INITIAL_STEP;
    private int roundsOfGrowth = ROUNDS_OF_SMALL_STEPS;
    /** When the next may leave. */
    private long dueNanos;

    private long measuredNanos;
    private long roundNanos = SHORTEST_ROUND_NANOS;
    private long roundSinceNanos;
    private boolean heldBackInRound;
    private long bytesInRound;
    private long queueBeforeRoundNanos;
    private long sentBeforeRound;
    private long lostBeforeRound;
    private double usualLoss;

    private boolean draining;
    private double drainingShare = 1;
    private double fallenTo;
    private long fallenAtQueueNanos;
    private int roundsOfDraining;

    /** A pacer of a new connection. */
    Pacer(long nowNanos) {
        this(nowNanos, 0, 0);
    }

    /**
     * A pacer of a path that may have been used before.
     *
     * @param packetsSent on it until now
     * @param packetsLost of them
     */
    Pacer(long nowNanos, long packetsSent, long packetsLost) {
        sentBeforeRound = packetsSent;
        lostBeforeRound = packetsLost;
        queue = new PathQueue(TARGET_NANOS, nowNanos);
        dueNanos = nowNanos;
        measuredNanos = nowNanos;
        roundSinceNanos = nowNanos;
    }

    /** Whether a datagram that can wait may leave now. */
    // HOT PATH
    boolean allows(long nowNanos) {
        return dueNanos - nowNanos <= 0;
    }

    /** Notes that a datagram waits because it may not leave now, and tells for how long. */
    long holdBack(long nowNanos) {
        heldBackInRound = true;
        return dueNanos - nowNanos;
    }

    /** Notes that such a datagram has left. */
    // HOT PATH
    void sent(int bytes, long nowNanos) {
        bytesInRound += bytes;
        dueNanos = Math.max(dueNanos, nowNanos - BURST_NANOS)
                + (long) (bytes * NANOS_PER_SECOND / (bytesPerSecond * drainingShare));
    }

    /** The rate, in bytes a second. */
    double bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Whether what QUIC has measured is of interest again: several times in a round trip, seldom while nothing is sent. */
    // HOT PATH
    boolean wantsMeasurement(long nowNanos) {
        long interval = bytesInRound > 0 ? roundNanos / MEASUREMENTS_IN_ROUND : IDLE_INTERVAL_NANOS;
        return nowNanos - measuredNanos >= interval;
    }

    /**
     * Takes what QUIC has measured.
     *
     * @param roundTripNanos smoothed
     * @param arrivingBytesPerSecond on the other side, 0 if unknown
     * @param packetsSent on this path
     * @param packetsLost of them
     */
    void measured(long roundTripNanos, long arrivingBytesPerSecond, long packetsSent, long packetsLost,
            long nowNanos) {
        measuredNanos = nowNanos;
        roundNanos = Math.clamp(roundTripNanos, SHORTEST_ROUND_NANOS, LONGEST_ROUND_NANOS);
        queue.measured(roundTripNanos, nowNanos);
        if (draining && queue.nanos() < TARGET_NANOS / 2) {
            endDraining();
        } else if (!draining && queue.standsForNanos() > STANDING_NANOS) {
            queueStands((double) arrivingBytesPerSecond, nowNanos);
        }
        if (nowNanos - roundSinceNanos >= roundNanos) {
            endRound(packetsSent - sentBeforeRound, packetsLost - lostBeforeRound, nowNanos);
            sentBeforeRound = packetsSent;
            lostBeforeRound = packetsLost;
            queueBeforeRoundNanos = queue.nanos();
            startRound(nowNanos);
        }
    }

    private void startRound(long nowNanos) {
        roundSinceNanos = nowNanos;
        heldBackInRound = false;
        bytesInRound = 0;
    }

    private void endRound(long sent, long lost, long nowNanos) {
        double lostShare = sent > 0 ? Math.min((double) lost / sent, 1) : 0;
        boolean muchLost = lost >= FEWEST_LOST && lostShare > Math.max(TOLERATED_LOSS, UNUSUAL_LOSS * usualLoss);
        usualLoss += (lostShare - usualLoss) * ADAPT_USUAL_LOSS;
        if (draining) {
            drainFurther();
        } else if (muchLost && isUsed(nowNanos)) {
            setRate(bytesPerSecond * (1 - Math.min(lostShare, LARGEST_FALL)));
            growByLittle();
        } else if (isUsed(nowNanos) && queue.nanos() <= Math.max(queueBeforeRoundNanos, TARGET_NANOS / 2)) {
            grow();
        }
    }

    /** Whether the rate has held back more than bursts for a moment. */
    private boolean isUsed(long nowNanos) {
        return heldBackInRound && sendingBytesPerSecond(nowNanos) > USED * bytesPerSecond;
    }

    private void grow() {
        roundsOfGrowth++;
        if (roundsOfGrowth > ROUNDS_OF_SMALL_STEPS && queue.nanos() < TARGET_NANOS / 2) {
            double largest = Math.min(LARGE_STEP, (double) LARGE_STEP_NANOS / roundNanos);
            step = Math.max(step, Math.min(STEP_GROWTH * step, largest));
        }
        setRate(bytesPerSecond * (1 + step));
    }

    private void growByLittle() {
        roundsOfGrowth = 0;
        step = Math.min(SMALL_STEP, (double) SMALL_STEP_NANOS / roundNanos);
    }

    private double sendingBytesPerSecond(long nowNanos) {
        return bytesInRound * NANOS_PER_SECOND / Math.max(nowNanos - roundSinceNanos, SHORTEST_ROUND_NANOS);
    }

    private void queueStands(double arriving, long nowNanos) {
        double sending = sendingBytesPerSecond(nowNanos);
        if (heldBackInRound || sending > LARGEST_FALL * bytesPerSecond) {
            fall(arriving);
            startRound(nowNanos);
        } else if (bytesPerSecond > INITIAL_BYTES_PER_SECOND) {
            setRate(Math.max(INITIAL_BYTES_PER_SECOND, sending / LARGEST_FALL));
        }
    }

    private void fall(double arriving) {
        setRate(Math.clamp(arriving, LARGEST_FALL * bytesPerSecond, bytesPerSecond));
        draining = true;
        fallenTo = bytesPerSecond;
        fallenAtQueueNanos = queue.nanos();
        roundsOfDraining = 0;
        drain();
    }

    /** What stands is to be gone in two rounds. */
    private void drain() {
        drainingShare = 1
                - Math.clamp(queue.nanos() / (2.0 * roundNanos), SLOWEST_DRAINING, FASTEST_DRAINING);
    }

    private void drainFurther() {
        drain();
        roundsOfDraining++;
        if (roundsOfDraining % ROUNDS_UNTIL_A_FALL_SHOWS != 0) {
            return;
        }
        if (queue.nanos() < fallenAtQueueNanos * SHORTER) {
            fallenAtQueueNanos = queue.nanos();
            roundsOfDraining = 0;
        } else if (roundsOfDraining < ROUNDS_IN_VAIN) {
            setRate(bytesPerSecond * FALL_AGAIN);
        } else {
            queue.isNone();
            setRate(fallenTo);
            endDraining();
        }
    }

    private void endDraining() {
        draining = false;
        drainingShare = 1;
        setRate(bytesPerSecond * AFTER_DRAINING);
        growByLittle();
    }

    private void setRate(double wanted) {
        bytesPerSecond = Math.clamp(wanted, LEAST_BYTES_PER_SECOND, MOST_BYTES_PER_SECOND);
    }
}
