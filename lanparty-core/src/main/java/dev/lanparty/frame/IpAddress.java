package dev.lanparty.frame;

import io.netty.buffer.ByteBuf;

/**
 * IP addresses as numbers, without an object for each: an IPv4 address is the low 32 bits of a {@code long}, an IPv6 address
 * two of them, the first eight bytes and the last.
 */
public final class IpAddress {
    private static final long LINK_LOCAL_IPV4 = 0xa9fe_0000L;
    private static final long IPV4_MAPPED = 0xffff_0000_0000L;

    private IpAddress() {
    }

    /** The four bytes at an index. */
    public static long ipv4(ByteBuf buffer, int index) {
        return buffer.getUnsignedInt(index);
    }

    /** Whether a host may have this address: no network 0 or 127, no group, no broadcast. */
    public static boolean isHostIpv4(long address) {
        int first = (int) (address >>> 24);
        return first != 0 && first != 127 && first < 224;
    }

    /** Whether it is one that a host gives itself where there is no server (RFC 3927). */
    public static boolean isLinkLocalIpv4(long address) {
        return (address & 0xffff_0000L) == LINK_LOCAL_IPV4;
    }

    /** Whether a host may have this address: neither unspecified nor loopback, no group, no IPv4 in disguise. */
    public static boolean isHostIpv6(long high, long low) {
        return high >>> 56 != 0xff && (high != 0 || (low != 0 && low != 1 && (low & ~0xffff_ffffL) != IPV4_MAPPED));
    }
}
