package dev.lanparty.transport;

import java.util.concurrent.TimeUnit;

/**
 * The queue of packets along a path, in time, as round-trip times tell it: what they take longer than on the empty path. The
 * time of the empty path is a low one of those measured, not the least, since radios and busy processors make them vary
 * without any queue; where it becomes longer for good, somebody has to say so, for nothing else tells that from a queue.
 * Confined to the loop; time is an argument.
 */
final class PathQueue {
    private static final double SHARE_OF_SHORTER = 0.25;
    private static final long FOLLOW_LONGER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long longNanos;
    private long emptyPathNanos = -1;
    private long queueNanos;
    private long sinceNanos;
    private long measuredNanos;

    /**
     * An empty queue.
     *
     * @param longNanos from which on it counts as long
     */
    PathQueue(long longNanos, long nowNanos) {
        this.longNanos = longNanos;
        measuredNanos = nowNanos;
        sinceNanos = nowNanos;
    }

    /** Takes a smoothed round-trip time. */
    void measured(long roundTripNanos, long nowNanos) {
        if (emptyPathNanos < 0) {
            emptyPathNanos = roundTripNanos;
        }
        long longer = roundTripNanos - emptyPathNanos;
        queueNanos = Math.max(longer, 0);
        if (!isLong()) {
            sinceNanos = nowNanos;
            double share = longer < 0
                    ? SHARE_OF_SHORTER
                    : Math.min((double) (nowNanos - measuredNanos) / FOLLOW_LONGER_NANOS, 1);
            emptyPathNanos += (long) (longer * share);
        }
        measuredNanos = nowNanos;
    }

    /** How long it is. */
    long nanos() {
        return queueNanos;
    }

    private boolean isLong() {
        return queueNanos > longNanos;
    }

    /** For how long it has been a long one, 0 if it is not. */
    long standsForNanos() {
        return measuredNanos - sinceNanos;
    }

    /** Takes it that there is no queue, and that the empty path is as long as the last time measured. */
    void isNone() {
        emptyPathNanos += queueNanos;
        queueNanos = 0;
        sinceNanos = measuredNanos;
    }
}
