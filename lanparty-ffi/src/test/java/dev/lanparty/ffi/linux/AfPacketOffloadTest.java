package dev.lanparty.ffi.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.device.Background;
import dev.lanparty.device.DeviceStatistics;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.Frames;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.SendResult;
import dev.lanparty.ffi.offload.PlainTcp;
import dev.lanparty.ffi.offload.SuperFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a host with offloads leaves unfinished arrives finished.
 *
 * <pre>
 * namespace host                         namespace gateway
 * TCP, UDP or an injector ── h0 ─ veth ─ g0 = AF_PACKET, the device under test
 *         10.0.0.1, fd00::1              10.0.0.2, fd00::2
 * </pre>
 */
class AfPacketOffloadTest {
    private static final long SEED = 11;
    private static final int MTU_BYTES = 1500;

    private final Namespace host;
    private final Namespace gateway;
    private final PacketDevice device;

    AfPacketOffloadTest() throws Exception {
        host = new Namespace();
        gateway = new Namespace();
        host.run("ip link add h0 type veth peer name g0; ip link set g0 netns " + gateway.id() + "; ip link set h0 up");
        gateway.run("ip link set g0 up");
        host.awaitUp("h0");
        gateway.awaitUp("g0");
        device = gateway.call(() -> AfPacketDevice.open("g0", null));
    }

    @AfterEach
    void close() {
        device.close();
        host.close();
        gateway.close();
    }

    @Test
    void cutsInjectedSuperFramesOfEveryKind() throws Exception {
        assertInjectedSuperFramesAreCut(14);
    }

    @Test
    void putsTheTagOfAVlanIntoEverySegment() throws Exception {
        assertInjectedSuperFramesAreCut(18);
    }

    private void assertInjectedSuperFramesAreCut(int headerBytes) throws Exception {
        Random random = new Random(SEED);
        int rounds = 60;
        try (Injector injector = host.call(() -> new Injector("h0"))) {
            for (int round = 0; round < rounds; round++) {
                SuperFrame whole = superFrame(random, headerBytes,
                        round % 6 == 0 ? 60_000 : 2_000 + random.nextInt(8_000));
                int segmentBytes = 1_000 + random.nextInt(200);
                injector.sendSuperFrame(whole, segmentBytes);
                int payloadBytes = whole.bytes().length - whole.payload();
                int expected = (payloadBytes + segmentBytes - 1) / segmentBytes;
                String where = "seed " + SEED + ", round " + round + ", ipv4 " + whole.ipv4() + ", tcp " + whole.tcp();
                List<byte[]> segments = Frames.receive(device, expected);
                assertEquals(expected, segments.size(), where + device.statistics());
                assertSegments(whole, segments, where);
            }
        }
        DeviceStatistics statistics = device.statistics();
        assertEquals(rounds, statistics.segmented());
        assertEquals(0, statistics.droppedTooLong() + statistics.droppedMalformed() + statistics.droppedByKernel());
    }

    /** With a link header of 14 bytes, or of 18 in VLAN 5. */
    private static SuperFrame superFrame(Random random, int headerBytes, int payloadBytes) {
        SuperFrame frame = SuperFrame.random(random, payloadBytes);
        while (frame.network() != headerBytes) {
            frame = SuperFrame.random(random, payloadBytes);
        }
        if (headerBytes == 18) {
            ByteBuffer.wrap(frame.bytes()).putInt(12, 0x81000005);
        }
        int field = frame.transport() + (frame.tcp() ? 16 : 6);
        ByteBuffer.wrap(frame.bytes()).putShort(field, (short) frame.pseudoHeaderSum());
        if (frame.tcp()) {
            // SYN and RST segments are never merged; everything else is.
            frame.bytes()[frame.transport() + 13] &= ~0x06;
        }
        return frame;
    }

