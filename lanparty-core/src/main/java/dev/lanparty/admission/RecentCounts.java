package dev.lanparty.admission;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often something has happened of late, by who did it. Bounded: of too many, those are forgotten whose first time is
 * longest ago. Not for several threads at once.
 */
final class RecentCounts {
    private static final int MOST_REMEMBERED = 8_192;
    /** A household has a whole IPv6 network of 64 bits to come from: the first four groups of eight. */
    private static final int NETWORK_GROUPS = 4;

    private final long windowNanos;
    private final Map<String, Count> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private record Count(int times, long sinceNanos) {
    }

    /**
     * @param window for how long a first time counts, and with it those after it
     */
    RecentCounts(Duration window) {
        windowNanos = window.toNanos();
    }

    int of(String who, long nowNanos) {
        Count count = counts.get(who);
        return count == null || isOver(count, nowNanos) ? 0 : count.times();
    }

    void add(String who, long nowNanos) {
        Count before = counts.get(who);
        if (before == null || isOver(before, nowNanos)) {
            // Put at the end, as of one who was never seen.
            counts.remove(who);
            counts.put(who, new Count(1, nowNanos));
        } else {
            counts.put(who, new Count(before.times() + 1, before.sinceNanos()));
        }
    }

    private boolean isOver(Count count, long nowNanos) {
        return nowNanos - count.sinceNanos() > windowNanos;
    }

    /** Whose an address is: of IPv6, the network's. */
    static String network(String host) {
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
