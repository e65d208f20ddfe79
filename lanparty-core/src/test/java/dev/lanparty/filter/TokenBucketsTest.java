package dev.lanparty.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    /** Below 0, as a nano clock may be. */
    private static final long NOW = -1_000_000_000_000L;

    private final TokenBuckets<String> buckets = new TokenBuckets<>(10, 30);

    private long taken(String whose, int tries, long nowNanos) {
        return IntStream.range(0, tries).filter(i -> buckets.take(whose, nowNanos)).count();
    }

    @Test
    void everyoneHasABurstAndThenTheRate() {
        assertEquals(30, taken("alice", 100, NOW));
        assertEquals(10, taken("alice", 100, NOW + Duration.ofSeconds(1).toNanos()));
    }

    @Test
    void nobodyIsHeldForAnother() {
        taken("mallory", 1_000, NOW);

        assertEquals(30, taken("alice", 30, NOW));
    }

    @Test
    void whoHasNotAskedForLongestIsForgottenAndWhoGoesOnAskingIsNot() {
        taken("alice", 30, NOW);
        taken("mallory", 30, NOW);
        for (int i = 0; i < TokenBuckets.MAX_BUCKETS - 1; i++) {
            assertTrue(buckets.take("stranger " + i, NOW));
            assertFalse(buckets.take("mallory", NOW));
        }

        assertTrue(buckets.take("alice", NOW));
    }
}
