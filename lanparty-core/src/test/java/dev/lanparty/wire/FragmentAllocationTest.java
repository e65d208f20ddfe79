package dev.lanparty.wire;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Allocation;
import dev.lanparty.frame.Frames;
import dev.lanparty.metrics.Counters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Cutting a frame and putting it together leaves nothing for the garbage collector, whatever a peer sends. */
class FragmentAllocationTest {
    private static final byte[] FRAME = Frames.ofLength(BOB, ALICE, 1_514);

    private long delivered;
    private final Counters counters = new Counters();
    private final Reassembler reassembler = new Reassembler(counters::drop,
            (buffer, offset, lengthBytes) -> delivered++);
    private final ByteBuf[] pieces = {direct(Datagrams.pieceOf(FRAME, 0, 0, 600)),
            direct(Datagrams.pieceOf(FRAME, 0, 1, 600)), direct(Datagrams.pieceOf(FRAME, 0, 2, 600))};
    private long sent;

    @Test
    void allocatesNothingToCutAFrame() {
        Fragmenter fragmenter = new Fragmenter(1, 0);
        ByteBuf frame = direct(FRAME);
        assertAllocatesNothing(() -> {
            assertEquals(3, fragmenter.cut(frame, 0, 1_514, 600));
            fragmenter.reuse();
        });
    }

    @Test
    void allocatesNothingForAFrameInOrder() {
        assertAllocatesNothing(() -> {
            sent++;
            accept(1, 0);
            accept(1, 1);
            accept(1, 2);
        });
        assertEquals(sent, delivered);
    }

    @Test
    void allocatesNothingForAFrameInDisorderWithPiecesThatComeTwice() {
        assertAllocatesNothing(() -> {
            sent++;
            accept(1, 2);
            accept(1, 2);
            accept(1, 1);
            accept(1, 0);
            accept(1, 1);
        });
        assertEquals(sent, delivered);
        assertEquals(sent, counters.get(DropReason.FRAGMENT_DUPLICATE));
        assertEquals(sent, counters.get(DropReason.FRAGMENT_LATE));
    }

    @Test
    void allocatesNothingForWhatItGivesUp() {
        assertAllocatesNothing(() -> {
            sent++;
            accept((int) (sent % 300), (int) (sent % 3));
        });
        assertTrue(counters.get(DropReason.FRAGMENT_INCOMPLETE) > sent - 100);
        assertEquals(0, delivered);
    }

    private void accept(int peer, int index) {
        TunnelDatagram.stampSourcePeer(pieces[index], peer);
        pieces[index].setShort(4, (int) sent);
        reassembler.accept(pieces[index], sent * 1_000);
    }

    /** Made by hand, for leak detection would allocate on every access. */
    private static ByteBuf direct(byte[] bytes) {
        return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }

    private static void assertAllocatesNothing(Runnable call) {
        double bytes = Allocation.bytesPerCall(call);
        assertTrue(bytes < 1, () -> bytes + " bytes a call");
    }
}
