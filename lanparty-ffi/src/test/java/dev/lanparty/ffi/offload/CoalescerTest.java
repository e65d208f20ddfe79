package dev.lanparty.ffi.offload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the coalescer joins, cutting it again gives the frames that were there before, each in its turn. */
class CoalescerTest {
    private static final long SEED = Long.getLong("lanparty.seed", 13);
    private static final int ROUNDS = Integer.getInteger("lanparty.rounds", 2_000);
    private static final int START = 10;

    private final MemorySegment memory = Arena.ofAuto().allocate(70_000, 8);
    private final Coalescer coalescer = new Coalescer(memory, START);
    private final MemorySegment target = Arena.ofAuto().allocate(2048, 8);
    private final List<byte[]> delivered = new ArrayList<>();
    private int joined;

    @Test
    void joinsAllSegmentsOfASuperFrame() {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            SuperFrame whole = PlainTcp.frame(random, 1 + random.nextInt(30_000));
            int segmentBytes = 1 + random.nextInt(1380);
            List<byte[]> segments = PlainTcp.cut(whole.bytes(), segmentBytes);
            String where = "seed " + SEED + ", round " + round;
            coalescer.clear();
            for (byte[] segment : segments) {
                assertTrue(offer(segment), where);
            }
            assertEquals(segments.size(), coalescer.segments(), where);
            assertEquals(whole.bytes().length, coalescer.lengthBytes(), where);
            if (segments.size() > 1) {
                assertEquals(segmentBytes, coalescer.segmentBytes(), where);
                coalescer.finish();
                assertArrayEquals(unfinished(whole), held(), where);
            }
        }
    }

    @Test
    void deliversAnyMixtureOfFramesUnchangedAndInOrder() {
        Random random = new Random(SEED);
        int frames = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<byte[]> sent = mixture(random);
            delivered.clear();
            sent.forEach(this::send);
            flush();
            assertSameFrames(sent, delivered, "seed " + SEED + ", round " + round);
            frames += sent.size();
        }
        assertTrue(joined > frames / 4, joined + " joined of " + frames);
    }

    /** Segments of a few flows in runs, one in five of them spoiled in some way, with frames of other kinds among them. */
    private List<byte[]> mixture(Random random) {
        List<byte[]> frames = new ArrayList<>();
        for (int flow = random.nextInt(4); flow >= 0; flow--) {
            SuperFrame whole = PlainTcp.frame(random, 1 + random.nextInt(12_000));
            for (byte[] segment : PlainTcp.cut(whole.bytes(), 200 + random.nextInt(1180))) {
                int trouble = random.nextInt(5 * Trouble.values().length);
                if (trouble < Trouble.values().length) {
                    Trouble.values()[trouble].apply(whole.segment(segment));
                }
                frames.add(segment);
                if (random.nextInt(8) == 0) {
                    frames.add(SuperFrame.random(random, random.nextInt(300)).bytes());
                }
            }
        }
        return frames;
    }

    /** What keeps a segment from being joined to the one before. */
    enum Trouble {
        OTHER_DESTINATION(true, frame -> 5), OTHER_SOURCE_PORT(true, frame -> frame.transport() + 1), OTHER_ADDRESS(
                true,
                frame -> frame.network() + (frame.ipv4() ? 15 : 23)), OTHER_TIME_TO_LIVE(true, frame -> frame.network()
                        + (frame.ipv4() ? 8 : 7)), CONGESTION_MARK(true, frame -> frame.network() + 1), GAP_IN_SEQUENCE(
                                true, frame -> frame.transport() + 7), OTHER_ACKNOWLEDGEMENT(true,
                                        frame -> frame.transport() + 11), OTHER_WINDOW(true, frame -> frame.transport()
                                                + 15), URGENT_POINTER(true, frame -> frame.transport() + 19), FIN_FLAG(
                                                        true, frame -> frame.transport() + 13), WRONG_CHECKSUM(false,
                                                                frame -> frame.transport() + 16), BROKEN_DATA(false,
                                                                        SuperFrame::payload), WRONG_HEADER_CHECKSUM_OR_LENGTH(
                                                                                false, frame -> frame.network()
                                                                                        + (frame.ipv4() ? 10 : 5));

        private final boolean sentSo;
        @SuppressWarnings("ImmutableEnumChecker") // a constant without state
        private final ToIntFunction<SuperFrame> where;

        /** A lowest bit changed somewhere, by the sender, who computes the checksums, or on the way. */
        Trouble(boolean sentSo, ToIntFunction<SuperFrame> where) {
            this.sentSo = sentSo;
            this.where = where;
        }

        void apply(SuperFrame frame) {
            frame.bytes()[where.applyAsInt(frame)] ^= 1;
            if (sentSo) {
                PlainTcp.sum(frame);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void joinsNothingToASegmentThatIsNotTheNext(Trouble trouble) {
        Random random = new Random(SEED);
        for (int round = 0; round < 100; round++) {
            SuperFrame whole = PlainTcp.frame(random, 1_000);
            List<byte[]> segments = PlainTcp.cut(whole.bytes(), 500);
            trouble.apply(whole.segment(segments.get(1)));
            coalescer.clear();
            assertTrue(offer(segments.get(0)));
            assertFalse(offer(segments.get(1)), "seed " + SEED + ", round " + round);
            assertArrayEquals(segments.get(0), held());
        }
    }

    @Test
    void joinsNothingAfterAPushOrAShorterSegment() {
        SuperFrame whole = PlainTcp.frame(new Random(SEED), 1_500);
        List<byte[]> segments = PlainTcp.cut(whole.bytes(), 500);
        byte[] pushed = segments.get(0);
        pushed[whole.transport() + 13] |= 8;
        PlainTcp.sum(whole.segment(pushed));
        assertTrue(offer(pushed));
        assertFalse(offer(segments.get(1)));
        coalescer.clear();

        List<byte[]> finer = PlainTcp.cut(whole.bytes(), 400);
        assertTrue(offer(finer.get(2)));
        assertTrue(offer(finer.get(3)));
        assertFalse(offer(finer.get(0)));
    }

    @Test
    void joinsNoPaddedAcknowledgement() {
        SuperFrame whole = PlainTcp.frame(new Random(SEED), 20);
        byte[] padded = Arrays.copyOf(whole.bytes(), whole.bytes().length + 6);
        assertFalse(offer(padded));
        assertFalse(offer(Arrays.copyOf(whole.bytes(), whole.payload())));
    }

    @Test
    void holdsNoMoreThanAnIpPacketCanBe() {
        Random random = new Random(SEED);
        SuperFrame whole = PlainTcp.frame(random, 1_000);
        byte[] frame = whole.bytes();
        frame[whole.transport() + 13] = 0x10;
        PlainTcp.sum(whole);
        int held = 0;
        while (offer(frame)) {
            held++;
            ByteBuffer.wrap(frame).putInt(whole.transport() + 4, whole.integer(whole.transport() + 4) + 1_000);
            PlainTcp.sum(whole);
        }
        int most = (0xFFFF - (whole.payload() - whole.network())) / 1_000;
        assertEquals(most, held);
    }

    @Test
    void neverReadsOutsideAFrameOfNonsense() {
        Random random = new Random(SEED);
        for (int round = 0; round < 50_000; round++) {
            SuperFrame whole = random.nextBoolean()
                    ? PlainTcp.frame(random, random.nextInt(100))
                    : SuperFrame.random(random, random.nextInt(100));
            byte[] broken = Arrays.copyOf(whole.bytes(), random.nextInt(whole.bytes().length + 1));
            for (int i = 0; broken.length > 0 && i < 3; i++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            // A memory as long as the frame: a byte further out throws.
            if (coalescer.offer(MemorySegment.ofArray(broken), 0, broken.length)) {
                assertTrue(coalescer.lengthBytes() <= 14 + 8 + 0xFFFF);
            } else {
                coalescer.clear();
            }
        }
    }

    private void send(byte[] frame) {
        if (offer(frame)) {
            return;
        }
        flush();
        if (!offer(frame)) {
            delivered.add(frame);
        }
    }

    private void flush() {
        if (coalescer.segments() == 1) {
            delivered.add(held());
        } else if (coalescer.segments() > 1) {
            joined += coalescer.segments();
            coalescer.finish();
            delivered.addAll(PlainTcp.cut(held(), coalescer.segmentBytes()));
        }
        coalescer.clear();
    }

    private boolean offer(byte[] frame) {
        // At an odd place, as in a buffer behind a tunnel header.
        MemorySegment.copy(frame, 0, target, ValueLayout.JAVA_BYTE, 3, frame.length);
        return coalescer.offer(target, 3, frame.length);
    }

    private byte[] held() {
        return memory.asSlice(START, coalescer.lengthBytes()).toArray(ValueLayout.JAVA_BYTE);
    }

    private static void assertSameFrames(List<byte[]> expected, List<byte[]> actual, String where) {
        assertEquals(expected.size(), actual.size(), where);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), where + ", frame " + i);
        }
    }

    /** With the sum of the pseudo-header instead of its checksum, as a super-frame has it. */
    private static byte[] unfinished(SuperFrame whole) {
        byte[] bytes = whole.bytes().clone();
        ByteBuffer.wrap(bytes).putShort(whole.transport() + 16, (short) whole.pseudoHeaderSum());
        return bytes;
    }
}
