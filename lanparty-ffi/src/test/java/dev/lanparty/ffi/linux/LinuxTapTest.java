package dev.lanparty.ffi.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.device.DeviceException;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.SendResult;
import dev.lanparty.device.TapDevice;
import dev.lanparty.device.TapOptions;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a TAP is to the machine it belongs to: a namespace of its own here, with nothing but the TAP. */
class LinuxTapTest {
    private static final byte[] ADDRESS = {2, 0, 0, 0, 0, 0x11};

    private final Namespace namespace;

    LinuxTapTest() throws Exception {
        namespace = new Namespace();
    }

    @AfterEach
    void close() {
        namespace.close();
    }

    private TapDevice open(String name) throws Exception {
        return namespace.call(() -> LinuxTap.open(new TapOptions(name, ADDRESS, 1400)));
    }

    @Test
    void appearsAsAskedForAndVanishesWithClose() throws Exception {
        try (TapDevice tap = open("game0")) {
            String link = namespace.run("ip link show game0");
            assertTrue(link.contains("mtu 1400") && link.contains("02:00:00:00:00:11"), link);
            assertEquals("game0", tap.name());
            assertArrayEquals(ADDRESS, tap.hardwareAddress());
            assertEquals(1400, tap.mtuBytes());
            tap.setMtuBytes(1300);
            assertEquals(1300, tap.mtuBytes());
            assertTrue(tap.fileDescriptor() >= 0);
        }
        assertFalse(namespace.run("ip link show").contains("game0"));
    }

    @Test
    void takesAFreeNameIfNoneIsGiven() throws Exception {
        try (TapDevice one = open(""); TapDevice other = open("")) {
            assertNotEquals(one.name(), other.name());
            assertTrue(namespace.run("ip link show " + one.name()).contains("02:00:00:00:00:11"));
        }
    }

    @Test
    void goesUpAndDownAndLosesNoAddressByIt() throws Exception {
        namespace.run("for f in all default; do echo 0 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done");
        try (TapDevice tap = open("game0")) {
            assertEquals(SendResult.LINK_DOWN, tap.send(60));
            tap.setLinkUp(true);
            for (int twice = 0; twice < 2; twice++) {
                tap.addAddress(InetAddress.getByName("10.77.0.2"), 24);
                tap.addAddress(InetAddress.getByName("fd77::2"), 64);
            }
            assertAddresses();
            assertEquals(SendResult.SENT, tap.send(60));
            tap.setLinkUp(false);
            assertEquals(SendResult.LINK_DOWN, tap.send(60));
            assertFalse(namespace.run("ip address show game0").contains("fd77"));
            tap.setLinkUp(true);
            assertAddresses();
        }
    }

    private void assertAddresses() throws Exception {
        String addresses = namespace.run("ip address show game0");
        assertTrue(addresses.contains("UP") && addresses.contains("fd77::2/64"), addresses);
        assertTrue(addresses.contains("inet 10.77.0.2/24 brd 10.77.0.255"), addresses);
    }

    @Test
    void removesItsDefaultRoutesAndNoOther() throws Exception {
        namespace.run("for f in all default; do echo 0 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done;"
                + " ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up;"
                + " ip address add 192.0.2.1/24 dev v0; ip route add default via 192.0.2.254");
        try (TapDevice tap = open("game0")) {
            tap.setLinkUp(true);
            tap.addAddress(InetAddress.getByName("10.77.0.2"), 24);
            assertEquals(0, tap.removeDefaultRoutes());
            namespace.run("ip route add default via 10.77.0.1 metric 5; ip route add default dev game0 metric 6;"
                    + " ip route add default via 10.77.0.1 table 99; ip -6 route add default dev game0");
            assertEquals(4, tap.removeDefaultRoutes());
        }
        assertEquals("default via 192.0.2.254 dev v0", namespace.run("ip route show table all default").strip());
    }

    @Test
    void refusesANameThatIsTaken() throws Exception {
        try (TapDevice tap = open("game0")) {
            DeviceException taken = assertThrows(DeviceException.class, () -> open(tap.name()));
            assertEquals("ioctl(TUNSETIFF game0): EBUSY - an interface of that name exists, choose another with --tap",
                    taken.getMessage());
        }
    }

    @Test
    void saysThatItWasDeleted() throws Exception {
        try (TapDevice tap = open("game0")) {
            tap.setLinkUp(true);
            namespace.run("ip link delete game0");
            FrameBurst burst = new FrameBurst(1);
            String advice = "EBADFD - the adapter was deleted by another program, start again";
            assertEquals("read(game0): " + advice,
                    assertThrows(DeviceException.class, () -> tap.receive(burst)).getMessage());
            assertEquals("write(game0): " + advice,
                    assertThrows(DeviceException.class, () -> tap.send(60)).getMessage());
        }
    }
}
