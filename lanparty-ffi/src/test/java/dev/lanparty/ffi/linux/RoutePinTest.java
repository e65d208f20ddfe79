package dev.lanparty.ffi.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.device.DeviceException;
import dev.lanparty.device.HostRoute;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * <pre>
 * 192.0.2.1, 2001:db8::1 = v0 ── default gateway 192.0.2.254, 2001:db8::ffff
 * 10.0.0.1               = t0 ── stands for the tunnel
 * </pre>
 */
class RoutePinTest {
    private final Namespace namespace;

    RoutePinTest() throws Exception {
        namespace = new Namespace();
        namespace.run("for f in all default; do echo 0 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done;"
                + " ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up;"
                + " ip link add t0 type veth peer name t1; ip link set t0 up; ip link set t1 up;"
                + " ip address add 192.0.2.1/24 dev v0; ip address add 10.0.0.1/24 dev t0;"
                + " ip address add 2001:db8::1/64 dev v0 nodad");
    }

    @AfterEach
    void close() {
        namespace.close();
    }

    private HostRoute pin(String address) throws Exception {
        return namespace.call(() -> RoutePin.pin(InetAddress.getByName(address)));
    }

    @Test
    void keepsAnAddressBehindTheGatewayOutOfTheTunnel() throws Exception {
        namespace.run("ip route add default via 192.0.2.254");
        try (HostRoute route = pin("203.0.113.5")) {
            assertTrue(route.isAdded());
            namespace.run("ip route add 203.0.0.0/16 dev t0; ip route replace default via 10.0.0.9");
            assertTrue(namespace.run("ip route get 203.0.113.5").contains("via 192.0.2.254 dev v0"));
        }
        assertTrue(namespace.run("ip route get 203.0.113.5").contains("dev t0"));
    }

    @Test
    void keepsAnIpv6AddressOutOfTheTunnel() throws Exception {
        namespace.run("ip -6 route add default via 2001:db8::ffff dev v0");
        try (HostRoute route = pin("2001:db8:9::5")) {
            assertTrue(route.isAdded());
            namespace.run("ip -6 route add 2001:db8:9::/64 dev t0");
            assertTrue(namespace.run("ip -6 route get 2001:db8:9::5").contains("via 2001:db8::ffff dev v0"));
        }
        assertTrue(namespace.run("ip -6 route get 2001:db8:9::5").contains("dev t0"));
    }

    @Test
    void keepsAnAddressOnTheSameLinkThere() throws Exception {
        try (HostRoute route = pin("192.0.2.7")) {
            assertTrue(route.isAdded());
            namespace.run("ip route add 192.0.2.0/28 dev t0");
            assertTrue(namespace.run("ip route get 192.0.2.7").contains("dev v0"));
        }
        assertEquals("", namespace.run("ip route show 192.0.2.7"));
    }

    @Test
    void leavesARouteAloneThatSomebodySetBefore() throws Exception {
        namespace.run("ip route add 203.0.113.5 via 192.0.2.254");
        try (HostRoute route = pin("203.0.113.5")) {
            assertFalse(route.isAdded());
        }
        assertTrue(namespace.run("ip route show 203.0.113.5").contains("via 192.0.2.254"));
    }

    /** As of a process that was killed: nobody has its number any more. */
    private static final String LEFT_BEHIND = " proto 76 metric " + (76 << 24 | 4711);

    @Test
    void replacesARouteThatAKilledProcessHasLeftBehind() throws Exception {
        namespace.run("ip route add default via 192.0.2.254; ip address add 198.51.100.1/24 dev v0;"
                + " ip route add 203.0.113.5 via 192.0.2.254" + LEFT_BEHIND
                + "; ip route add 203.0.113.5 via 192.0.2.254 proto 76");
        namespace.run("ip route replace default via 198.51.100.254");
        try (HostRoute route = pin("203.0.113.5")) {
            assertTrue(route.isAdded());
            assertEquals(1, namespace.run("ip route show 203.0.113.5").lines().count());
            assertTrue(namespace.run("ip route get 203.0.113.5").contains("via 198.51.100.254 dev v0"));
        }
        assertEquals("", namespace.run("ip route show 203.0.113.5"));
    }

    @Test
    void replacesAnIpv6RouteThatAKilledProcessHasLeftBehind() throws Exception {
        namespace.run("ip -6 route add default via 2001:db8::ffff dev v0;"
                + " ip -6 route add 2001:db8:9::5 via 2001:db8::ffff dev v0" + LEFT_BEHIND);
        namespace.run("ip -6 route replace default via 2001:db8::fffe dev v0");
        try (HostRoute route = pin("2001:db8:9::5")) {
            assertTrue(route.isAdded());
            assertEquals(1, namespace.run("ip -6 route show 2001:db8:9::5").lines().count());
            assertTrue(namespace.run("ip -6 route get 2001:db8:9::5").contains("via 2001:db8::fffe dev v0"));
        }
        assertEquals("", namespace.run("ip -6 route show 2001:db8:9::5"));
    }

