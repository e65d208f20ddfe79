package dev.lanparty.ffi.offload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.ffi.offload.Segmenter.Verdict;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    private static final long SEED = 7;
    private static final int LONGEST_FRAME_BYTES = 1518;
    private static final int FIN_PSH = 0x09;
    private static final int CWR = 0x80;

    private final MemorySegment source = Arena.ofAuto().allocate(70_000, 8);
    private final MemorySegment target = Arena.ofAuto().allocate(4096, 8);
    private final Segmenter segmenter = new Segmenter(1500, LONGEST_FRAME_BYTES);

    @Test
    void cutsSuperFramesOfEveryShapeIntoFramesAReceiverAccepts() {
        Random random = new Random(SEED);
        for (int round = 0; round < 3_000; round++) {
            SuperFrame whole = SuperFrame.random(random, 1 + random.nextInt(random.nextInt(20) == 0 ? 60_000 : 6_000));
            int segmentBytes = 1 + random.nextInt(1300);
            String where = "seed " + SEED + ", round " + round;
            List<SuperFrame> segments = cut(whole, segmentBytes, true, where);
            assertEachIsWhole(whole, segments, where);
            assertEquals(whole.bytes().length - whole.payload(), payloadOf(segments).length, where);
            assertArrayEquals(Arrays.copyOfRange(whole.bytes(), whole.payload(), whole.bytes().length),
                    payloadOf(segments), where);
        }
    }

    private List<SuperFrame> cut(SuperFrame whole, int segmentBytes, boolean unfinished, String where) {
        int offset = 3;
        MemorySegment.copy(whole.bytes(), 0, source, ValueLayout.JAVA_BYTE, offset, whole.bytes().length);
        assertEquals(Verdict.READY, segmenter.start(source, offset, whole.bytes().length, segmentBytes, unfinished),
                where);
        List<SuperFrame> segments = new ArrayList<>();
        while (segmenter.hasNext()) {
            int length = segmenter.next(target, 17);
            segments.add(whole.segment(target.asSlice(17, length).toArray(ValueLayout.JAVA_BYTE)));
        }
        return segments;
    }

    private static void assertEachIsWhole(SuperFrame whole, List<SuperFrame> segments, String where) {
        int done = 0;
        for (int i = 0; i < segments.size(); i++) {
            SuperFrame segment = segments.get(i);
            int length = segment.bytes().length;
            assertTrue(length <= LONGEST_FRAME_BYTES && length - whole.network() <= 1500, where);
            assertTrue(segment.isHeaderChecksumRight(), where);
            assertTrue(segment.isTransportChecksumRight(), where);
            if (whole.ipv4()) {
                assertEquals(length - whole.network(), segment.unsignedShort(whole.network() + 2), where);
                assertEquals(whole.unsignedShort(whole.network() + 4) + i & 0xFFFF,
                        segment.unsignedShort(whole.network() + 4), where);
            } else {
                assertEquals(length - whole.network() - 40, segment.unsignedShort(whole.network() + 4), where);
            }
            if (whole.tcp()) {
                assertEquals(whole.integer(whole.transport() + 4) + done, segment.integer(whole.transport() + 4),
                        where);
                assertEquals(expectedFlags(whole, i == 0, i == segments.size() - 1),
                        segment.bytes()[whole.transport() + 13], where);
            } else {
                assertEquals(length - whole.transport(), segment.unsignedShort(whole.transport() + 4), where);
            }
            done += length - whole.payload();
        }
    }

    private static byte expectedFlags(SuperFrame whole, boolean first, boolean last) {
        int flags = whole.bytes()[whole.transport() + 13];
        return (byte) (flags & (last ? -1 : ~FIN_PSH) & (first ? -1 : ~CWR));
    }

    private static byte[] payloadOf(List<SuperFrame> segments) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (SuperFrame segment : segments) {
            all.write(segment.bytes(), segment.payload(), segment.bytes().length - segment.payload());
        }
        return all.toByteArray();
    }

    @Test
    void cutsTcpOfALanWithJumboFramesFiner() {
        SuperFrame whole = first(true, 20_000);
        List<SuperFrame> segments = cut(whole, 8_900, true, "");
        assertEachIsWhole(whole, segments, "");
        assertTrue(segments.size() > 13);
    }

    @Test
    void doesNotCutDatagrams() {
        SuperFrame whole = first(false, 5_000);
        source.asSlice(0, whole.bytes().length).copyFrom(MemorySegment.ofArray(whole.bytes()));
        assertEquals(Verdict.TOO_LONG, segmenter.start(source, 0, whole.bytes().length, 2_000, true));
        assertFalse(segmenter.hasNext());
    }

    @Test
    void leavesDatagramsWithoutChecksumAsTheyAre() {
        SuperFrame whole = firstIpv4Udp(3_000);
        ByteBuffer.wrap(whole.bytes()).putShort(whole.transport() + 6, (short) 0);
        for (SuperFrame segment : cut(whole, 1_000, false, "")) {
            assertEquals(0, segment.unsignedShort(whole.transport() + 6));
        }
        for (SuperFrame segment : cut(whole, 1_000, true, "")) {
            assertTrue(segment.isTransportChecksumRight());
        }
    }

    @Test
    void neverReadsOutsideAFrameOfNonsense() {
        Random random = new Random(SEED);
        for (int round = 0; round < 50_000; round++) {
            SuperFrame whole = SuperFrame.random(random, random.nextInt(100));
            byte[] broken = Arrays.copyOf(whole.bytes(), random.nextInt(whole.bytes().length + 1));
            for (int i = 0; broken.length > 0 && i < 3; i++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            // A segment as long as the frame: a byte further out throws.
            MemorySegment frame = MemorySegment.ofArray(broken);
            if (segmenter.start(frame, 0, broken.length, 1 + random.nextInt(500), true) == Verdict.READY) {
                while (segmenter.hasNext()) {
                    assertTrue(segmenter.next(target, 0) <= LONGEST_FRAME_BYTES);
                }
            }
        }
    }

    private static SuperFrame first(boolean tcp, int payloadBytes) {
        Random random = new Random(SEED);
        SuperFrame frame = SuperFrame.random(random, payloadBytes);
        while (frame.tcp() != tcp) {
            frame = SuperFrame.random(random, payloadBytes);
        }
        return frame;
    }

    private static SuperFrame firstIpv4Udp(int payloadBytes) {
        Random random = new Random(SEED);
        SuperFrame frame = SuperFrame.random(random, payloadBytes);
        while (frame.tcp() || !frame.ipv4()) {
            frame = SuperFrame.random(random, payloadBytes);
        }
        return frame;
    }
}
