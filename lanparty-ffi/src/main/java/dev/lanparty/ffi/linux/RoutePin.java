package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceException;
import dev.lanparty.device.HostRoute;
import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.rtmsg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A route to one address along the way the kernel takes there now, so that routes that come later, through the tunnel
 * for instance, do not lead the tunnel's own packets astray. Any thread.
 *
 * <p>It belongs to us only if we added it: a route that somebody had set before stays when this is closed. What we add has a
 * protocol number of its own, and a metric that is nobody else's as long as our netlink socket has the port of the same number.
 * So two processes that lead to one address have a route each, and the first to leave takes only its own away; whose port
 * nobody has any more was killed, and the next to come removes its route. Whoever pins looks at the way there is without
 * these routes, and sets all of them to it: else the one would follow the other where neither leads any more.
 */
public final class RoutePin implements HostRoute {
    private static final int LOOPBACK_INDEX = 1;
    /** Who made a route (rtnetlink(7), rtm_protocol): a number that nobody else has taken, in rt_protos or in use. */
    static final int PROTOCOL = 76;
    /** Metrics of ours: this and 24 bits by chance. */
    private static final int METRIC = PROTOCOL << 24;
    private static final int METRIC_CHANCE = 1 << 24;
    /** linux/rtnetlink.h: the metric. */
    private static final int RTA_PRIORITY = 6;
    /** linux/rtnetlink.h: the source address that goes with a route. */
    private static final int RTA_PREFSRC = 7;

    private final InetAddress address;
    private final Netlink netlink;
    private final int metric;
    private final boolean added;
    private final int interfaceIndex;
    private final byte @Nullable [] gateway;
    private final byte @Nullable [] source;
    private boolean closed;

    private RoutePin(InetAddress address, Netlink netlink) {
        this.address = address;
        this.netlink = netlink;
        metric = takeMetric(netlink);
        List<NetlinkAnswer> present = present();
        List<NetlinkAnswer> ours = present.stream().filter(RoutePin::isOurs).toList();
        ours.forEach(route -> repeat(Linux.RTM_DELROUTE(), 0, route));
        List<NetlinkAnswer> living = ours.stream().filter(route -> isAlive(metricOf(route))).toList();
        NetlinkAnswer current = lookUp(living);
        interfaceIndex = current.number(Linux.RTA_OIF(), 0);
        gateway = bytes(current, Linux.RTA_GATEWAY());
        source = bytes(current, RTA_PREFSRC);
        boolean throughAnotherFamily = current.attribute(Linux.RTA_VIA()) != null;
        boolean local = rtmsg.rtm_type(current.fixed()) != (byte) Linux.RTN_UNICAST()
                || interfaceIndex == LOOPBACK_INDEX;
        added = !local && !throughAnotherFamily && present.size() == ours.size() && add(metric);
        if (added) {
            living.forEach(route -> add(metricOf(route)));
        }
    }

    private static int takeMetric(Netlink netlink) {
        while (true) {
            int metric = METRIC + ThreadLocalRandom.current().nextInt(METRIC_CHANCE);
            if (netlink.takePort(metric)) {
                return metric;
            }
        }
    }

    private static boolean isAlive(int otherMetric) {
        try (Netlink other = new Netlink()) {
            return otherMetric >= METRIC && otherMetric - METRIC < METRIC_CHANCE && !other.takePort(otherMetric);
        }
    }

    private static boolean isOurs(NetlinkAnswer route) {
        return rtmsg.rtm_protocol(route.fixed()) == (byte) PROTOCOL;
    }

    private static int metricOf(NetlinkAnswer route) {
        return route.number(RTA_PRIORITY, 0);
    }

    /**
     * Pins the route.
     *
     * @throws dev.lanparty.device.DeviceException if there is no way to the address, or the permission is missing
     */
    public static RoutePin pin(InetAddress address) {
        Netlink netlink = new Netlink();
        try {
            return new RoutePin(address, netlink);
        } catch (RuntimeException failure) {
            netlink.close();
            throw failure;
        }
    }

    /** The way there is; if there is none, the routes that the living had stay what they were. */
    private NetlinkAnswer lookUp(List<NetlinkAnswer> living) {
        try {
            return lookUp();
        } catch (DeviceException e) {
            living.forEach(route -> repeat(Linux.RTM_NEWROUTE(), Linux.NLM_F_CREATE(), route));
            throw e;
        }
    }

    private NetlinkAnswer lookUp() {
        try (Arena arena = Arena.ofConfined()) {
            NetlinkMessage question = new NetlinkMessage(arena, Linux.RTM_GETROUTE(), 0, rtmsg.sizeof());
            destination(question);
            return netlink.get(question, rtmsg.sizeof(), call("RTM_GETROUTE"));
        }
    }

