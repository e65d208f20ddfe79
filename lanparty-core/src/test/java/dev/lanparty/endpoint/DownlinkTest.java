package dev.lanparty.endpoint;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Allocation;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.TcpFrame;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import dev.lanparty.party.DeviceEnd;
import dev.lanparty.wire.Datagrams;
import dev.lanparty.wire.Reassembler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What of the relay's datagrams comes out of the device. */
class DownlinkTest {
    private static final long NOW = -1_000_000_000_000L;
    private static final byte[] FULL_SIZE = Frames.ofLength(ALICE, BOB, 1_514);

    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final InMemoryDevice.Pair cable = InMemoryDevice.pair("near", "far");
    private final DeviceEnd far = new DeviceEnd(cable.right());
    private final Counters counters = new Counters();
    private final Downlink downlink = new Downlink(cable.left(), counters);

    DownlinkTest() {
        downlink.setMtuBytes(1_300);
    }

    @Test
    void putsAFrameTogether() {
        accept(Datagrams.pieceOf(FULL_SIZE, 7, 1, 750));
        assertEquals(List.of(), far.receive());
        accept(Datagrams.pieceOf(FULL_SIZE, 7, 0, 750));

        assertArrayEquals(FULL_SIZE, far.receive().getFirst());
        assertEquals(1, counters.get(Counter.FRAMES_OUT));
        assertEquals(1_514, counters.get(Counter.BYTES_OUT));
    }

    @Test
    void countsAFrameThatTheDeviceDoesNotTakeOnce() {
        cable.left().setMtuBytes(1_400);
        accept(Datagrams.pieceOf(FULL_SIZE, 7, 0, 750));
        accept(Datagrams.pieceOf(FULL_SIZE, 7, 1, 750));

        assertEquals(1, counters.get(DropReason.DEVICE_TOO_LONG));
        assertEquals(0, counters.get(Counter.FRAMES_OUT));
    }

    @Test
    void countsKeptFramesWhenTheyHaveLeft() {
        KeepingDevice device = new KeepingDevice();
        Downlink keeping = new Downlink(device.device(), counters);
        keeping.setMtuBytes(1_300);
        for (int lengthBytes : new int[]{1_000, 1_000, 60, 1_000}) {
            keeping.accept(buffers.of(Datagrams.ofFrame(Frames.ofLength(ALICE, BOB, lengthBytes))), NOW);
        }
        assertEquals(List.of("kept", "kept", "flushed 2", "sent", "kept"), device.events());
        assertEquals(3, counters.get(Counter.FRAMES_OUT));

        keeping.flush();
        keeping.flush();
        assertEquals(List.of("flushed 1"), device.events());
        assertEquals(4, counters.get(Counter.FRAMES_OUT));
        assertEquals(3_060, counters.get(Counter.BYTES_OUT));
    }

    @Test
    void flushesWhatAnotherDownlinkHasLeftInTheDevice() {
        KeepingDevice device = new KeepingDevice();
        new Downlink(device.device(), counters)
                .accept(buffers.of(Datagrams.ofFrame(Frames.ofLength(ALICE, BOB, 1_000))), NOW);

        new Downlink(device.device(), counters)
                .accept(buffers.of(Datagrams.ofFrame(Frames.ofLength(ALICE, BOB, 60))), NOW);

        assertEquals(List.of("kept", "flushed 1", "sent"), device.events());
        assertEquals(1, counters.get(Counter.FRAMES_OUT));
    }

    @Test
    void countsEachKeptFrameThatTheDeviceDoesNotTake() {
        KeepingDevice device = new KeepingDevice();
        Downlink keeping = new Downlink(device.device(), counters);
        device.fill();
        for (int i = 0; i < 3; i++) {
            keeping.accept(buffers.of(Datagrams.ofFrame(Frames.ofLength(ALICE, BOB, 1_000))), NOW);
        }
        keeping.flush();

        assertEquals(3, counters.get(DropReason.DEVICE_QUEUE_FULL));
        assertEquals(0, counters.get(Counter.FRAMES_OUT));
    }

    @Test
    void givesAFrameUpWhenItsTimeIsOver() {
        accept(Datagrams.pieceOf(FULL_SIZE, 7, 0, 750));
        downlink.expire(NOW + Reassembler.TIMEOUT_NANOS - 1);
        assertEquals(0, counters.get(DropReason.FRAGMENT_INCOMPLETE));
        downlink.expire(NOW + Reassembler.TIMEOUT_NANOS);

        assertEquals(1, counters.get(DropReason.FRAGMENT_INCOMPLETE));
    }

    /** Another program at the other end may not have done it. */
    @Test
    void holdsTcpToSegmentsThatFitOneDatagramWhoeverSentTheFrame() {
        TcpFrame opening = TcpFrame.ipv4(TcpFrame.SYN, TcpFrame.segmentSize(1_460));
        accept(Datagrams.ofFrame(opening.bytes()));

        assertArrayEquals(opening.withSegmentSize(1_260).bytes(), far.receive().getFirst());
    }

    @Test
    void allocatesNothingForAWholeFrame() {
        ByteBuf datagram = direct(Datagrams.ofFrame(Frames.ofLength(ALICE, BOB, 1_000)));
        assertAllocatesNothing(() -> downlink.accept(datagram.retain(), NOW));
        assertTrue(counters.get(Counter.FRAMES_OUT) > 100_000);
    }

    @Test
    void allocatesNothingForAFrameInPieces() {
        ByteBuf first = direct(Datagrams.pieceOf(FULL_SIZE, 0, 0, 750));
        ByteBuf second = direct(Datagrams.pieceOf(FULL_SIZE, 0, 1, 750));
        int[] number = {0};
        assertAllocatesNothing(() -> {
            first.setShort(4, number[0]);
            second.setShort(4, number[0]);
            number[0]++;
            downlink.accept(first.retain(), NOW);
            downlink.accept(second.retain(), NOW);
        });
        assertEquals(number[0], counters.get(Counter.FRAMES_OUT));
    }

    private void accept(byte[] datagram) {
        downlink.accept(buffers.of(datagram), NOW);
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
