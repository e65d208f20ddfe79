package dev.lanparty.admission;

import java.time.Duration;

/**
 * Counts wrong invites: an address that has brought too many is not listened to for a while, and where too many have come for
 * one room, from wherever, no address that brought one of them is. Who brings the right one at the first try is always heard.
 * Any thread may call.
 */
public final class Attempts {
    /** From one address in the {@link #WINDOW}. */
    public static final int MOST_FROM_HOST = 10;
    /** For one room in the window, from all addresses. */
    public static final int MOST_FOR_ROOM = 100;
    /** How long a first wrong try counts, and with it those after it. */
    public static final Duration WINDOW = Duration.ofMinutes(10);

    private final RecentCounts byHost = new RecentCounts(WINDOW);
    private final RecentCounts byRoom = new RecentCounts(WINDOW);

    synchronized boolean areUsedUp(String host, String room, long nowNanos) {
        int fromHost = byHost.of(RecentCounts.network(host), nowNanos);
        return fromHost >= MOST_FROM_HOST || (fromHost > 0 && byRoom.of(room, nowNanos) >= MOST_FOR_ROOM);
    }

    synchronized void failed(String host, String room, long nowNanos) {
        byHost.add(RecentCounts.network(host), nowNanos);
        byRoom.add(room, nowNanos);
    }
}
