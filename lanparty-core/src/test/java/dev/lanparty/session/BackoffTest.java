package dev.lanparty.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When a lost relay is tried again; the clock overflows in the middle, as a nano clock may. */
class BackoffTest {
    private static final long LOST = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();
    private static final List<Integer> WAITS_MILLIS = List.of(250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000);

    private final Random random = Seeds.random();
    private final Backoff backoff = lost(RetryTiming.DEFAULT, random);

    private static Backoff lost(RetryTiming timing, RandomGenerator random) {
        Backoff backoff = new Backoff(timing, random);
        backoff.begin(LOST);
        return backoff;
    }

    /** Always the highest, or the lowest, that may come by chance. */
    private record Extreme(boolean highest) implements RandomGenerator {
        @Override
        public long nextLong() {
            throw new AssertionError("only numbers below a bound are asked for");
        }

        @Override
        public long nextLong(long bound) {
            return highest ? bound - 1 : 0;
        }
    }

    private static List<Long> waitsMillis(Backoff backoff) {
        return LongStream.range(0, WAITS_MILLIS.size()).map(i -> {
            long nowNanos = backoff.dueNanos();
            backoff.tried(nowNanos);
            return Duration.ofNanos(backoff.dueNanos() - nowNanos).toMillis();
        }).boxed().toList();
    }

    @Test
    void theFirstTryIsDueAtOnceAtTheEarliestAndWithinTheShortestWait() {
        assertEquals(LOST, lost(RetryTiming.DEFAULT, new Extreme(false)).dueNanos());
        assertEquals(LOST + Duration.ofMillis(250).toNanos() - 1,
                lost(RetryTiming.DEFAULT, new Extreme(true)).dueNanos());
    }

    @Test
    void waitsDoubleUpToTheLongest() {
        assertEquals(WAITS_MILLIS.stream().map(Integer::longValue).toList(),
                waitsMillis(lost(RetryTiming.DEFAULT, new Extreme(false))));
    }

    @Test
    void noWaitIsShortenedByMoreThanHalf() {
        assertEquals(WAITS_MILLIS.stream().map(millis -> millis / 2L).toList(),
                waitsMillis(lost(RetryTiming.DEFAULT, new Extreme(true))));
    }

    @Test
    void aThousandMembersWhomOneRelayHasLostSpreadOverEachWait() {
        List<Backoff> members = random.longs(1_000).mapToObj(seed -> lost(RetryTiming.DEFAULT, new Random(seed)))
                .toList();
        assertSpread(members, Duration.ZERO, Duration.ofMillis(250));
        members.forEach(member -> member.tried(LOST));
        assertSpread(members, Duration.ofMillis(125), Duration.ofMillis(250));
        members.forEach(member -> member.tried(LOST));
        assertSpread(members, Duration.ofMillis(250), Duration.ofMillis(500));
    }

    /** A tenth of the time has hardly more than a tenth of the members. */
    private static void assertSpread(List<Backoff> members, Duration from, Duration to) {
        int[] tenths = new int[10];
        long width = to.minus(from).toNanos() / tenths.length + 1;
        for (Backoff member : members) {
            tenths[(int) ((member.dueNanos() - LOST - from.toNanos()) / width)]++;
        }
        for (int count : tenths) {
            assertTrue(count > 50 && count < 160, () -> List.of(tenths.length, count).toString());
        }
    }

    @Test
    void aHurriedTryIsDueNowAndTheWaitsAreShortAgain() {
        waitsMillis(backoff);
        long now = LOST + Duration.ofMinutes(5).toNanos();
        backoff.hurry(now);
        assertEquals(now, backoff.dueNanos());
        backoff.tried(now);
        assertTrue(backoff.dueNanos() - now <= Duration.ofMillis(250).toNanos());
        assertEquals(Duration.ofMinutes(5).toNanos(), backoff.awayNanos(now));
    }

    @Test
    void aTryThatIsWantedSoonIsDueThenUnlessItIsAnyway() {
        waitsMillis(backoff);
        long now = backoff.dueNanos();
        backoff.tried(now);
        backoff.within(Duration.ofSeconds(2).toNanos(), now);
        long waitNanos = backoff.dueNanos() - now;
        assertTrue(waitNanos >= Duration.ofSeconds(1).toNanos() && waitNanos <= Duration.ofSeconds(2).toNanos(),
                () -> waitNanos + " ns");

        backoff.within(Duration.ofSeconds(5).toNanos(), now);
        assertEquals(waitNanos, backoff.dueNanos() - now);
    }

    @Test
    void eachLossBeginsWithShortWaitsAndCountsItsOwnTime() {
        waitsMillis(backoff);
        long again = LOST + Duration.ofHours(1).toNanos();
        backoff.begin(again);
        assertEquals(0, backoff.awayNanos(again));
        assertTrue(backoff.dueNanos() - again < Duration.ofMillis(250).toNanos());
        backoff.tried(again);
        assertTrue(backoff.dueNanos() - again <= Duration.ofMillis(250).toNanos());
    }

    @Test
    void triesForAsLongAsItIsToldTo() {
        Backoff minute = lost(RetryTiming.DEFAULT.until(Duration.ofMinutes(1)), random);
        assertFalse(minute.isOver(LOST + Duration.ofMinutes(1).toNanos() - 1));
        assertTrue(minute.isOver(LOST + Duration.ofMinutes(1).toNanos()));
        assertTrue(lost(RetryTiming.DEFAULT.until(Duration.ZERO), random).isOver(LOST));
        assertFalse(backoff.isOver(LOST + Duration.ofDays(30_000).toNanos()));
    }

    @Test
    void timingsThatCannotBeAreRefused() {
        Duration second = Duration.ofSeconds(1);
        for (Runnable wrong : List.<Runnable>of(
                () -> new RetryTiming(Duration.ZERO, second, second, second),
                () -> new RetryTiming(second, Duration.ofMillis(999), second, second),
                () -> new RetryTiming(second, second, Duration.ZERO, second),
                () -> new RetryTiming(second, second, second, Duration.ofSeconds(-1)),
                () -> new RetryTiming(second, second, second, RetryTiming.FOR_EVER.plusNanos(1)))) {
            assertThrows(IllegalArgumentException.class, wrong::run);
        }
    }
}
