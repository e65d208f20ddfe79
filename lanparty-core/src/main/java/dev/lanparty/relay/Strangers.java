package dev.lanparty.relay;

import java.util.HashMap;
import java.util.Map;

/**
 * How many links of a relay have not said hello, in all and by address: the limits hold for all its threads together. Any
 * thread may call.
 */
final class Strangers {
    private final ReceptionTiming timing;
    private final Map<String, Integer> byHost = new HashMap<>();
    private int count;

    Strangers(ReceptionTiming timing) {
        this.timing = timing;
    }

    /** Counts a new link, and says whether it is within the limits. */
    synchronized boolean enter(String host) {
        count++;
        return byHost.merge(host, 1, Integer::sum) <= timing.maxStrangersPerHost() && count <= timing.maxStrangers();
    }

    /** A link is no stranger's any more. */
    synchronized void leave(String host) {
        count--;
        byHost.computeIfPresent(host, (key, links) -> links == 1 ? null : links - 1);
    }
}
