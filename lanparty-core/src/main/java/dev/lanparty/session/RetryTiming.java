package dev.lanparty.session;

import java.time.Duration;

/**
 * When an endpoint that has lost its relay tries again.
 *
 * @param first the shortest wait between two tries, more than 0; the wait doubles with each try
 * @param longest the longest wait, {@code first} or more
 * @param attempt for how long a relay that does not answer is tried, once it was asked in vain for a second how long packets
 *            may be, more than 0
 * @param forTime for how long it is tried; 0 for not at all
 */
public record RetryTiming(Duration first, Duration longest, Duration attempt, Duration forTime) {
    /** As good as for ever. */
    public static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** From 250 ms to 10 s, 4 s for each try, for ever. */
    public static final RetryTiming DEFAULT = new RetryTiming(Duration.ofMillis(250), Duration.ofSeconds(10),
            Duration.ofSeconds(4), FOR_EVER);

    /** Checks the ranges. */
    public RetryTiming {
        if (!first.isPositive() || longest.compareTo(first) < 0 || !attempt.isPositive()) {
            throw new IllegalArgumentException("first and attempt must be more than 0, and longest at least first");
        }
        if (forTime.isNegative() || forTime.compareTo(FOR_EVER) > 0) {
            throw new IllegalArgumentException("forTime must be 0 to " + FOR_EVER.toDays() + " days, was " + forTime);
        }
    }

    /** The same, for another time. */
    public RetryTiming until(Duration otherForTime) {
        return new RetryTiming(first, longest, attempt, otherForTime);
    }
}
