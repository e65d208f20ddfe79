package dev.lanparty.filter;

import static dev.lanparty.frame.Frames.ALICE;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Allocation;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Frames.Extension;
import dev.lanparty.wire.Datagrams;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** Judging a frame leaves nothing for the garbage collector. */
class SafetyFilterAllocationTest {
    private static final SafetyFilter FILTER = new SafetyFilter(FilterPolicy.PARTY.withVlanTags(true));

    @Test
    void allocatesNothingToJudgeAFrame() {
        byte[] chain = Frames.ipv6(ALICE, Frames.ipv6Packet(Extension.everyKind(), Frames.UDP, Frames.udp(546, 547)));
        for (byte[] frame : new byte[][]{Frames.arp(ALICE), Frames.dhcpDiscover(ALICE), Frames.tagged(chain)}) {
            ByteBuf buffer = Unpooled.wrappedBuffer(frame);
            assertAllocatesNothing(() -> {
                assertNull(FILTER.judgeFromClient(buffer, 0, frame.length, ALICE.bits()));
                assertNull(FILTER.judgeFromGateway(buffer, 0, frame.length));
            });
        }
    }

    @Test
    void allocatesNothingToCheckADatagram() {
        ByteBuf frame = Unpooled.wrappedBuffer(Datagrams.ofFrame(Frames.arp(ALICE)));
        ByteBuf piece = Unpooled.wrappedBuffer(Datagrams.pieceOf(Frames.ofLength(Frames.BOB, ALICE, 1_514), 1, 0, 800));
        assertAllocatesNothing(() -> {
            assertNull(TunnelDatagram.check(frame));
            assertNull(TunnelDatagram.check(piece));
        });
    }

    private static void assertAllocatesNothing(Runnable call) {
        double bytes = Allocation.bytesPerCall(call);
        assertTrue(bytes < 1, () -> bytes + " bytes a call");
    }
}
