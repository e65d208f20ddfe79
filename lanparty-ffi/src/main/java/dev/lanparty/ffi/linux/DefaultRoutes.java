package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.rtmsg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Finds and removes the default routes of an interface, IPv4 and IPv6, in every routing table. Any thread. */
final class DefaultRoutes {
    private DefaultRoutes() {
    }

    /** Removes them; how many there were. */
    static int remove(Netlink netlink, int interfaceIndex) {
        return remove(netlink, interfaceIndex, Linux.AF_INET()) + remove(netlink, interfaceIndex, Linux.AF_INET6());
    }

    private static int remove(Netlink netlink, int interfaceIndex, int family) {
        int removed = 0;
        try (Arena arena = Arena.ofConfined()) {
            NetlinkMessage question = new NetlinkMessage(arena, Linux.RTM_GETROUTE(), Linux.NLM_F_DUMP(),
                    rtmsg.sizeof());
            rtmsg.rtm_family(question.fixed(), (byte) family);
            for (NetlinkAnswer route : netlink.list(question, rtmsg.sizeof(), "netlink(RTM_GETROUTE)")) {
                if (isDefault(route.fixed()) && route.number(Linux.RTA_OIF(), 0) == interfaceIndex) {
                    removed += remove(netlink, arena, route);
                }
            }
        }
        return removed;
    }

    private static boolean isDefault(MemorySegment route) {
        return rtmsg.rtm_dst_len(route) == 0 && rtmsg.rtm_type(route) == (byte) Linux.RTN_UNICAST();
    }

    /** Names the route to the kernel in the kernel's own words; one that has just gone by itself counts as nothing. */
    private static int remove(Netlink netlink, Arena arena, NetlinkAnswer route) {
        String call = "netlink(RTM_DELROUTE default)";
        NetlinkMessage message = new NetlinkMessage(arena, Linux.RTM_DELROUTE(), Linux.NLM_F_ACK(), rtmsg.sizeof());
        message.fixed().copyFrom(route.fixed());
        int error = netlink.change(message.addAll(route.attributes()), call);
        if (error == Linux.ESRCH()) {
            return 0;
        }
        Netlink.check(error, call);
        return 1;
    }
}