    @Test
    void theFirstOfTwoToLeaveTakesOnlyItsOwnAway() throws Exception {
        namespace.run("ip route add default via 192.0.2.254; ip -6 route add default via 2001:db8::ffff dev v0");
        for (String address : new String[]{"203.0.113.5", "2001:db8:9::5"}) {
            String show = "ip " + (address.contains(":") ? "-6" : "-4") + " route show " + address;
            HostRoute first = pin(address);
            HostRoute second = pin(address);
            HostRoute third = pin(address);
            assertEquals(3, namespace.run(show).lines().count());
            first.close();
            assertEquals(2, namespace.run(show).lines().count());
            third.close();
            assertEquals(1, namespace.run(show).lines().count());
            assertTrue(namespace.run("ip route get " + address).contains("dev v0"));
            assertFalse(second.isStale());
            second.close();
            assertEquals("", namespace.run(show));
        }
    }

    @Test
    void twoFollowTheWayTogether() throws Exception {
        namespace.run("ip route add default via 192.0.2.254");
        HostRoute first = pin("203.0.113.5");
        HostRoute second = pin("203.0.113.5");
        // As by another wireless network: the interface is the same, and nothing is left of the way there was.
        namespace.run("ip address add 198.51.100.1/24 dev v0; ip address delete 192.0.2.1/24 dev v0;"
                + " ip route replace default via 198.51.100.254;"
                + " ip route replace 203.0.113.5 via 192.0.2.254 dev v0 onlink proto 76 metric 1");
        assertTrue(first.isStale());
        assertTrue(second.isStale());
        first.close();
        try (HostRoute again = pin("203.0.113.5")) {
            assertTrue(namespace.run("ip route get 203.0.113.5").contains("via 198.51.100.254 dev v0"));
            assertFalse(again.isStale());
            second.close();
            try (HostRoute other = pin("203.0.113.5")) {
                assertTrue(namespace.run("ip route get 203.0.113.5").contains("via 198.51.100.254 dev v0"));
                assertFalse(other.isStale());
                assertFalse(again.isStale());
            }
        }
        assertEquals("", namespace.run("ip route show 203.0.113.5"));
    }

    @Test
    void whoFindsNoWayLeavesTheOthersTheirs() throws Exception {
        namespace.run("ip route add default via 192.0.2.254");
        try (HostRoute first = pin("203.0.113.5")) {
            namespace.run("ip route delete default");
            assertThrows(DeviceException.class, () -> pin("203.0.113.5"));
            assertTrue(namespace.run("ip route get 203.0.113.5").contains("via 192.0.2.254 dev v0"));
            assertFalse(first.isStale());
        }
        assertEquals("", namespace.run("ip route show 203.0.113.5"));
    }

    @Test
    void knowsWhenTheWayHasChanged() throws Exception {
        namespace.run("ip route add default via 192.0.2.254");
        try (HostRoute route = pin("203.0.113.5")) {
            assertFalse(route.isStale());
            // A way that is there beside the pinned one changes nothing.
            namespace.run("ip route replace default via 10.0.0.9");
            assertFalse(route.isStale());
            namespace.run("ip address add 192.0.2.2/24 dev v0; ip address delete 192.0.2.1/24 dev v0;"
                    + " ip address add 192.0.2.3/24 dev v0; ip route replace 203.0.113.5 via 192.0.2.254 proto 76");
            assertTrue(route.isStale());
        }
    }

    @Test
    void knowsWhenThereIsNoWayLeft() throws Exception {
        namespace.run("ip route add default via 192.0.2.254");
        try (HostRoute route = pin("203.0.113.5")) {
            namespace.run("ip link set v0 down");
            assertTrue(route.isStale());
        }
    }

    @Test
    void addsNothingForThisMachinesOwnAddresses() throws Exception {
        for (String own : new String[]{"127.0.0.1", "192.0.2.1", "::1"}) {
            try (HostRoute route = pin(own)) {
                assertFalse(route.isAdded(), own);
            }
        }
    }

    @Test
    void saysThatThereIsNoWay() {
        DeviceException unreachable = assertThrows(DeviceException.class, () -> pin("203.0.113.5"));
        assertEquals("netlink(RTM_GETROUTE 203.0.113.5): ENETUNREACH"
                + " - check this machine's network connection and its default route", unreachable.getMessage());
    }

    @Test
    void closesQuietlyWhenTheRouteHasGoneByItself() throws Exception {
        namespace.run("ip route add default via 192.0.2.254");
        HostRoute route = pin("203.0.113.5");
        namespace.run("ip link delete v0");
        route.close();
        route.close();
    }
}
