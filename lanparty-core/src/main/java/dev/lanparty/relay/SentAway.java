package dev.lanparty.relay;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who were not looked at, since too many came before them: the log has a line for all of a while. Confined to a loop. */
final class SentAway {
    private static final Logger logger = LoggerFactory.getLogger(SentAway.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private int count;
    private String last = "";
    private boolean told;
    private long toldNanos;

    void add(String host) {
        count++;
        last = host;
    }

    /** Says how many they were since it was said last; called about once a second. */
    void tell(long nowNanos) {
        if (count > 0 && (!told || nowNanos - toldNanos >= QUIET_NANOS)) {
            logger.warn("{} who wanted to join were sent away unheard, the last from {}: too many wrong invites, or too"
                    + " many at once", count, last);
            told = true;
            toldNanos = nowNanos;
            count = 0;
        }
    }
}
