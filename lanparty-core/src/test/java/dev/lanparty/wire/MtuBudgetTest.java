package dev.lanparty.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class MtuBudgetTest {
    @Test
    void leavesRoomForBothHeaders() {
        assertEquals(1_200 - 4 - 14, MtuBudget.mtuFor(1_200));
    }

    @Test
    void staysBetween756And1500() {
        assertEquals(774, MtuBudget.MIN_DATAGRAM_BYTES);
        assertEquals(756, MtuBudget.mtuFor(774));
        assertEquals(1_499, MtuBudget.mtuFor(1_517));
        assertEquals(1_500, MtuBudget.mtuFor(1_518));
        assertEquals(1_500, MtuBudget.mtuFor(1_519));
        assertEquals(1_500, MtuBudget.mtuFor(65_535));
    }

    @Test
    void refusesAPathTooNarrowForAnyRoom() {
        for (int bytes : new int[]{773, 0, -1, Integer.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> MtuBudget.mtuFor(bytes));
        }
    }

    /** Whatever the sender's path: so the relay never has to cut a piece again. */
    @Test
    void theSmallestTakesEveryPieceOfEveryFrame() {
        for (int budget = MtuBudget.MIN_DATAGRAM_BYTES; budget <= 1_518; budget++) {
            for (int length = budget - 3; length <= 1_518; length++) {
                Fragmenter fragmenter = new Fragmenter(1, 0);
                ByteBuf frame = Unpooled.wrappedBuffer(Frames.ofLength(Frames.BOB, Frames.ALICE, length));
                assertEquals(2, fragmenter.cut(frame, 0, length, budget));
                assertTrue(fragmenter.datagram(0).readableBytes() <= MtuBudget.MIN_DATAGRAM_BYTES);
                assertTrue(fragmenter.datagram(1).readableBytes() <= MtuBudget.MIN_DATAGRAM_BYTES);
            }
        }
    }

    @Test
    void aRoomsMtuIsWhatQuicLeavesOfAPathOf1500Bytes() {
        assertEquals(1_422, MtuBudget.ROOM_MTU_BYTES);
        assertEquals(MtuBudget.ROOM_MTU_BYTES, MtuBudget.mtuFor(1_472 - 32));
    }

    @Test
    void givesAnMtuOfWhichEveryFrameFitsTheDatagram() {
        for (int bytes = MtuBudget.MIN_DATAGRAM_BYTES; bytes <= 1_600; bytes++) {
            int frameBytes = 14 + MtuBudget.mtuFor(bytes);
            assertTrue(Datagrams.ofFrame(Frames.ofLength(Frames.BOB, Frames.ALICE, frameBytes)).length <= bytes);
        }
    }
}
