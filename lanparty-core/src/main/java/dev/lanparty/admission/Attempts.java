package dev.lanparty.admission;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

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

    private static final int MOST_REMEMBERED = 8_192;
    /** A household has a whole IPv6 network of 64 bits to try from: the first four groups of eight. */
    private static final int NETWORK_GROUPS = 4;

    private final Map<String, Count> byHost = bounded();
    private final Map<String, Count> byRoom = bounded();

    private record Count(int failures, long sinceNanos) {
        private boolean isOver(long nowNanos) {
            return nowNanos - sinceNanos > WINDOW.toNanos();
        }
    }

    private static Map<String, Count> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
                return size() > MOST_REMEMBERED;
            }
        };
    }

    synchronized boolean areUsedUp(String host, String room, long nowNanos) {
        int fromHost = failures(byHost, network(host), nowNanos);
        return fromHost >= MOST_FROM_HOST || (fromHost > 0 && failures(byRoom, room, nowNanos) >= MOST_FOR_ROOM);
    }

    synchronized void failed(String host, String room, long nowNanos) {
        count(byHost, network(host), nowNanos);
        count(byRoom, room, nowNanos);
    }

    private static int failures(Map<String, Count> counts, String key, long nowNanos) {
        Count count = counts.get(key);
        return count == null || count.isOver(nowNanos) ? 0 : count.failures();
    }

    private static void count(Map<String, Count> counts, String key, long nowNanos) {
        Count before = counts.get(key);
        counts.put(key, before == null || before.isOver(nowNanos)
                ? new Count(1, nowNanos)
                : new Count(before.failures() + 1, before.sinceNanos()));
    }

    private static String network(String host) {
        if (!host.contains(":")) {
            return host;
        }
        int end = -1;
        for (int group = 0; group < NETWORK_GROUPS; group++) {
            int next = host.indexOf(':', end + 1);
            if (next < 0) {
                return host;
            }
            end = next;
        }
        return host.substring(0, end);
    }
}
