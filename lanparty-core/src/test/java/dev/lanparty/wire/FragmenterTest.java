package dev.lanparty.wire;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmenterTest {
    private static final int OVERHEAD_BYTES = 4 + 4 + 14;
    private static final int LONGEST = 1_518;

    private final Fragmenter fragmenter = new Fragmenter(4, 700);

    @Test
    void cutsAFrameIntoTheDatagramsThatTheFormatDescribes() {
        byte[] frame = random(1_514);

        List<byte[]> pieces = cut(frame, 1_200);

        assertEquals(2, pieces.size());
        assertArrayEquals(Datagrams.pieceOf(frame, 700, 0, 750), pieces.get(0));
        assertArrayEquals(Datagrams.pieceOf(frame, 700, 1, 750), pieces.get(1));
    }

    @Test
    void takesATagForTheStartOfThePayload() {
        byte[] frame = Frames.tagged(random(1_514));

        List<byte[]> pieces = cut(frame, 594);

        assertEquals(3, pieces.size());
        for (int index = 0; index < 3; index++) {
            assertArrayEquals(Datagrams.pieceOf(frame, 700, index, 502), pieces.get(index));
        }
    }

    /** From the narrowest budget that pieces fit to one that takes every frame whole, and all lengths of frames. */
    @Test
    void everyFrameThatDoesNotFitComesInTheFewestPiecesThatDo() {
        byte[] longest = random(LONGEST);
        ByteBuf frame = Unpooled.wrappedBuffer(longest);
        for (int budget = OVERHEAD_BYTES + 256; budget <= 4 + LONGEST; budget += 3) {
            for (int length = budget - 4 + 1; length <= LONGEST; length++) {
                int count = fragmenter.cut(frame, 0, length, budget);
                assertEquals(Math.ceilDiv(length - 14, budget - OVERHEAD_BYTES), count);
                assertTrue(count >= 2 && count <= 6);
                int payload = 14;
                for (int index = 0; index < count; index++) {
                    ByteBuf datagram = fragmenter.datagram(index);
                    assertNull(TunnelDatagram.check(datagram));
                    assertTrue(datagram.readableBytes() <= budget);
                    assertTrue(ByteBufUtil.equals(frame, 0, datagram, datagram.readerIndex() + 8, 14));
                    int pieceBytes = datagram.readableBytes() - OVERHEAD_BYTES;
                    assertTrue(ByteBufUtil.equals(frame, payload, datagram, datagram.readerIndex() + 22, pieceBytes));
                    payload += pieceBytes;
                }
                assertEquals(length, payload);
                fragmenter.reuse();
            }
        }
    }

    @Test
    void piecesButTheLastAreOfOneLength() {
        byte[] frame = random(LONGEST);
        for (int budget = OVERHEAD_BYTES + 256; budget < 4 + LONGEST; budget++) {
            List<byte[]> pieces = cut(frame, budget);
            int first = pieces.getFirst().length;
            assertTrue(pieces.subList(0, pieces.size() - 1).stream().allMatch(piece -> piece.length == first));
            assertTrue(pieces.getLast().length <= first);
            fragmenter.reuse();
        }
    }

    @Test
    void refusesABudgetThatNoPieceFits() {
        ByteBuf frame = Unpooled.wrappedBuffer(random(1_514));
        for (int budget : new int[]{Integer.MIN_VALUE / 2, -1, 0, 22, OVERHEAD_BYTES + 255}) {
            assertEquals(0, fragmenter.cut(frame, 0, 1_514, budget));
        }
        assertEquals(6, fragmenter.cut(frame, 0, 1_514, OVERHEAD_BYTES + 256));
    }

    @Test
    void cutsNeitherWhatFitsOnePieceNorWhatNoFrameMayBe() {
        ByteBuf frame = Unpooled.wrappedBuffer(random(LONGEST + 1));

        assertEquals(0, fragmenter.cut(frame, 0, 14, 1_200));
        assertEquals(0, fragmenter.cut(frame, 0, 14 + 1_200 - OVERHEAD_BYTES, 1_200));
        assertEquals(2, fragmenter.cut(frame, 0, 14 + 1_200 - OVERHEAD_BYTES + 1, 1_200));
        assertEquals(2, fragmenter.cut(frame, 0, LONGEST, 1_200));
        assertEquals(0, fragmenter.cut(frame, 0, LONGEST + 1, 1_200));
    }

    @Test
    void numbersFramesOneAfterTheOtherAndStartsAgainBehindTheLast() {
        Fragmenter late = new Fragmenter(1, 65_534);
        ByteBuf frame = Unpooled.wrappedBuffer(random(1_514));
        for (int number : new int[]{65_534, 65_535, 0, 1}) {
            int count = late.cut(frame, 0, 1_514, 600);
            for (int index = 0; index < count; index++) {
                assertEquals(number, FragmentHeader.frameNumber(late.datagram(index),
                        late.datagram(index).readerIndex() + 4));
            }
            late.reuse();
            assertEquals(0, late.cut(frame, 0, 1_514, 0));
        }
    }

    @Test
    void keepsAllDatagramsUntilTheMemoryIsTakenBack() {
        List<ByteBuf> views = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] frame = random(LONGEST);
            int count = fragmenter.cut(Unpooled.wrappedBuffer(frame), 0, LONGEST, OVERHEAD_BYTES + 256);
            for (int index = 0; index < count; index++) {
                views.add(fragmenter.datagram(index));
                expected.add(Datagrams.pieceOf(frame, 700 + i, index, 256));
            }
        }

        assertEquals(24, views.size());
        for (int i = 0; i < views.size(); i++) {
            assertArrayEquals(expected.get(i), ByteBufUtil.getBytes(views.get(i)));
        }
    }

    @Test
    void refusesAFrameForWhichItHasNoMemory() {
        ByteBuf frame = Unpooled.wrappedBuffer(random(1_514));
        for (int i = 0; i < 4; i++) {
            fragmenter.cut(frame, 0, 1_514, 1_200);
        }

        assertThrows(IllegalStateException.class, () -> fragmenter.cut(frame, 0, 1_514, 1_200));
        fragmenter.reuse();
        assertEquals(2, fragmenter.cut(frame, 0, 1_514, 1_200));
    }

    @Test
    void refusesToTakeBackMemoryThatSomeoneStillReads() {
        fragmenter.cut(Unpooled.wrappedBuffer(random(1_514)), 0, 1_514, 1_200);
        ByteBuf kept = fragmenter.datagram(1).retain();

        assertThrows(IllegalStateException.class, fragmenter::reuse);

        assertFalse(kept.release());
        fragmenter.reuse();
    }

    @Test
    void readsTheFrameWhereItLiesInDirectMemoryThatAQuicStackTakesWithoutACopy() {
        byte[] frame = random(1_514);
        ByteBuf slot = Unpooled.directBuffer(2_048).writeZero(100).writeBytes(frame);
        try {
            assertEquals(2, fragmenter.cut(slot, 100, 1_514, 1_200));
        } finally {
            slot.release();
        }

        assertTrue(fragmenter.datagram(0).isDirect());
        assertEquals(1, fragmenter.datagram(0).nioBufferCount());
        assertArrayEquals(Datagrams.pieceOf(frame, 700, 1, 750), ByteBufUtil.getBytes(fragmenter.datagram(1)));
    }

    private List<byte[]> cut(byte[] frame, int budget) {
        int count = fragmenter.cut(Unpooled.wrappedBuffer(Frames.join(new byte[5], frame)), 5, frame.length, budget);
        List<byte[]> pieces = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            pieces.add(ByteBufUtil.getBytes(fragmenter.datagram(index)));
        }
        return pieces;
    }

    private static byte[] random(int lengthBytes) {
        byte[] payload = new byte[lengthBytes - 14];
        Seeds.random().nextBytes(payload);
        return Arrays.copyOf(Frames.ethernet(BOB, ALICE, 0x88b5, payload), lengthBytes);
    }
}
