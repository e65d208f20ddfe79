package dev.lanparty.session;

import java.time.Duration;

/**
 * When a session says something, and when it gives up.
 *
 * @param welcomeTimeout from hello to welcome or reject
 * @param statsPeriod between two stats messages, which keep the connection alive
 */
public record SessionTiming(Duration welcomeTimeout, Duration statsPeriod) {
    /** 5 s for the welcome, stats every 2.5 s: a quarter of the idle time-out. */
    public static final SessionTiming DEFAULT = new SessionTiming(Duration.ofSeconds(5), Duration.ofMillis(2_500));
}
