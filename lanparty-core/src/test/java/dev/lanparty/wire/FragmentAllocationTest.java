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
    private long delivered;
    private final Counters counters = new Counters();
    private final Fragmenter fragmenter = new Fragmenter(2, 0);
    private final Reassembler reassembler = new Reassembler(counters,
            (buffer, offset, lengthBytes) -> delivered += lengthBytes / 1_514);
    // Made by hand, for leak detection would allocate on every access.
    private final ByteBuf frame = Unpooled.wrappedBuffer(
            ByteBuffer.allocateDirect(1_514).put(Frames.ofLength(BOB, ALICE, 1_514)).flip());
    private long sent;
    private long now;

    @Test
    void allocatesNothingForAFrameInOrder() {
        assertAllocatesNothing(() -> {
            int count = fragmenter.cut(frame, 0, 1_514, 1_200);
            for (int index = 0; index < count; index++) {
                accept(1, index);
            }
            sent++;
        });
        assertEquals(sent, delivered);
    }

    @Test
    void allocatesNothingForAFrameInDisorderWithPiecesThatComeTwice() {
        assertAllocatesNothing(() -> {
            int count = fragmenter.cut(frame, 0, 1_514, 600);
            for (int index = count - 1; index >= 0; index--) {
                accept(1, index);
                accept(1, index);
            }
            sent++;
        });
        assertEquals(sent, delivered);
    }

    @Test
    void allocatesNothingForWhatItGivesUp() {
        assertAllocatesNothing(() -> {
            fragmenter.cut(frame, 0, 1_514, 600);
            sent++;
            accept((int) (sent % 300), (int) (sent % 3));
        });
        assertTrue(counters.get(DropReason.FRAGMENT_INCOMPLETE) > sent - 100);
        assertEquals(0, delivered);
    }

    private void accept(int peer, int index) {
        ByteBuf datagram = fragmenter.datagram(index);
        TunnelDatagram.stampSourcePeer(datagram, peer);
        now += 1_000;
        reassembler.accept(datagram, now);
    }

    private void assertAllocatesNothing(Runnable call) {
        double bytes = Allocation.bytesPerCall(() -> {
            call.run();
            fragmenter.reuse();
        });
        assertTrue(bytes < 1, () -> bytes + " bytes a call");
    }
}
