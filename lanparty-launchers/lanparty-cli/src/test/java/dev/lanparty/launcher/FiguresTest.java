package dev.lanparty.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.filter.DropReason;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How counters become words. */
class FiguresTest {
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final Counters counters = new Counters();
    private final Rates rates = new Rates();

    private String ratesAfter(long seconds) {
        return rates.describe(counters.snapshot(), seconds * SECOND_NANOS, "from LAN", "to LAN");
    }

    @Test
    void theFirstRateIsNoneWhateverWasCountedBefore() {
        counters.add(Counter.FRAMES_IN, 1_000);
        assertEquals("frames/s from LAN 0, to LAN 0, dropped 0", ratesAfter(100));
    }

    @Test
    void aRateIsWhatCameSinceTheLastLookPerSecond() {
        ratesAfter(100);
        counters.add(Counter.FRAMES_IN, 30);
        counters.add(Counter.FRAMES_OUT, 7);
        assertEquals("frames/s from LAN 15, to LAN 4, dropped 0", ratesAfter(102));
        assertEquals("frames/s from LAN 0, to LAN 0, dropped 0", ratesAfter(103));
    }

    @Test
    void dropsAreThoseOfAllTime() {
        ratesAfter(100);
        counters.drop(DropReason.JUMBO);
        assertEquals("frames/s from LAN 0, to LAN 0, dropped 1", ratesAfter(101));
        assertEquals("frames/s from LAN 0, to LAN 0, dropped 1", ratesAfter(102));
    }

    @Test
    void twoLooksAtOneTimeDivideByNothing() {
        ratesAfter(100);
        counters.add(Counter.FRAMES_IN, 1);
        assertEquals("frames/s from LAN 1000, to LAN 0, dropped 0", ratesAfter(100));
    }

    @Test
    void totalsOfNothingAreZero() {
        assertEquals("in 0 frames (0.0 MB), out 0 frames (0.0 MB), dropped 0",
                Totals.describe(counters.snapshot(), "in", "out"));
    }

    @Test
    void totalsNameEveryReasonForADropWithItsCount() {
        counters.add(Counter.FRAMES_IN, 12);
        counters.add(Counter.BYTES_IN, 2_540_000);
        counters.add(Counter.FRAMES_OUT, 9);
        counters.add(Counter.BYTES_OUT, 49_999);
        counters.drop(DropReason.VLAN_TAGGED);
        counters.drop(DropReason.JUMBO);
        counters.drop(DropReason.VLAN_TAGGED);
        assertEquals(
                "in 12 frames (2.5 MB), out 9 frames (0.0 MB), dropped 3 (longer than an Ethernet frame may be 1,"
                        + " VLAN tag 2)",
                Totals.describe(counters.snapshot(), "in", "out"));
    }

    @Test
    void oneOfSomethingIsNoPlural() {
        assertEquals("0 rooms", Amount.of(0, "room"));
        assertEquals("1 room", Amount.of(1, "room"));
        assertEquals("2 rooms", Amount.of(2, "room"));
    }
}