    private static byte @Nullable [] bytes(NetlinkAnswer answer, int attribute) {
        MemorySegment payload = answer.attribute(attribute);
        return payload == null ? null : payload.toArray(ValueLayout.JAVA_BYTE);
    }

    /** Routes to the address and to no other, whoever has set them. */
    private List<NetlinkAnswer> present() {
        byte[] bytes = address.getAddress();
        try (Arena arena = Arena.ofConfined()) {
            NetlinkMessage question = new NetlinkMessage(arena, Linux.RTM_GETROUTE(), Linux.NLM_F_DUMP(),
                    rtmsg.sizeof());
            rtmsg.rtm_family(question.fixed(), (byte) IpFamily.of(address));
            return netlink.list(question, rtmsg.sizeof(), call("RTM_GETROUTE")).stream()
                    .filter(route -> rtmsg.rtm_table(route.fixed()) == (byte) Linux.RT_TABLE_MAIN())
                    .filter(route -> Byte.toUnsignedInt(rtmsg.rtm_dst_len(route.fixed())) == bytes.length * Byte.SIZE)
                    .filter(route -> Arrays.equals(bytes(route, Linux.RTA_DST()), bytes)).toList();
        }
    }

    /** Names a route to the kernel in the kernel's own words. What it refuses is seen when the route is wanted. */
    private void repeat(int type, int flags, NetlinkAnswer route) {
        try (Arena arena = Arena.ofConfined()) {
            NetlinkMessage message = new NetlinkMessage(arena, type, flags | Linux.NLM_F_ACK(), rtmsg.sizeof());
            message.fixed().copyFrom(route.fixed());
            netlink.change(message.addAll(route.attributes()), call("RTM_NEWROUTE"));
        }
    }

    @Override
    public boolean isStale() {
        if (!added) {
            return false;
        }
        try {
            NetlinkAnswer now = lookUp();
            return now.number(Linux.RTA_OIF(), 0) != interfaceIndex
                    || !Arrays.equals(bytes(now, Linux.RTA_GATEWAY()), gateway)
                    || !Arrays.equals(bytes(now, RTA_PREFSRC), source);
        } catch (DeviceException e) {
            return true;
        }
    }

    private boolean add(int ofMetric) {
        int error = change(Linux.RTM_NEWROUTE(), Linux.NLM_F_CREATE() | Linux.NLM_F_EXCL(), ofMetric);
        if (error == Linux.EEXIST()) {
            return false;
        }
        Netlink.check(error, call("RTM_NEWROUTE"));
        return true;
    }

    private int change(int type, int flags, int ofMetric) {
        try (Arena arena = Arena.ofConfined()) {
            NetlinkMessage message = new NetlinkMessage(arena, type, flags | Linux.NLM_F_ACK(), rtmsg.sizeof());
            destination(message);
            MemorySegment route = message.fixed();
            rtmsg.rtm_table(route, (byte) Linux.RT_TABLE_MAIN());
            rtmsg.rtm_protocol(route, (byte) PROTOCOL);
            rtmsg.rtm_type(route, (byte) Linux.RTN_UNICAST());
            rtmsg.rtm_scope(route, (byte) (gateway == null ? Linux.RT_SCOPE_LINK() : Linux.RT_SCOPE_UNIVERSE()));
            message.add(Linux.RTA_OIF(), interfaceIndex).add(RTA_PRIORITY, ofMetric);
            if (gateway != null) {
                message.add(Linux.RTA_GATEWAY(), gateway);
            }
            return netlink.change(message, call(type == Linux.RTM_NEWROUTE() ? "RTM_NEWROUTE" : "RTM_DELROUTE"));
        }
    }

    private void destination(NetlinkMessage message) {
        byte[] bytes = address.getAddress();
        rtmsg.rtm_family(message.fixed(), (byte) IpFamily.of(address));
        rtmsg.rtm_dst_len(message.fixed(), (byte) (bytes.length * Byte.SIZE));
        message.add(Linux.RTA_DST(), bytes);
    }

    private String call(String what) {
        return "netlink(" + what + " " + address.getHostAddress() + ")";
    }

    @Override
    public InetAddress address() {
        return address;
    }

    @Override
    public boolean isAdded() {
        return added;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (netlink) {
            int error = added ? change(Linux.RTM_DELROUTE(), 0, metric) : 0;
            // The kernel removes routes by itself when their interface goes down.
            if (error != Linux.ESRCH() && error != Linux.ENODEV()) {
                Netlink.check(error, call("RTM_DELROUTE"));
            }
        }
    }
}