    private static void assertSegments(SuperFrame whole, List<byte[]> segments, String where) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (byte[] bytes : segments) {
            SuperFrame segment = whole.segment(bytes);
            assertArrayEquals(Arrays.copyOf(whole.bytes(), whole.network()), Arrays.copyOf(bytes, whole.network()),
                    where);
            assertTrue(segment.isHeaderChecksumRight(), where);
            assertTrue(segment.isTransportChecksumRight(), where);
            payload.write(bytes, segment.payload(), bytes.length - segment.payload());
        }
        assertArrayEquals(Arrays.copyOfRange(whole.bytes(), whole.payload(), whole.bytes().length),
                payload.toByteArray(), where);
    }

    @Test
    void cutsARealTcpStreamOverIpv4() throws Exception {
        host.run("ip address add 10.0.0.1/24 dev h0");
        gateway.run("ip address add 10.0.0.2/24 dev g0");
        assertStreamIsSeenWhole("10.0.0.2", 14 + 20);
    }

    @Test
    void cutsARealTcpStreamOverIpv6() throws Exception {
        host.run("echo 0 > /proc/sys/net/ipv6/conf/h0/disable_ipv6; ip address add fd00::1/64 dev h0 nodad");
        gateway.run("echo 0 > /proc/sys/net/ipv6/conf/g0/disable_ipv6; ip address add fd00::2/64 dev g0 nodad");
        assertStreamIsSeenWhole("fd00::2", 14 + 40);
    }

    /** The other end gets the stream by TCP; the device must have seen all of it in frames as they are on a wire. */
    private void assertStreamIsSeenWhole(String address, int transport) throws Exception {
        byte[] stream = new byte[2 << 20];
        new Random(SEED).nextBytes(stream);
        ServerSocket server = gateway.call(() -> new ServerSocket(0, 1, InetAddress.getByName(address)));
        CompletableFuture<byte[]> sink = Background.start(() -> readAll(server));
        Socket client = host.call(() -> new Socket(server.getInetAddress(), server.getLocalPort()));
        CompletableFuture<Integer> source = Background.start(() -> writeAll(client, stream));

        byte[] seen = new byte[stream.length];
        BitSet covered = new BitSet();
        int firstByte = 0;
        FrameBurst burst = new FrameBurst(16);
        while (covered.cardinality() < stream.length && device.awaitReadable(Frames.PATIENCE)) {
            device.receive(burst);
            for (int i = 0; i < burst.count(); i++) {
                byte[] bytes = Frames.copy(device, burst, i);
                assertTrue(bytes.length <= 14 + MTU_BYTES);
                boolean ipv4 = transport == 34;
                if (bytes.length < transport + 20 || bytes[transport - (ipv4 ? 11 : 34)] != 6) {
                    continue;
                }
                int payload = transport + ((bytes[transport + 12] & 0xF0) >>> 2);
                int pieceBytes = bytes.length - payload;
                SuperFrame frame = new SuperFrame(bytes, 14, transport, payload, ipv4, true);
                assertTrue(frame.isHeaderChecksumRight() && frame.isTransportChecksumRight());
                if ((bytes[transport + 13] & 2) != 0) {
                    firstByte = frame.integer(transport + 4) + 1;
                }
                if (pieceBytes > 0) {
                    int at = frame.integer(transport + 4) - firstByte;
                    System.arraycopy(bytes, payload, seen, at, pieceBytes);
                    covered.set(at, at + pieceBytes);
                }
            }
        }
        source.get();
        assertArrayEquals(stream, sink.get());
        assertArrayEquals(stream, seen);
        DeviceStatistics statistics = device.statistics();
        assertTrue(statistics.segmented() > 0, "the sender should have sent super-frames: " + statistics);
        assertTrue(statistics.checksumsFinished() > 0, statistics.toString());
        assertEquals(0, statistics.droppedTooLong() + statistics.droppedMalformed() + statistics.droppedByKernel());
    }

    private static byte[] readAll(ServerSocket server) {
        try (server; Socket socket = server.accept()) {
            return socket.getInputStream().readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int writeAll(Socket client, byte[] stream) {
        try (client) {
            client.getOutputStream().write(stream);
            return stream.length;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void sendsKeptSegmentsAsTheyWere() throws Exception {
        Random random = new Random(SEED);
        try (PacketDevice far = host.call(() -> AfPacketDevice.open("h0", null))) {
            for (int round = 0; round < 50; round++) {
                List<byte[]> segments = PlainTcp.segments(random, 1 + random.nextInt(20_000),
                        1_000 + random.nextInt(380));
                for (byte[] segment : segments) {
                    assertEquals(SendResult.KEPT, Frames.send(device, segment));
                }
                assertEquals(SendResult.FLUSH_FIRST, Frames.send(device, Frames.experimental(60, round)));
                assertEquals(SendResult.SENT, device.flush());
                List<byte[]> received = Frames.receive(far, segments.size());
                assertEquals(segments.size(), received.size(), "seed " + SEED + ", round " + round);
                for (int i = 0; i < segments.size(); i++) {
                    assertArrayEquals(segments.get(i), received.get(i), "seed " + SEED + ", round " + round);
                }
            }
            // The kernel has cut them, and has left their checksums to the card that is none here.
            assertTrue(far.statistics().checksumsFinished() > 0, far.statistics().toString());
            assertEquals(far.statistics().received(), device.statistics().sent());
        }
    }

    @Test
    void keepsNoFrameThatIsTooLongForItsInterface() throws Exception {
        device.close();
        gateway.run("ip link set g0 mtu 1000");
        try (PacketDevice narrow = gateway.call(() -> AfPacketDevice.open("g0", null))) {
            byte[] segment = PlainTcp.segments(new Random(SEED), 1_200, 1_200).getFirst();
            assertEquals(SendResult.TOO_LONG, Frames.send(narrow, segment));
        }
    }

    @Test
    void finishesTheChecksumOfADatagram() throws Exception {
        host.run("ip address add 10.0.0.1/24 dev h0; ip neighbour add 10.0.0.2 dev h0 lladdr 02:00:00:00:00:99");
        for (int length : new int[]{0, 1, 2, 63, 500, 1472}) {
            byte[] data = new byte[length];
            new Random(length).nextBytes(data);
            host.call(() -> {
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.send(new DatagramPacket(data, length, InetAddress.getByName("10.0.0.2"), 4000));
                }
                return length;
            });
            byte[] bytes = Frames.receive(device, 1).getFirst();
            SuperFrame frame = new SuperFrame(bytes, 14, 34, 42, true, false);
            assertTrue(frame.isTransportChecksumRight(), "length " + length);
            assertArrayEquals(data, Arrays.copyOfRange(bytes, 42, bytes.length));
        }
        assertEquals(6, device.statistics().checksumsFinished());
    }

    @Test
    void lendsTheSegmentsOfASuperFrameOverManyBursts() throws Exception {
        SuperFrame whole = superFrame(new Random(SEED), 14, 60_000);
        FrameBurst burst = new FrameBurst(7);
        List<byte[]> segments = new ArrayList<>();
        try (Injector injector = host.call(() -> new Injector("h0"))) {
            injector.sendSuperFrame(whole, 500);
        }
        assertTrue(device.awaitReadable(Frames.PATIENCE));
        while (device.receive(burst) > 0) {
            for (int i = 0; i < burst.count(); i++) {
                segments.add(Frames.copy(device, burst, i));
            }
        }
        assertEquals(120, segments.size());
        assertSegments(whole, segments, "");
    }

    @Test
    void countsFramesTooLongToBeCutAndGoesOn() throws Exception {
        host.run("ip link set h0 mtu 9000");
        gateway.run("ip link set g0 mtu 9000");
        try (Injector injector = host.call(() -> new Injector("h0"))) {
            for (int length : new int[]{1519, 1900, 2047, 2048, 4000, 9014}) {
                injector.send(Frames.experimental(length, length));
                injector.send(Frames.experimental(200, length));
                assertArrayEquals(Frames.experimental(200, length), Frames.receive(device, 1).getFirst());
            }
        }
        assertEquals(6, device.statistics().droppedTooLong());
    }

    @Test
    void wakesUpForASuperFrame() throws Exception {
        CompletableFuture<Boolean> waiting = Background.start(() -> device.awaitReadable(Duration.ofSeconds(30)));
        try (Injector injector = host.call(() -> new Injector("h0"))) {
            injector.sendSuperFrame(superFrame(new Random(SEED), 14, 5_000), 1_000);
        }
        assertTrue(waiting.get());
    }
}
