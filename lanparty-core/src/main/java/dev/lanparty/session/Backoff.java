package dev.lanparty.session;

import java.util.random.RandomGenerator;

/**
 * When the next try is due: soon after the loss, then after waits that double up to a limit. Each is shortened by chance, so
 * that the members whom one relay has lost do not all come back at once. Waits count from one try's begin to the next one's,
 * so that no more than the longest goes by without a try, however long each takes. Time is an argument.
 */
public final class Backoff {
    private final RetryTiming timing;
    private final RandomGenerator random;
    private long lostNanos;
    private long waitNanos;
    private long dueNanos;

    public Backoff(RetryTiming timing, RandomGenerator random) {
        this.timing = timing;
        this.random = random;
    }

    /** The relay was lost: a try is due within the shortest wait. */
    public void begin(long nowNanos) {
        lostNanos = nowNanos;
        hurry(nowNanos);
        dueNanos = nowNanos + random.nextLong(waitNanos);
    }

    /** What kept the relay away may just be over: a try is due now, and waits are short again. */
    public void hurry(long nowNanos) {
        waitNanos = timing.first().toNanos();
        dueNanos = nowNanos;
    }

    /** A try has begun. */
    public void tried(long nowNanos) {
        dueNanos = nowNanos + waitNanos - random.nextLong(waitNanos / 2 + 1);
        waitNanos = Math.min(waitNanos * 2, timing.longest().toNanos());
    }

    /** What keeps the relay from letting anybody in will be over soon, if at all: a try is due within that time. */
    public void within(long mostNanos, long nowNanos) {
        long soonNanos = nowNanos + mostNanos - random.nextLong(mostNanos / 2 + 1);
        if (dueNanos - soonNanos > 0) {
            dueNanos = soonNanos;
        }
    }

    /** When the next try is due. */
    public long dueNanos() {
        return dueNanos;
    }

    /** Since the loss. */
    public long awayNanos(long nowNanos) {
        return nowNanos - lostNanos;
    }

    /** Whether it was tried for long enough. */
    public boolean isOver(long nowNanos) {
        return awayNanos(nowNanos) >= timing.forTime().toNanos();
    }
}
