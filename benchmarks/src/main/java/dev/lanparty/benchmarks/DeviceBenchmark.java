package dev.lanparty.benchmarks;

import dev.lanparty.device.Devices;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.SendResult;
import dev.lanparty.device.TapDevice;
import dev.lanparty.device.TapOptions;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The real devices: a TAP, and AF_PACKET on that TAP's interface, so that what one sends the other receives. Each
 * measurement is one send and one receive of a frame. Needs root, and a network namespace of its own:
 * {@code benchmarks/README.md} has the command.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgs = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:FreqInlineSize=150",
        "-XX:InlineSmallCode=1000"})
public class DeviceBenchmark {
    private static final int BURST_FRAMES = 32;
    private static final byte[] TAP_MAC = {2, 0, 0, 0, 0, 1};

    /** The frame's length in bytes. */
    @Param({"64", "1314"})
    private int frameBytes;

    private TapDevice tap = Devices.openTap(new TapOptions("", TAP_MAC, 1_500));
    private PacketDevice lan = openOn(tap);
    private final FrameBurst burst = new FrameBurst(BURST_FRAMES);

    private static PacketDevice openOn(TapDevice tap) {
        tap.setLinkUp(true);
        return Devices.openLan(tap.name());
    }

    /** Both devices are to send the same frame: broadcast, of an ether type that no host answers. */
    @Setup
    public void writeFrames() {
        for (PacketDevice device : new PacketDevice[]{tap, lan}) {
            ByteBuffer frame = device.transmitMemory().clear();
            frame.put(new byte[]{-1, -1, -1, -1, -1, -1}).put(TAP_MAC).putShort((short) 0x88b5);
            while (frame.position() < frameBytes) {
                frame.put((byte) 0);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST_FRAMES)
    public int tapToPacketSocket() {
        return sendAndReceive(tap, lan);
    }

    @Benchmark
    @OperationsPerInvocation(BURST_FRAMES)
    public int packetSocketToTap() {
        return sendAndReceive(lan, tap);
    }

    private int sendAndReceive(PacketDevice from, PacketDevice to) {
        for (int i = 0; i < BURST_FRAMES; i++) {
            if (from.send(frameBytes) != SendResult.SENT) {
                throw new IllegalStateException("the device did not take the frame");
            }
        }
        int received = 0;
        while (received < BURST_FRAMES) {
            received += to.receive(burst);
        }
        return received;
    }

    @TearDown
    public void close() {
        lan.close();
        tap.close();
    }
}
