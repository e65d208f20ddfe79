package dev.lanparty.filter;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long NOW = 5;

    @Test
    void isFullAtFirst() {
        assertEquals(7, takeAll(new TokenBucket(10, 7, NOW), NOW, 100));
    }

    @Test
    void givesNothingWhileTimeStandsStill() {
        TokenBucket bucket = new TokenBucket(10, 1, NOW);
        assertTrue(bucket.take(NOW));
        for (int i = 0; i < 1_000; i++) {
            assertFalse(bucket.take(NOW));
        }
    }

    @Test
    void givesTheNextTokenExactlyWhenItIsDue() {
        TokenBucket bucket = new TokenBucket(10, 1, NOW);
        assertTrue(bucket.take(NOW));
        assertFalse(bucket.take(NOW + MILLISECONDS.toNanos(100) - 1));
        assertTrue(bucket.take(NOW + MILLISECONDS.toNanos(100)));
    }

    @Test
    void keepsWhatIsSavedOfATokenBetweenCalls() {
        TokenBucket bucket = new TokenBucket(10, 1, NOW);
        assertTrue(bucket.take(NOW));
        for (int millis = 1; millis < 100; millis++) {
            assertFalse(bucket.take(NOW + MILLISECONDS.toNanos(millis)));
        }
        assertTrue(bucket.take(NOW + MILLISECONDS.toNanos(100)));
    }

    @Test
    void letsTheRatePassOverALongTimeAtEveryRate() {
        for (int perSecond : new int[]{1, 3, 60, 2_000, 200_000}) {
            TokenBucket bucket = new TokenBucket(perSecond, 2, NOW);
            assertEquals(2, takeAll(bucket, NOW, 2));
            long stepNanos = SECONDS.toNanos(1) / perSecond / 3;
            int passed = 0;
            for (long now = NOW; now <= NOW + SECONDS.toNanos(10); now += stepNanos) {
                passed += bucket.take(now) ? 1 : 0;
            }
            int expected = 10 * perSecond;
            assertTrue(Math.abs(passed - expected) <= 1 + expected / 10_000, perSecond + " a second: " + passed);
        }
    }

    @Test
    void savesNoMoreThanTheBurst() {
        TokenBucket bucket = new TokenBucket(10, 4, NOW);
        assertEquals(4, takeAll(bucket, NOW, 100));
        assertEquals(4, takeAll(bucket, NOW + SECONDS.toNanos(60), 100));
    }

    @Test
    void takesNothingBackWhenTimeRunsBackwards() {
        TokenBucket bucket = new TokenBucket(10, 2, NOW);
        assertTrue(bucket.take(NOW));
        assertTrue(bucket.take(NOW - SECONDS.toNanos(60)));
        assertFalse(bucket.take(NOW - SECONDS.toNanos(30)));
        assertFalse(bucket.take(NOW));
        assertTrue(bucket.take(NOW + MILLISECONDS.toNanos(100)));
    }

    @Test
    void givesSeveralTokensOrNone() {
        TokenBucket bucket = new TokenBucket(10, 4, NOW);
        assertFalse(bucket.take(5, NOW));
        assertTrue(bucket.take(3, NOW));
        assertFalse(bucket.take(2, NOW));
        assertTrue(bucket.take(1, NOW));
        assertFalse(bucket.take(NOW));
        assertFalse(bucket.take(2, NOW + MILLISECONDS.toNanos(100)));
        assertTrue(bucket.take(2, NOW + MILLISECONDS.toNanos(200)));
    }

    @Test
    void isFullAfterAnyPause() {
        for (long pauseNanos : new long[]{DAYS.toNanos(1), DAYS.toNanos(3_650), Long.MAX_VALUE}) {
            TokenBucket bucket = new TokenBucket(1, Integer.MAX_VALUE, NOW);
            assertEquals(1_000, takeAll(bucket, NOW, 1_000));
            assertEquals(1_000, takeAll(bucket, NOW + pauseNanos, 1_000), () -> "after " + pauseNanos);
        }
    }

    @Test
    void takesNoHarmWhenTheClockWrapsAround() {
        TokenBucket bucket = new TokenBucket(10, 1, Long.MAX_VALUE - 10);
        assertTrue(bucket.take(Long.MAX_VALUE - 10));
        assertFalse(bucket.take(Long.MAX_VALUE));
        assertTrue(bucket.take(Long.MAX_VALUE - 10 + MILLISECONDS.toNanos(100)));
    }

    @Test
    void refusesARateOrBurstThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> new TokenBucket(0, 1, NOW));
        assertThrows(IllegalArgumentException.class, () -> new TokenBucket(-1, 1, NOW));
        assertThrows(IllegalArgumentException.class, () -> new TokenBucket(1_000_000_001, 1, NOW));
        assertThrows(IllegalArgumentException.class, () -> new TokenBucket(1, 0, NOW));
        assertTrue(new TokenBucket(1_000_000_000, Integer.MAX_VALUE, NOW).take(NOW));
    }

    private static int takeAll(TokenBucket bucket, long nowNanos, int atMost) {
        int taken = 0;
        while (taken < atMost && bucket.take(nowNanos)) {
            taken++;
        }
        return taken;
    }
}
