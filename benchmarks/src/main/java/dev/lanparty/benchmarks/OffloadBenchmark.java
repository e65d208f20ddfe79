package dev.lanparty.benchmarks;

import dev.lanparty.device.PacketDevice;
import dev.lanparty.ffi.offload.Coalescer;
import dev.lanparty.ffi.offload.Segmenter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * TCP between the kernel's super-frames of some 60 KB and the segments that travel. Each measurement is one segment: copied,
 * and its checksums computed or checked.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgs = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:FreqInlineSize=150",
        "-XX:InlineSmallCode=1000"})
public class OffloadBenchmark {
    private static final int SEGMENTS = 44;
    private static final int SLOT_BYTES = 2_048;
    private static final int HEADER_BYTES = 14 + 20 + 20;
    private static final int LONGEST_BYTES = 14 + 0xFFFF;
    private static final int MTU_BYTES = 1_500;

    /** The payload of each segment in bytes. */
    @Param({"1300", "1460"})
    private int payloadBytes;

    private final MemorySegment whole = Arena.ofAuto().allocate(LONGEST_BYTES, Long.BYTES);
    private final MemorySegment joined = Arena.ofAuto().allocate(LONGEST_BYTES, Long.BYTES);
    private final MemorySegment slots = Arena.ofAuto().allocate(SEGMENTS * SLOT_BYTES, Long.BYTES);
    private final int[] lengths = new int[SEGMENTS];
    private final Segmenter segmenter = new Segmenter(MTU_BYTES, PacketDevice.MAX_FRAME_BYTES);
    private final Coalescer coalescer = new Coalescer(joined, 0);

    /** What is cut here is joined there. */
    @Setup
    public void write() {
        writeSuperFrame(whole.asByteBuffer(), SEGMENTS * payloadBytes);
        cut();
    }

    /** TCP over IPv4; its checksums are the segmenter's to compute. */
    private static void writeSuperFrame(ByteBuffer frame, int bytes) {
        frame.put(new byte[]{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}).putShort((short) 0x0800);
        frame.putShort((short) 0x4500).putShort((short) (20 + 20 + bytes)).putShort((short) 1);
        frame.putShort((short) 0x4000).put((byte) 64).put((byte) 6).putShort((short) 0);
        frame.putInt(0x0a00_0001).putInt(0x0a00_0002);
        frame.putShort((short) 445).putShort((short) 50_000).putInt(1).putInt(1);
        frame.putShort((short) 0x5010).putShort((short) 0xFFFF).putInt(0);
        for (int i = 0; i < bytes; i++) {
            frame.put((byte) i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(SEGMENTS)
    public int cut() {
        segmenter.start(whole, 0, HEADER_BYTES + SEGMENTS * payloadBytes, payloadBytes, true);
        int count = 0;
        while (segmenter.hasNext()) {
            lengths[count] = segmenter.next(slots, (long) count * SLOT_BYTES);
            count++;
        }
        return count;
    }

    @Benchmark
    @OperationsPerInvocation(SEGMENTS)
    public int join() {
        coalescer.clear();
        for (int i = 0; i < SEGMENTS; i++) {
            if (!coalescer.offer(slots, (long) i * SLOT_BYTES, lengths[i])) {
                throw new IllegalStateException("segment " + i + " was not joined to those before it");
            }
        }
        coalescer.finish();
        return coalescer.lengthBytes();
    }
}
