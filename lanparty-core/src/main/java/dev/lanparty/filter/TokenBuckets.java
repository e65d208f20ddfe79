package dev.lanparty.filter;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link TokenBucket} for each of many, such as the addresses that packets come from. Bounded: of too many, whoever has not
 * asked for longest is forgotten, and would find a full bucket. Confined to one thread; time is an argument.
 *
 * @param <K> whom the buckets are for, equal if it is the same one
 */
public final class TokenBuckets<K> {
    /** So many buckets weigh some 600 KB. */
    public static final int MAX_BUCKETS = 4_096;

    private final int perSecond;
    private final int burst;
    private final Map<K, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, TokenBucket> eldest) {
            return size() > MAX_BUCKETS;
        }
    };

    /** Buckets that are full at first; the limits are those of a {@link TokenBucket}. */
    public TokenBuckets(int perSecond, int burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /** Takes a token of someone's bucket if one is there. */
    public boolean take(K whose, long nowNanos) {
        return buckets.computeIfAbsent(whose, unknown -> new TokenBucket(perSecond, burst, nowNanos)).take(nowNanos);
    }
}
