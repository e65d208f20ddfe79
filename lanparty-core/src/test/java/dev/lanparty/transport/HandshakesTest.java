package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.transport.Handshakes.Handshake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** 64 young handshakes at once. */
class HandshakesTest {
    /** The clock overflows a little later, as a nano clock may. */
    private static final long START = Long.MAX_VALUE - Handshakes.YOUNG_NANOS / 2;

    private final Handshakes handshakes = new Handshakes();
    private final List<Handshake> begun = new ArrayList<>();

    private void beginAll(long nowNanos) {
        for (int i = 0; i < Handshakes.MOST_AT_ONCE; i++) {
            assertTrue(handshakes.mayBegin(nowNanos));
            begun.add(handshakes.begin(nowNanos));
        }
        assertFalse(handshakes.mayBegin(nowNanos));
    }

    @Test
    void whoeverIsThroughMakesPlaceForOneMore() {
        beginAll(START);
        Handshake last = begun.getLast();
        last.over();
        last.over();

        assertTrue(handshakes.mayBegin(START));
        handshakes.begin(START);
        assertFalse(handshakes.mayBegin(START));
    }

    @Test
    void whatNobodyFinishesKeepsTheOthersOutForAMoment() {
        beginAll(START);
        assertFalse(handshakes.mayBegin(START + Handshakes.YOUNG_NANOS));

        long later = START + Handshakes.YOUNG_NANOS + 1;
        beginAll(later);
        begun.subList(0, Handshakes.MOST_AT_ONCE).forEach(Handshake::over);
        assertFalse(handshakes.mayBegin(later), "an old one's end must not count for a young one");
    }

    @Test
    void aLongPartyLeavesNothingBehind() {
        for (int i = 0; i < 100 * Handshakes.MOST_AT_ONCE; i++) {
            assertTrue(handshakes.mayBegin(START + i));
            handshakes.begin(START + i).over();
        }
        beginAll(START + 100 * Handshakes.MOST_AT_ONCE);
    }
}
