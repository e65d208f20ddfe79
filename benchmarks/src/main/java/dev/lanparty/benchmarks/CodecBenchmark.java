package dev.lanparty.benchmarks;

import dev.lanparty.control.ControlCodec;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.filter.DropReason;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.filter.SafetyFilter;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading and writing what travels, and judging it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgs = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:FreqInlineSize=150",
        "-XX:InlineSmallCode=1000"})
public class CodecBenchmark {
    private static final long OWN_MAC = 0x0200_0000_0001L;

    private final SafetyFilter filter = new SafetyFilter(FilterPolicy.PARTY);
    private final ByteBuf datagram = Datagrams.udp(0x0200_0000_0002L, OWN_MAC, 1_314);
    private final ControlMessage stats = new ControlMessage.Stats(12, 11,
            Map.of("frames_in", 123_456L, "bytes_in", 98_765_432L, "drop_rate_flooded", 7L));
    private final byte[] encodedStats = ControlCodec.encode(stats);

    @Benchmark
    public int encodeDatagram() {
        TunnelDatagram.writeFrameHeader(datagram, 0);
        TunnelDatagram.stampSourcePeer(datagram, 7);
        return datagram.readableBytes();
    }

    @Benchmark
    public @Nullable DropReason decodeDatagram() {
        return TunnelDatagram.check(datagram);
    }

    @Benchmark
    public @Nullable DropReason judgeFrame() {
        return filter.judgeFromClient(datagram, TunnelDatagram.HEADER_BYTES, 1_314, OWN_MAC);
    }

    @Benchmark
    public byte[] encodeControl() {
        return ControlCodec.encode(stats);
    }

    @Benchmark
    public ControlMessage decodeControl() {
        return ControlCodec.decode(encodedStats);
    }

    @TearDown
    public void release() {
        datagram.release();
    }
}
