package dev.lanparty.ffi.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.device.DeviceException;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.Frames;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.Requirements;
import dev.lanparty.device.SendResult;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the device does to its interface, and what the interface may do to it.
 *
 * <pre>
 * v0 = AF_PACKET, the device under test ── veth ── v1 = AF_PACKET
 * </pre>
 */
class AfPacketInterfaceTest {
    @TempDir
    private Path folder;

    private final Namespace namespace;

    AfPacketInterfaceTest() throws Exception {
        namespace = new Namespace();
        namespace.run("ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up");
        namespace.awaitUp("v0", "v1");
    }

    @AfterEach
    void close() {
        namespace.close();
    }

    private PacketDevice open(String name) throws Exception {
        return namespace.call(() -> AfPacketDevice.open(name, null));
    }

    @Test
    void isPromiscuousWhileOpenAndNoLonger() throws Exception {
        assertTrue(namespace.run("ip -d link show v0").contains("promiscuity 0"));
        try (PacketDevice device = open("v0")) {
            assertTrue(namespace.run("ip -d link show v0").contains("promiscuity 1"), device.name());
        }
        assertTrue(namespace.run("ip -d link show v0").contains("promiscuity 0"));
    }

    @Test
    void turnsMergingOffloadsOffAndRestoresExactlyWhatItFound() throws Exception {
        Requirements.tool("ethtool");
        namespace.run("ethtool -K v0 gro on tx-tcp-mangleid-segmentation off tx-tcp6-segmentation off");
        String before = namespace.run("ethtool -k v0");
        try (PacketDevice device = open("v0")) {
            List<String> during = namespace.run("ethtool -k v0").lines().map(String::strip).toList();
            assertTrue(during.contains("generic-receive-offload: off"), device.name() + during);
            assertTrue(during.contains("tcp-segmentation-offload: off"), during.toString());
            assertTrue(during.contains("generic-segmentation-offload: off"), during.toString());
            assertNotEquals(before, namespace.run("ethtool -k v0"));
        }
        assertEquals(before, namespace.run("ethtool -k v0"));
    }

    private List<String> on(String interfaceName) throws Exception {
        return namespace.run("ethtool -k " + interfaceName).lines().filter(line -> line.contains(": on")).toList();
    }

    @Test
    void theNextOneRestoresWhatAKilledProcessHasLeftOff() throws Exception {
        Requirements.tool("ethtool");
        namespace.run("ethtool -K v0 gro on tx-tcp6-segmentation off");
        List<String> before = on("v0");
        Path changes = folder.resolve("state").resolve("v0");
        // Never closed, as after kill -9, but for what the system closes.
        PacketDevice killed = namespace.call(() -> AfPacketDevice.open("v0", changes));
        assertTrue(Files.exists(changes));
        assertNotEquals(before, on("v0"));

        try (PacketDevice next = namespace.call(() -> AfPacketDevice.open("v0", changes))) {
            assertNotEquals(before, on(next.name()));
        }
        assertEquals(before, on("v0"));
        assertFalse(Files.exists(changes));
        killed.close();
    }

    @Test
    void whatWasWrittenOfAnotherInterfaceIsOfNoInterest() throws Exception {
        Requirements.tool("ethtool");
        namespace.run("ethtool -K v0 gro off");
        List<String> before = on("v0");
        Path changes = folder.resolve("v0");
        for (String record : List.of("off at interface 99 since the start of something\nrx-gro", "", "rx-gro",
                "\u0000")) {
            Files.writeString(changes, record);
            namespace.call(() -> AfPacketDevice.open("v0", changes)).close();
            assertEquals(before, on("v0"), record);
        }
        Files.deleteIfExists(changes);
        Files.createDirectory(changes);
        namespace.call(() -> AfPacketDevice.open("v0", changes)).close();
        assertEquals(before, on("v0"));
    }

