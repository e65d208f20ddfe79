package dev.lanparty.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class PathQueryTest {
    private final ByteBuf buffer = Unpooled.buffer();

    @Test
    void aQuestionIsPaddedToTheLengthInQuestion() {
        PathQuery.writeQuestion(buffer, 0x01020304, 1_440);

        assertArrayEquals(Frames.join(Frames.bytes(0x12, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0), new byte[1_427]),
                ByteBufUtil.getBytes(buffer));
        assertTrue(PathQuery.isOne(buffer));
        assertFalse(PathQuery.isAnswer(buffer));
        assertEquals(0x01020304, PathQuery.number(buffer));
    }

    @Test
    void anAnswerNamesTheQuestionAndWhatHasArrived() {
        PathQuery.writeAnswer(buffer, 7, 0x0a0b0c0d);

        assertArrayEquals(Frames.bytes(0x12, 0, 0, 0, 1, 0, 0, 0, 7, 0x0a, 0x0b, 0x0c, 0x0d),
                ByteBufUtil.getBytes(buffer));
        assertTrue(PathQuery.isAnswer(buffer));
        assertEquals(7, PathQuery.number(buffer));
        assertEquals(0x0a0b0c0d, PathQuery.received(buffer));
    }

    @Test
    void whatIsShorterOrOfAnotherKindIsNoneAndARoomTakesNoneOfThem() {
        for (int length = 0; length < PathQuery.BYTES; length++) {
            assertFalse(PathQuery.isOne(Unpooled.wrappedBuffer(Frames.join(Frames.bytes(0x12), new byte[length]), 0,
                    length)));
        }
        assertFalse(PathQuery.isOne(Unpooled.wrappedBuffer(Datagrams.ofFrame(Frames.arp(Frames.ALICE)))));
        PathQuery.writeQuestion(buffer, 1, 100);
        assertEquals(DropReason.DATAGRAM_KIND, TunnelDatagram.check(buffer));
    }
}
