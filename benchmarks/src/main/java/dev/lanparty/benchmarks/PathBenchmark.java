package dev.lanparty.benchmarks;

import dev.lanparty.client.Client;
import dev.lanparty.client.ClientConfig;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.session.RetryTiming;
import dev.lanparty.session.SessionTiming;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Duration;
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
 * The whole path in one process: a frame from one player's adapter by his client, the relay and the other's client to the
 * other's adapter, over loopback; three threads. The adapters have no kernel behind them, see {@link HostDevice}.
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
public class PathBenchmark {
    private static final int ROUND_TRIPS = 256;
    private static final int BURSTS = 128;
    private static final int BURST_FRAMES = 16;
    private static final int BURSTS_AT_ONCE = 3;
    private static final MacAddress ONE = new MacAddress(0x0200_0000_0001L);
    private static final MacAddress OTHER = new MacAddress(0x0200_0000_0002L);
    /** More frames a second than any machine carries. */
    private static final RoomLimits LIMITS = new RoomLimits(1, 2, 2, 10_000_000, 500, 16, Duration.ofMinutes(5),
            FilterPolicy.PARTY);

    /** The frame's length in bytes. */
    @Param({"100", "1314"})
    private int frameBytes;

    private final RelayIdentity identity = Loopback.identity();
    private final Relay relay = new Relay(
            new RelayConfig(Loopback.ANY_PORT, identity, LIMITS, ReceptionTiming.DEFAULT, Loopback.QUIC, false, 1));
    private final RoomAccess access = access(relay.start());
    private final Rally rally = new Rally(this::sendBurst);
    private final HostDevice oneDevice = new HostDevice(ONE.toBytes(), rally::onAnswer);
    private final HostDevice otherDevice = new HostDevice(OTHER.toBytes(), this::receive);
    private final Client one = new Client(new ClientConfig(access, ONE), options -> oneDevice, NoRoute::new);
    private final Client other = new Client(new ClientConfig(access, OTHER), options -> otherDevice, NoRoute::new);

    private RoomAccess access(InetSocketAddress bound) {
        return new RoomAccess(new RelayAddress(bound.getAddress().getHostAddress(), bound.getPort()),
                Loopback.trustIn(identity), "BENCH", null, "jmh", Loopback.QUIC, SessionTiming.DEFAULT,
                RetryTiming.DEFAULT);
    }

    @Setup
    public void join() {
        oneDevice.setFrame(frame(OTHER, ONE));
        otherDevice.setFrame(frame(ONE, OTHER));
        one.start();
        other.start();
    }

    private ByteBuf frame(MacAddress destination, MacAddress source) {
        return Datagrams.udp(destination.bits(), source.bits(), frameBytes).skipBytes(TunnelDatagram.HEADER_BYTES);
    }

    private void sendBurst() {
        oneDevice.give(rally.burstFrames());
    }

    private void receive() {
        if (rally.isLastOfBurst()) {
            otherDevice.give(1);
        }
    }

    /** Each operation is a frame alone, and its answer: the path there and back. */
    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void roundTrip() throws InterruptedException {
        rally.play(ROUND_TRIPS, 1, 1);
    }

    /** Each operation is a frame of a burst, there, and the sixteenth part of the burst's answer. */
    @Benchmark
    @OperationsPerInvocation(BURSTS * BURST_FRAMES)
    public void burst() throws InterruptedException {
        rally.play(BURSTS, BURST_FRAMES, BURSTS_AT_ONCE);
    }

    @TearDown
    public void leave() {
        one.close();
        other.close();
        relay.close();
    }
}
