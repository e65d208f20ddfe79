package dev.lanparty.endpoint;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Allocation;
import dev.lanparty.frame.Frames;
import dev.lanparty.link.FakeLink;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import dev.lanparty.party.DeviceEnd;
import dev.lanparty.wire.Datagrams;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a device's frames goes into which datagrams. */
class UplinkTest {
    private static final byte[] FULL_SIZE = Frames.ofLength(BOB, ALICE, 1_514);

    private final InMemoryDevice.Pair cable = InMemoryDevice.pair("near", "far");
    private final DeviceEnd far = new DeviceEnd(cable.right());
    private final Counters counters = new Counters();
    private final FakeLink link = new FakeLink();
    private final Uplink uplink = new Uplink(cable.left(), (buffer, offset, lengthBytes) -> null, counters);

    UplinkTest() {
        uplink.setMtuBytes(1_300);
    }

    @Test
    void sendsAFrameThatFitsAsItIs() {
        byte[] frame = Frames.ofLength(BOB, ALICE, 14 + 1_300);
        drain(frame);

        assertEquals(1, link.datagrams().size());
        assertArrayEquals(Datagrams.ofFrame(frame), link.datagrams().getFirst());
    }

    @Test
    void cutsForTheRoomWhereItsOwnPathTakesMore() {
        drain(Frames.ofLength(BOB, ALICE, 14 + 1_301));

        assertEquals(List.of(4 + 4 + 14 + 651, 4 + 4 + 14 + 650), lengths());
    }

    @Test
    void cutsForItsOwnPathWhereThatTakesLess() {
        link.budget(600);
        drain(FULL_SIZE);

        assertEquals(List.of(522, 522, 522), lengths());
        assertEquals(1, counters.get(Counter.FRAMES_IN));
        assertEquals(1_514, counters.get(Counter.BYTES_IN));
    }

    @Test
    void dropsWhatThePathTakesInNoWay() {
        link.budget(100);
        drain(FULL_SIZE, Frames.arp(ALICE));

        assertEquals(1, link.datagrams().size());
        assertEquals(1, counters.get(DropReason.PATH_TOO_LONG));
        assertEquals(1, counters.get(Counter.FRAMES_IN));
    }

    @Test
    void flushesABurstOfLongFramesOnceAndAnotherAfterIt() {
        for (int burst = 0; burst < 3; burst++) {
            link.clear();
            for (int i = 0; i < Uplink.BURST_FRAMES; i++) {
                far.send(FULL_SIZE);
            }
            assertTrue(uplink.drain(link));
            assertEquals(2 * Uplink.BURST_FRAMES, link.datagrams().size());
            assertEquals(1, link.flushes());
        }
        assertFalse(uplink.drain(link));
        assertEquals(0, counters.snapshot().drops());
    }

    @Test
    void numbersTheFramesThatItCutsOneAfterTheOther() {
        drain(FULL_SIZE, FULL_SIZE);

        List<Integer> numbers = link.datagrams().stream()
                .map(datagram -> (datagram[4] & 0xff) << 8 | (datagram[5] & 0xff))
                .toList();
        int first = numbers.getFirst();
        int second = (first + 1) & 0xffff;
        assertEquals(List.of(first, first, second, second), numbers);
    }

    @Test
    void allocatesNothing() {
        DiscardingLink nowhere = new DiscardingLink();
        cable.right().transmitMemory().clear().put(FULL_SIZE);
        double bytes = Allocation.bytesPerCall(() -> {
            cable.right().send(FULL_SIZE.length);
            cable.right().send(60);
            uplink.drain(nowhere);
        });
        assertTrue(bytes < 1, () -> bytes + " bytes a call");
        assertEquals(nowhere.datagrams() / 3 * 2, counters.get(Counter.FRAMES_IN));
    }

    private void drain(byte[]... frames) {
        for (byte[] frame : frames) {
            far.send(frame);
        }
        uplink.drain(link);
    }

    private List<Integer> lengths() {
        return link.datagrams().stream().map(datagram -> datagram.length).toList();
    }
}
