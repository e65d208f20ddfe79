package dev.lanparty.ffi.offload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {
    private static final long SEED = 42;
    private final MemorySegment memory = Arena.ofAuto().allocate(4096, 8);

    @Test
    void sumsTheExampleOfRfc1071() {
        byte[] example = {0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7};
        memory.asSlice(0, 8).copyFrom(MemorySegment.ofArray(example));
        assertEquals(0xddf2, InternetChecksum.sum(memory, 0, 8));
    }

    @Test
    void sumsLikeTheNaiveWayAtEveryOffsetAndLength() {
        Random random = new Random(SEED);
        byte[] bytes = new byte[4096];
        for (int round = 0; round < 50_000; round++) {
            if (round % 100 == 0) {
                random.nextBytes(bytes);
                if (round % 300 == 0) {
                    Arrays.fill(bytes, (byte) 0xFF);
                }
                memory.copyFrom(MemorySegment.ofArray(bytes));
            }
            int offset = random.nextInt(64);
            int length = round % 3 == 0 ? random.nextInt(20) : random.nextInt(2000);
            assertEquals(SuperFrame.naiveSum(0, bytes, offset, length), InternetChecksum.sum(memory, offset, length),
                    () -> "seed " + SEED + ", offset " + offset + ", length " + length);
        }
    }

    @Test
    void finishesWhatTheKernelLeft() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            SuperFrame frame = SuperFrame.random(random, random.nextInt(1000));
            int field = frame.tcp() ? 16 : 6;
            ByteBuffer.wrap(frame.bytes()).putShort(frame.transport() + field,
                    (short) frame.pseudoHeaderSum());
            int offset = random.nextInt(64);
            MemorySegment at = memory.asSlice(offset, frame.bytes().length);
            at.copyFrom(MemorySegment.ofArray(frame.bytes()));
            assertTrue(InternetChecksum.finish(memory, offset, frame.bytes().length, frame.transport(), field));
            SuperFrame finished = frame.segment(at.toArray(ValueLayout.JAVA_BYTE));
            assertTrue(finished.isTransportChecksumRight(), "seed " + SEED + ", round " + round);
            assertFalse(finished.unsignedShort(frame.transport() + field) == 0, "zero would say: no checksum");
        }
    }

    @Test
    void refusesAFieldOutsideTheFrame() {
        assertFalse(InternetChecksum.finish(memory, 0, 60, 43, 16));
        assertTrue(InternetChecksum.finish(memory, 0, 60, 42, 16));
        assertFalse(InternetChecksum.finish(memory, 0, 60, 0xFFFF, 0xFFFF));
    }
}
