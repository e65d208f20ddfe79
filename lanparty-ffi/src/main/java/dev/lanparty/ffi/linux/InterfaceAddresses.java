package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.ifaddrmsg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Gives an interface its IP addresses. Any thread. */
final class InterfaceAddresses {
    private InterfaceAddresses() {
    }

    /** Adds an address, or sets it again if the interface has it. */
    static void add(Netlink netlink, int interfaceIndex, InetAddress address, int prefixBits) {
        String call = "netlink(RTM_NEWADDR " + address.getHostAddress() + "/" + prefixBits + ")";
        byte[] bytes = address.getAddress();
        try (Arena arena = Arena.ofConfined()) {
            NetlinkMessage message = new NetlinkMessage(arena, Linux.RTM_NEWADDR(),
                    Linux.NLM_F_ACK() | Linux.NLM_F_CREATE() | Linux.NLM_F_REPLACE(), ifaddrmsg.sizeof());
            MemorySegment fixed = message.fixed();
            ifaddrmsg.ifa_family(fixed, (byte) IpFamily.of(address));
            ifaddrmsg.ifa_prefixlen(fixed, (byte) prefixBits);
            ifaddrmsg.ifa_index(fixed, interfaceIndex);
            message.add(Linux.IFA_LOCAL(), bytes).add(Linux.IFA_ADDRESS(), bytes);
            if (address instanceof Inet4Address && prefixBits < Integer.SIZE - 1) {
                message.add(Linux.IFA_BROADCAST(), broadcast(bytes, prefixBits));
            }
            Netlink.check(netlink.change(message, call), call);
        }
    }

    /** Games look for each other by the network's broadcast address; the kernel does not derive it by itself. */
    private static byte[] broadcast(byte[] address, int prefixBits) {
        int hostBits = -1 >>> prefixBits;
        return ByteBuffer.allocate(Integer.BYTES).putInt(ByteBuffer.wrap(address).getInt() | hostBits).array();
    }
}
