package dev.lanparty.filter;

import java.util.concurrent.TimeUnit;

/**
 * Lets a steady rate pass, and a burst after a pause. Confined to one thread; time is an argument.
 */
public final class TokenBucket {
    private final long nanosPerToken;
    private final long fullNanos;
    private long creditNanos;
    private long lastNanos;

    /**
     * A full bucket.
     *
     * @param perSecond tokens that flow in each second, 1 to 1,000,000,000
     * @param burst tokens it holds at most, 1 or more
     * @param nowNanos the time now
     */
    public TokenBucket(int perSecond, int burst, long nowNanos) {
        if (perSecond < 1 || perSecond > TimeUnit.SECONDS.toNanos(1) || burst < 1) {
            throw new IllegalArgumentException("a rate and a burst of at least 1, not " + perSecond + " and " + burst);
        }
        nanosPerToken = TimeUnit.SECONDS.toNanos(1) / perSecond;
        fullNanos = nanosPerToken * burst;
        creditNanos = fullNanos;
        lastNanos = nowNanos;
    }

    /** Takes a token if one is there. */
    public boolean take(long nowNanos) {
        return take(1, nowNanos);
    }

    /**
     * Takes several tokens if all are there, else none.
     *
     * @param tokens 1 or more; more than a full bucket holds are never there
     */
    public boolean take(int tokens, long nowNanos) {
        long elapsedNanos = nowNanos - lastNanos;
        if (elapsedNanos > 0) {
            lastNanos = nowNanos;
            creditNanos = elapsedNanos >= fullNanos ? fullNanos : Math.min(fullNanos, creditNanos + elapsedNanos);
        }
        if (creditNanos < nanosPerToken * tokens) {
            return false;
        }
        creditNanos -= nanosPerToken * tokens;
        return true;
    }
}
