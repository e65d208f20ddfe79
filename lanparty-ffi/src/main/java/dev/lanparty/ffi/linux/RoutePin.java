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
import org.jspecify.annotations.Nullable;

/**
 * A route to one address along the way the kernel takes there now, so that routes that come later, through the tunnel
 * for instance, do not lead the tunnel's own packets astray. Any thread.
 *
 * <p>It belongs to us only if we added it: a route that somebody had set before stays when this is closed. What we add has a
 * protocol number of its own, so that one that a killed process has left behind is known, and taken out of the way.
 */
public final class RoutePin implements HostRoute {
    private static final int LOOPBACK_INDEX = 1;
    /** Who made a route (rtnetlink(7), rtm_protocol): a number that nobody else has taken, in rt_protos or in use. */
    static final int PROTOCOL = 76;
    /** linux/rtnetlink.h: of a route to be deleted, any. */
    private static final int RT_SCOPE_NOWHERE = 255;
    /** linux/rtnetlink.h: the source address that goes with a route. */
    private static final int RTA_PREFSRC = 7;

    private final InetAddress address;
    private final Netlink netlink;
    private final boolean added;
    private final int interfaceIndex;
    private final byte @Nullable [] gateway;
    private final byte @Nullable [] source;
    private boolean closed;

    private RoutePin(InetAddress address, Netlink netlink) {
        this.address = address;
        this.netlink = netlink;
        removeLeftover();
        NetlinkAnswer current = lookUp();
        interfaceIndex = current.number(Linux.RTA_OIF(), 0);
        gateway = bytes(current, Linux.RTA_GATEWAY());
        source = bytes(current, RTA_PREFSRC);
        boolean throughAnotherFamily = current.attribute(Linux.RTA_VIA()) != null;
        boolean local = rtmsg.rtm_type(current.fixed()) != (byte) Linux.RTN_UNICAST()
                || interfaceIndex == LOOPBACK_INDEX;
        added = !local && !throughAnotherFamily && add();
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

    /** It may lead to where this machine was when the process was killed that made it. */
    private void removeLeftover() {
        try (Arena arena = Arena.ofConfined()) {
            NetlinkMessage message = new NetlinkMessage(arena, Linux.RTM_DELROUTE(), Linux.NLM_F_ACK(),
                    rtmsg.sizeof());
            destination(message);
            MemorySegment route = message.fixed();
            rtmsg.rtm_table(route, (byte) Linux.RT_TABLE_MAIN());
            rtmsg.rtm_protocol(route, (byte) PROTOCOL);
            rtmsg.rtm_scope(route, (byte) RT_SCOPE_NOWHERE);
            // Usually there is none. Where the permission is missing, adding says so.
            netlink.change(message, call("RTM_DELROUTE"));
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

    private boolean add() {
        int error = change(Linux.RTM_NEWROUTE(), Linux.NLM_F_CREATE() | Linux.NLM_F_EXCL());
        if (error == Linux.EEXIST()) {
            return false;
        }
        Netlink.check(error, call("RTM_NEWROUTE"));
        return true;
    }

    private int change(int type, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            NetlinkMessage message = new NetlinkMessage(arena, type, flags | Linux.NLM_F_ACK(), rtmsg.sizeof());
            destination(message);
            MemorySegment route = message.fixed();
            rtmsg.rtm_table(route, (byte) Linux.RT_TABLE_MAIN());
            rtmsg.rtm_protocol(route, (byte) PROTOCOL);
            rtmsg.rtm_type(route, (byte) Linux.RTN_UNICAST());
            rtmsg.rtm_scope(route, (byte) (gateway == null ? Linux.RT_SCOPE_LINK() : Linux.RT_SCOPE_UNIVERSE()));
            message.add(Linux.RTA_OIF(), interfaceIndex);
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
            int error = added ? change(Linux.RTM_DELROUTE(), 0) : 0;
            // The kernel removes routes by itself when their interface goes down.
            if (error != Linux.ESRCH() && error != Linux.ENODEV()) {
                Netlink.check(error, call("RTM_DELROUTE"));
            }
        }
    }
}
