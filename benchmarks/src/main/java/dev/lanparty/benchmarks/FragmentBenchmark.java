package dev.lanparty.benchmarks;

import dev.lanparty.frame.Ethernet;
import dev.lanparty.metrics.Counters;
import dev.lanparty.wire.FragmentHeader;
import dev.lanparty.wire.Fragmenter;
import dev.lanparty.wire.Reassembler;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
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

/** A frame of full size through a tunnel of 1,200-byte datagrams: cut in two, and put together. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgs = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:FreqInlineSize=150",
        "-XX:InlineSmallCode=1000"})
public class FragmentBenchmark {
    private static final int BUDGET_BYTES = 1_200;

    private int delivered;
    private final ByteBuf datagram = Datagrams.udp(0x0200_0000_0002L, 0x0200_0000_0001L, Ethernet.MAX_FRAME_BYTES);
    private final Fragmenter fragmenter = new Fragmenter(1, 0);
    private final Reassembler reassembler = new Reassembler(new Counters()::drop,
            (buffer, offset, lengthBytes) -> delivered += lengthBytes);
    private final ByteBuf first = arrived(0);
    private final ByteBuf second = arrived(1);
    private int number;

    /** As a datagram arrives: in a buffer of its own. */
    private ByteBuf arrived(int index) {
        fragmenter.cut(datagram, TunnelDatagram.HEADER_BYTES, Ethernet.MAX_FRAME_BYTES, BUDGET_BYTES);
        ByteBuf piece = Unpooled.directBuffer(BUDGET_BYTES).writeBytes(fragmenter.datagram(index));
        fragmenter.reuse();
        return piece;
    }

    @Benchmark
    public int cut() {
        int count = fragmenter.cut(datagram, TunnelDatagram.HEADER_BYTES, Ethernet.MAX_FRAME_BYTES, BUDGET_BYTES);
        fragmenter.reuse();
        return count;
    }

    @Benchmark
    public int reassemble() {
        return accept(first, second);
    }

    @Benchmark
    public int reassembleInDisorder() {
        return accept(second, first);
    }

    private int accept(ByteBuf one, ByteBuf other) {
        number++;
        FragmentHeader.write(first, TunnelDatagram.HEADER_BYTES, number, 0, 2);
        FragmentHeader.write(second, TunnelDatagram.HEADER_BYTES, number, 1, 2);
        reassembler.accept(one, number * 1_000L);
        reassembler.accept(other, number * 1_000L);
        return delivered;
    }

    @TearDown
    public void release() {
        datagram.release();
        first.release();
        second.release();
    }
}
