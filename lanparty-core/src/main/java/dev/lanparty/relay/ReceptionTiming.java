package dev.lanparty.relay;

import java.time.Duration;

/**
 * How a relay treats those who have not said hello, and how often it speaks to those who have.
 *
 * @param helloTimeout after which a silent connection is closed
 * @param maxStrangers connections without a membership at one time, 1 or more; further ones are closed at once
 * @param maxStrangersPerHost of these, from one address
 * @param attemptsPerSecond connections that may be begun from one address in the long run, eight times as many at once, 1 to
 *            1,000,000; further ones are not answered
 * @param statsPeriod between two stats messages to a member
 */
public record ReceptionTiming(Duration helloTimeout, int maxStrangers, int maxStrangersPerHost, int attemptsPerSecond,
        Duration statsPeriod) {
    /** 5 s, 1,024 connections, 128 from one address and 16 a second, stats every 2.5 s. */
    public static final ReceptionTiming DEFAULT = new ReceptionTiming(Duration.ofSeconds(5), 1_024, 128, 16,
            Duration.ofMillis(2_500));

    /** Checks the ranges. */
    public ReceptionTiming {
        if (helloTimeout.isNegative() || helloTimeout.isZero() || maxStrangers < 1 || maxStrangersPerHost < 1
                || attemptsPerSecond < 1 || attemptsPerSecond > 1_000_000
                || statsPeriod.isNegative() || statsPeriod.isZero()) {
            throw new IllegalArgumentException(
                    "time-outs must be more than 0 and counts at least 1, attempts at most 1,000,000 a second");
        }
    }
}
