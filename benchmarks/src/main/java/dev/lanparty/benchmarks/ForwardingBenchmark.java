package dev.lanparty.benchmarks;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.room.FrameLog;
import dev.lanparty.room.Lobby;
import dev.lanparty.room.Member;
import dev.lanparty.room.RoomLimits;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The relay's own work for one frame: check, rate, filter, look up, stamp, and hand the bytes to each target's link. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgs = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:FreqInlineSize=150",
        "-XX:InlineSmallCode=1000"})
public class ForwardingBenchmark {
    private static final int FLOOD_TARGETS = 16;
    private static final int HALL_TARGETS = 100;
    /** Time moves on between frames, so that no bucket ever runs dry. */
    private static final long NANOS_PER_FRAME = TimeUnit.MILLISECONDS.toNanos(1);

    /** The frame's length in bytes. */
    @Param({"64", "1314"})
    private int frameBytes;

    private Member sender = join(newLobby(), Role.CLIENT, 1);
    private Member senderInHall = join(newLobby(), Role.CLIENT, 1);
    private ByteBuf toClient = Datagrams.udp(0, 0, 64);
    private ByteBuf toLanHost = Datagrams.udp(0, 0, 64);
    private ByteBuf toAll = Datagrams.udp(0, 0, 64);
    private long nowNanos;

    /** Two rooms with a gateway and clients, a sender among them: a flood has 16 targets in one, 100 in the other. */
    @Setup
    public void fillRooms() {
        sender = senderInRoomOf(FLOOD_TARGETS);
        senderInHall = senderInRoomOf(HALL_TARGETS);
        toClient = Datagrams.udp(mac(2).bits(), mac(1).bits(), frameBytes);
        toLanHost = Datagrams.udp(mac(999).bits(), mac(1).bits(), frameBytes);
        toAll = Datagrams.udp(MacAddress.BROADCAST.bits(), mac(1).bits(), frameBytes);
    }

    private static Member senderInRoomOf(int targets) {
        Lobby lobby = newLobby();
        join(lobby, Role.GATEWAY, 0);
        Member sender = join(lobby, Role.CLIENT, 1);
        for (int i = 2; i <= targets; i++) {
            join(lobby, Role.CLIENT, i);
        }
        return sender;
    }

    private static Lobby newLobby() {
        return new Lobby(new RoomLimits(1, 128, 128, 200_000, 2_000, 4_096, Duration.ofMinutes(5), FilterPolicy.PARTY),
                FrameLog.OFF, new SplittableRandom(1));
    }

    private static Member join(Lobby lobby, Role role, int number) {
        @Nullable
        String mac = role == Role.CLIENT ? mac(number).toString() : null;
        ControlMessage.Hello hello = new ControlMessage.Hello(ControlMessage.PROTOCOL_VERSION, role, "BENCH", "jmh",
                mac, 1_522, null, null);
        return ((Lobby.Admitted) lobby.admit(hello, new DiscardingLink(), 0)).member();
    }

    private static MacAddress mac(int number) {
        return new MacAddress(0x0200_0000_0000L + number);
    }

    @Benchmark
    public void unicastToClient() {
        forward(sender, toClient);
    }

    @Benchmark
    public void unknownUnicastToGateway() {
        forward(sender, toLanHost);
    }

    @Benchmark
    public void floodToSixteen() {
        forward(sender, toAll);
    }

    @Benchmark
    public void floodToHundred() {
        forward(senderInHall, toAll);
    }

    private void forward(Member from, ByteBuf datagram) {
        nowNanos += NANOS_PER_FRAME;
        from.room().forward(from, datagram.retain(), nowNanos);
    }

    @TearDown
    public void release() {
        toClient.release();
        toLanHost.release();
        toAll.release();
    }
}