    @Test
    void doesNotReceiveWhatThisMachineSends() throws Exception {
        namespace.run("ip address add 10.0.0.1/24 dev v0; ip neighbour add 10.0.0.2 dev v0 lladdr 02:00:00:00:00:99");
        try (PacketDevice device = open("v0"); PacketDevice other = open("v1")) {
            Frames.send(device, Frames.experimental(60, 1));
            namespace.call(() -> {
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.send(new DatagramPacket(new byte[10], 10, InetAddress.getByName("10.0.0.2"), 4000));
                }
                return 0;
            });
            assertEquals(2, Frames.receive(other, 2).size());
            assertEquals(0, device.receive(new FrameBurst(1)));
        }
    }

    @Test
    void receivesFramesForOtherStations() throws Exception {
        byte[] frame = Frames.experimental(60, 1);
        frame[0] = 2;
        try (PacketDevice device = open("v0"); PacketDevice other = open("v1")) {
            Frames.send(other, frame);
            assertArrayEquals(frame, Frames.receive(device, 1).getFirst());
        }
    }

    @Test
    void saysWhichFramesAreTooLong() throws Exception {
        try (PacketDevice device = open("v0")) {
            assertEquals(SendResult.SENT, Frames.send(device, Frames.experimental(1514, 1)));
            assertEquals(SendResult.TOO_LONG, Frames.send(device, Frames.experimental(1515, 1)));
            namespace.run("ip link set v0 mtu 1400");
            assertEquals(1400, device.mtuBytes());
            assertEquals(SendResult.TOO_LONG, Frames.send(device, Frames.experimental(1415, 1)));
            assertEquals(SendResult.SENT, Frames.send(device, Frames.experimental(1414, 1)));
        }
    }

    @Test
    void knowsItsHardwareAddress() throws Exception {
        namespace.run("ip link set v0 address 02:00:00:00:00:42");
        try (PacketDevice device = open("v0")) {
            assertArrayEquals(new byte[]{2, 0, 0, 0, 0, 0x42}, device.hardwareAddress());
        }
    }

    @Test
    void outlivesALinkThatGoesDownAndComesBack() throws Exception {
        try (PacketDevice device = open("v0"); PacketDevice other = open("v1")) {
            namespace.run("ip link set v0 down");
            FrameBurst burst = new FrameBurst(1);
            assertEquals(0, device.receive(burst));
            assertEquals(0, device.receive(burst));
            assertEquals(SendResult.LINK_DOWN, Frames.send(device, Frames.experimental(60, 1)));
            namespace.run("ip link set v0 up");
            namespace.awaitUp("v0", "v1");
            Frames.send(device, Frames.experimental(60, 2));
            assertTrue(Frames.receive(other, 1).stream().anyMatch(f -> Arrays.equals(f, Frames.experimental(60, 2))));
            Frames.send(other, Frames.experimental(60, 3));
            assertArrayEquals(Frames.experimental(60, 3), Frames.receive(device, 1).getFirst());
        }
    }

    @Test
    void saysThatItsInterfaceVanished() throws Exception {
        try (PacketDevice device = open("v0")) {
            namespace.run("ip link delete v0");
            FrameBurst burst = new FrameBurst(1);
            for (int i = 0; i < 2; i++) {
                DeviceException receiving = assertThrows(DeviceException.class, () -> device.receive(burst));
                assertEquals("recv(v0): ENODEV - there is no such interface, list those there are with: ip link",
                        receiving.getMessage());
            }
            DeviceException sending = assertThrows(DeviceException.class, () -> device.send(60));
            assertEquals("send(v0): ENXIO - the interface is gone, list those there are with: ip link",
                    sending.getMessage());
        }
    }

    @Test
    void opensAnInterfaceThatIsDownAndWaitsForIt() throws Exception {
        namespace.run("ip link set v0 down");
        try (PacketDevice device = open("v0"); PacketDevice other = open("v1")) {
            assertEquals(0, device.receive(new FrameBurst(1)));
            namespace.run("ip link set v0 up");
            namespace.awaitUp("v0", "v1");
            Frames.send(other, Frames.experimental(60, 3));
            assertArrayEquals(Frames.experimental(60, 3), Frames.receive(device, 1).getFirst());
        }
    }
}
