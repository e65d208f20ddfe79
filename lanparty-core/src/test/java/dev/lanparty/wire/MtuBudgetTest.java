package dev.lanparty.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Frames;
import org.junit.jupiter.api.Test;

class MtuBudgetTest {
    @Test
    void leavesRoomForBothHeaders() {
        assertEquals(1_200 - 4 - 14, MtuBudget.mtuFor(1_200));
    }

    @Test
    void staysBetween576And1500() {
        assertEquals(594, MtuBudget.MIN_DATAGRAM_BYTES);
        assertEquals(576, MtuBudget.mtuFor(594));
        assertEquals(1_499, MtuBudget.mtuFor(1_517));
        assertEquals(1_500, MtuBudget.mtuFor(1_518));
        assertEquals(1_500, MtuBudget.mtuFor(1_519));
        assertEquals(1_500, MtuBudget.mtuFor(65_535));
    }

    @Test
    void refusesAPathTooNarrowForAnyRoom() {
        for (int bytes : new int[]{593, 0, -1, Integer.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> MtuBudget.mtuFor(bytes));
        }
    }

    @Test
    void givesAnMtuOfWhichEveryFrameFitsTheDatagram() {
        for (int bytes = MtuBudget.MIN_DATAGRAM_BYTES; bytes <= 1_600; bytes++) {
            int frameBytes = 14 + MtuBudget.mtuFor(bytes);
            assertTrue(Datagrams.ofFrame(Frames.ofLength(Frames.BOB, Frames.ALICE, frameBytes)).length <= bytes);
        }
    }
}
