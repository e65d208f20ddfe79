package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.ifinfomsg;
import dev.lanparty.ffi.linux.gen.rtnl_link_stats64;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads how many frames the machine could not put into a TAP because its queue was full. Any thread. */
final class TransmitDrops {
    private static final long OFFSET = rtnl_link_stats64.tx_dropped$offset();

    private TransmitDrops() {
    }

    static long read(Netlink netlink, int interfaceIndex) {
        try (Arena arena = Arena.ofConfined()) {
            NetlinkMessage question = new NetlinkMessage(arena, Linux.RTM_GETLINK(), 0, ifinfomsg.sizeof());
            ifinfomsg.ifi_index(question.fixed(), interfaceIndex);
            NetlinkAnswer link = netlink.get(question, ifinfomsg.sizeof(), "netlink(RTM_GETLINK)");
            MemorySegment counters = link.attribute(Linux.IFLA_STATS64());
            return counters == null ? 0 : counters.get(ValueLayout.JAVA_LONG_UNALIGNED, OFFSET);
        }
    }
}
