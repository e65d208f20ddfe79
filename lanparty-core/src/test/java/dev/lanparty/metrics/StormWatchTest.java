package dev.lanparty.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanparty.filter.DropReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a storm is told of, second by second. */
class StormWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final Counters counters = new Counters();
    private final StormWatch watch = new StormWatch();
    private long nowNanos = -5 * SECOND;

    private @Nullable String second(DropReason reason, int drops) {
        for (int i = 0; i < drops; i++) {
            counters.drop(reason);
        }
        nowNanos += SECOND;
        return watch.tick(nowNanos, counters::get);
    }

    @Test
    void floodsAreToldOfAtOnceAndThenEveryTenSecondsWithTheirSum() {
        assertEquals("a loop, or a program gone wild: dropped 7 over the member's flood rate",
                second(DropReason.RATE_FLOODED, 7));
        for (int i = 0; i < 9; i++) {
            assertNull(second(DropReason.RATE_FLOODED, 10));
        }
        assertEquals("a loop, or a program gone wild: dropped 100 over the member's flood rate",
                second(DropReason.RATE_FLOODED, 10));
    }

    @Test
    void whatHappenedInBetweenIsToldOfThoughItIsOver() {
        second(DropReason.RATE_ALL, 1);
        second(DropReason.RATE_ALL, 2);
        for (int i = 0; i < 8; i++) {
            assertNull(second(DropReason.RATE_ALL, 0));
        }
        assertEquals("a loop, or a program gone wild: dropped 2 over the member's frame rate",
                second(DropReason.RATE_ALL, 0));
        for (int i = 0; i < 30; i++) {
            assertNull(second(DropReason.RATE_ALL, 0));
        }
    }

    @Test
    void fewFramesOfOtherMachinesAreNoStormAndManyAre() {
        for (int i = 0; i < 20; i++) {
            assertNull(second(DropReason.SOURCE_NOT_OWN, 50));
        }
        assertEquals("a loop, or a program gone wild: dropped 1051 source MAC is not the client's own",
                second(DropReason.SOURCE_NOT_OWN, 51));
    }

    @Test
    void otherDropsAreNoStorm() {
        assertNull(second(DropReason.DHCP_SERVER, 1_000));
        assertNull(second(DropReason.NO_TARGET, 1_000));
    }
}
