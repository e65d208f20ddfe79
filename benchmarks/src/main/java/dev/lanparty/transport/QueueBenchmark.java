package dev.lanparty.transport;

import dev.lanparty.link.DatagramQueue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What is done with a datagram before QUIC has it, and when QUIC has sent it; each measurement is one datagram of a burst. In
 * the package of what it measures, which is not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgs = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseSerialGC", "-XX:FreqInlineSize=150", "-XX:InlineSmallCode=1000",
        "-Dio.netty.leakDetection.level=disabled", "-Djmh.executor=CUSTOM",
        "-Djmh.executor.class=dev.lanparty.benchmarks.LoopThreads"})
@NullMarked
public class QueueBenchmark {
    private static final int BURST_DATAGRAMS = 16;
    private static final int MAX_QUEUE_BYTES = 1 << 20;
    private static final long MAX_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);
    /** Time moves on between datagrams, so that the pace always allows the next. */
    private static final long NANOS_PER_DATAGRAM = TimeUnit.MILLISECONDS.toNanos(1);
    /** Of QUIC's packet around a datagram. */
    private static final int PACKET_OVERHEAD_BYTES = 40;

    /** The datagram's length in bytes. */
    @Param({"100", "1200"})
    private int datagramBytes;

    private final DatagramQueue queue = new DatagramQueue(MAX_QUEUE_BYTES, MAX_AGE_NANOS, reason -> {
        throw new IllegalStateException("dropped: " + reason);
    });
    private final Pacer pacer = new Pacer(0);
    private final QuicBacklog backlog = new QuicBacklog();
    private ByteBuf datagram = Unpooled.EMPTY_BUFFER;
    private long nowNanos;

    @Setup
    public void make() {
        datagram = Unpooled.directBuffer(datagramBytes).writeZero(datagramBytes);
    }

    /** Into the queue and out of it. */
    @Benchmark
    @OperationsPerInvocation(BURST_DATAGRAMS)
    public int queue() {
        add();
        return poll();
    }

    /** The same for what the path does not take at once: copied, so that the device may have its memory back. */
    @Benchmark
    @OperationsPerInvocation(BURST_DATAGRAMS)
    public int queueAndKeep() {
        add();
        queue.keep(ByteBufAllocator.DEFAULT, nowNanos);
        return poll();
    }

    /** With the pace that large ones are held to, and the count of what QUIC has not sent yet. */
    @Benchmark
    @OperationsPerInvocation(BURST_DATAGRAMS)
    public int queuePaceAndCount() {
        add();
        while (!queue.isEmpty()) {
            nowNanos += NANOS_PER_DATAGRAM;
            ByteBuf next = queue.poll(nowNanos, pacer.allows(nowNanos));
            if (next == null) {
                throw new IllegalStateException("the pace holds a datagram back");
            }
            if (next.readableBytes() > DatagramQueue.SMALL_BYTES) {
                pacer.sent(next.readableBytes(), nowNanos);
            }
            backlog.taken(next.readableBytes());
            next.release();
        }
        for (int i = 0; i < BURST_DATAGRAMS; i++) {
            backlog.sent(datagramBytes + PACKET_OVERHEAD_BYTES);
        }
        return backlog.count();
    }

    private void add() {
        for (int i = 0; i < BURST_DATAGRAMS; i++) {
            queue.add(datagram.retain());
        }
    }

    private int poll() {
        int taken = 0;
        while (!queue.isEmpty()) {
            ByteBuf next = queue.poll(nowNanos, true);
            if (next != null) {
                next.release();
                taken++;
            }
        }
        return taken;
    }

    @TearDown
    public void release() {
        datagram.release();
    }
}
