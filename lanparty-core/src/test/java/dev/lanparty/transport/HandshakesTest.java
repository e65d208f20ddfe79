package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.transport.Handshakes.Handshake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** 64 young handshakes at once, and no more in a turn than it has time for. */
class HandshakesTest {
    /** The clock overflows a little later, as a nano clock may. */
    private static final long START = Long.MAX_VALUE - Handshakes.YOUNG_NANOS / 2;

    private final Handshakes handshakes = new Handshakes();
    private final List<Handshake> begun = new ArrayList<>();

    private boolean mayBegin(long nowNanos) {
        return handshakes.mayBegin(nowNanos, nowNanos);
    }

    private void beginAll(long nowNanos) {
        for (int i = 0; i < Handshakes.MOST_AT_ONCE; i++) {
            assertTrue(mayBegin(nowNanos));
            begun.add(handshakes.begin(nowNanos));
        }
        assertFalse(mayBegin(nowNanos));
    }

    @Test
    void whoeverIsThroughMakesPlaceForOneMore() {
        beginAll(START);
        Handshake last = begun.getLast();
        last.over();
        last.over();

        assertTrue(mayBegin(START));
        handshakes.begin(START);
        assertFalse(mayBegin(START));
    }

    @Test
    void whatNobodyFinishesKeepsTheOthersOutForAMoment() {
        beginAll(START);
        assertFalse(mayBegin(START + Handshakes.YOUNG_NANOS));

        long later = START + Handshakes.YOUNG_NANOS + 1;
        beginAll(later);
        begun.subList(0, Handshakes.MOST_AT_ONCE).forEach(Handshake::over);
        assertFalse(mayBegin(later), "an old one's end must not count for a young one");
    }

    @Test
    void aTurnThatHasBecomeLongBeginsNoMore() {
        assertTrue(handshakes.mayBegin(START + Handshakes.TURN_NANOS, START));
        handshakes.begin(START + Handshakes.TURN_NANOS);
        assertFalse(handshakes.mayBegin(START + Handshakes.TURN_NANOS + 1, START));
        assertTrue(mayBegin(START + Handshakes.TURN_NANOS + 1), "the next turn has time again");
    }

    @Test
    void aLongPartyLeavesNothingBehind() {
        for (int i = 0; i < 100 * Handshakes.MOST_AT_ONCE; i++) {
            assertTrue(mayBegin(START + i));
            handshakes.begin(START + i).over();
        }
        beginAll(START + 100 * Handshakes.MOST_AT_ONCE);
    }
}
