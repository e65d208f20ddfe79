package dev.lanparty.ffi.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.device.Background;
import dev.lanparty.device.DeviceStatistics;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.Frames;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.TapOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * TCP between two machines whose adapters are joined frame by frame.
 *
 * <pre>
 * namespace one                              namespace other
 * TCP ── TAP, the device under test ═══ TAP, the device under test ── TCP
 *     10.77.0.1, fd77::1                        10.77.0.2, fd77::2
 * </pre>
 */
class LinuxTapOffloadTest {
    private static final long SEED = 17;

    private final Namespace one;
    private final Namespace other;
    private final LinuxTap left;
    private final LinuxTap right;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CompletableFuture<Integer> longest;

    LinuxTapOffloadTest() throws Exception {
        one = new Namespace();
        other = new Namespace();
        left = open(one, 1);
        right = open(other, 2);
        longest = Background.start(this::carry);
    }

    private static LinuxTap open(Namespace namespace, int number) throws Exception {
        return namespace.call(() -> {
            byte[] address = {2, 0, 0, 0, 0, (byte) number};
            LinuxTap tap = LinuxTap.open(new TapOptions("game0", address, 1400));
            tap.setLinkUp(true);
            tap.addAddress(InetAddress.getByName("10.77.0." + number), 24);
            return tap;
        });
    }

    @AfterEach
    void close() {
        stopped.set(true);
        longest.join();
        left.close();
        right.close();
        one.close();
        other.close();
    }

    /** Carries frames both ways, a burst at a time, until the test is over; the longest frame seen. */
    private int carry() {
        FrameBurst burst = new FrameBurst(64);
        int longestBytes = 0;
        while (!stopped.get()) {
            left.awaitReadable(Duration.ofMillis(1));
            longestBytes = Math.max(longestBytes, carry(left, right, burst));
            longestBytes = Math.max(longestBytes, carry(right, left, burst));
        }
        return longestBytes;
    }

    private static int carry(PacketDevice from, PacketDevice to, FrameBurst burst) {
        int longestBytes = 0;
        from.receive(burst);
        for (int i = 0; i < burst.count(); i++) {
            longestBytes = Math.max(longestBytes, burst.length(i));
            Frames.sendOfBurst(to, Frames.copy(from, burst, i));
        }
        to.flush();
        return longestBytes;
    }

    @Test
    void carriesATcpStreamOverIpv4() throws Exception {
        assertStreamArrives("10.77.0.2");
    }

    @Test
    void carriesATcpStreamOverIpv6() throws Exception {
        one.run("echo 0 > /proc/sys/net/ipv6/conf/game0/disable_ipv6; ip address add fd77::1/64 dev game0 nodad");
        other.run("echo 0 > /proc/sys/net/ipv6/conf/game0/disable_ipv6; ip address add fd77::2/64 dev game0 nodad");
        assertStreamArrives("fd77::2");
    }

    private void assertStreamArrives(String address) throws Exception {
        byte[] stream = new byte[8 << 20];
        new Random(SEED).nextBytes(stream);
        ServerSocket server = other.call(() -> new ServerSocket(0, 1, InetAddress.getByName(address)));
        CompletableFuture<byte[]> sink = Background.start(() -> readAll(server));
        Socket client = one.call(() -> new Socket(server.getInetAddress(), server.getLocalPort()));
        try (client) {
            client.getOutputStream().write(stream);
        }
        assertArrayEquals(stream, sink.get());

        stopped.set(true);
        int longestBytes = longest.get();
        assertEquals(14 + 1400, longestBytes);
        DeviceStatistics sender = left.statistics();
        assertTrue(sender.segmented() > 0, "the sender should have sent super-frames: " + sender);
        assertEquals(0, sender.droppedMalformed() + sender.droppedTooLong());
        assertTrue(kernelPackets() < right.statistics().sent() / 2,
                "the receiver should have been given super-frames: " + kernelPackets() + " of " + right.statistics());
    }

    /** How many packets the receiver's kernel has counted, each super-frame as one. */
    private long kernelPackets() throws Exception {
        return Long.parseLong(other.run("cat /proc/net/dev | sed -n 's/.*game0://p' | awk '{ print $2 }'").strip());
    }

    private static byte[] readAll(ServerSocket server) {
        try (server; Socket socket = server.accept()) {
            return socket.getInputStream().readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
