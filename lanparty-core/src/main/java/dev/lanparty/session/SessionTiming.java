package dev.lanparty.session;

import java.time.Duration;

/**
 * When a session says something, and when it gives up.
 *
 * @param welcomeTimeout from hello to welcome or reject
 * @param statsPeriod between two stats messages, which keep the connection alive
 * @param silence of the relay, after which it counts as lost: more than the relay lets pass between two stats messages of
 *            its own
 */
public record SessionTiming(Duration welcomeTimeout, Duration statsPeriod, Duration silence) {
    /** 5 s for the welcome, stats every 2.5 s: a quarter of the idle time-out; lost after a silence of 5 s. */
    public static final SessionTiming DEFAULT = new SessionTiming(Duration.ofSeconds(5), Duration.ofMillis(2_500),
            Duration.ofSeconds(5));
}
