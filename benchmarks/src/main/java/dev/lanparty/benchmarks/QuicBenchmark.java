package dev.lanparty.benchmarks;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.filter.DropReason;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.transport.Dialer;
import dev.lanparty.transport.Listener;
import dev.lanparty.transport.NetworkLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One hop: a connection from an endpoint's loop to a relay's, each a thread, by UDP over loopback. Nothing reads the datagrams, no
 * device gives them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgs = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseSerialGC", "-XX:FreqInlineSize=150", "-XX:InlineSmallCode=1000",
        "-Dio.netty.leakDetection.level=disabled", "-Dio.netty.jfr.enabled=false",
        "-Dslf4j.internal.verbosity=ERROR"})
public class QuicBenchmark {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final int ROOM_MARK = 0;
    private static final int ROUND_TRIPS = 256;
    private static final int BURSTS = 256;
    private static final int BURST_DATAGRAMS = 16;
    private static final int BURSTS_AT_ONCE = 3;

    /** The datagram's length in bytes. */
    @Param({"100", "1200"})
    private int datagramBytes;

    private ByteBuf datagram = Unpooled.EMPTY_BUFFER;
    private final RelayIdentity identity = Loopback.identity();
    private final NetworkLoop relayLoop = NetworkLoop.start("relay");
    private final NetworkLoop endpointLoop = NetworkLoop.start("endpoint");
    private final Listener listener = listen();
    private final Dialer dialer = dial();
    private final Runnable sendBurst = this::sendBurst;
    private final Rally rally = new Rally(() -> endpointLoop.run(sendBurst));

    private Listener listen() {
        Listener.Entrance entrance = new Listener.Entrance(relayLoop, link -> new End(() -> receive(link)), lost -> {
        }, () -> {
        });
        return Listener.bind(List.of(entrance), Loopback.ANY_PORT, identity.chain(), identity.key(), 16, Loopback.QUIC);
    }

    private Dialer dial() {
        RelayTrust trust = RelayTrust.by(Loopback.trustIn(identity), InstantSource.system());
        return Dialer.connect(endpointLoop, listener.localAddress(), Loopback.NAME.text(), ROOM_MARK, trust,
                trust::failure, Loopback.QUIC);
    }

    /** One side of the connection. */
    private record End(Runnable onDatagram) implements LinkHandler {
        @Override
        public void onDatagram(ByteBuf datagram, long nowNanos) {
            datagram.release();
            onDatagram.run();
        }

        @Override
        public void onControl(ControlMessage message, long nowNanos) {
            // Nothing is told.
        }

        @Override
        public void onMalformed(String sentence, long nowNanos) {
            // Nothing is told.
        }

        @Override
        public void onDropped(DropReason reason) {
            System.err.println("dropped: " + reason);
        }

        @Override
        public void onClosed(String sentence, long nowNanos) {
            // The benchmark is over, or will not get its answers.
        }
    }

    @Setup
    public void begin() {
        datagram = Unpooled.directBuffer(datagramBytes).writeZero(datagramBytes);
        endpointLoop.call(CALL_TIMEOUT, () -> {
            dialer.link().attach(new End(rally::onAnswer));
            return dialer;
        });
    }

    /** As an endpoint does with what its device gives: one flush for all. */
    private void sendBurst() {
        Link link = dialer.link();
        for (int i = 0; i < rally.burstFrames(); i++) {
            link.send(datagram.retain());
        }
        link.flush();
    }

    /** As a relay does: what is sent here leaves when all that has arrived is read. */
    private void receive(Link link) {
        if (rally.isLastOfBurst()) {
            link.send(datagram.retain());
        }
    }

    /** Each operation is a datagram alone, and its answer: two hops. */
    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void roundTrip() throws InterruptedException {
        rally.play(ROUND_TRIPS, 1, 1);
    }

    /** Each operation is a datagram of a burst, one hop, and the sixteenth part of the burst's answer. */
    @Benchmark
    @OperationsPerInvocation(BURSTS * BURST_DATAGRAMS)
    public void burst() throws InterruptedException {
        rally.play(BURSTS, BURST_DATAGRAMS, BURSTS_AT_ONCE);
    }

    @TearDown
    public void close() {
        dialer.close();
        listener.close();
        endpointLoop.close();
        relayLoop.close();
        datagram.release();
    }
}
