package dev.lanparty.frame;

import io.netty.buffer.ByteBuf;

/**
 * The question whether anybody has an IP address already, asked in a station's name and without claiming the address: an
 * ARP probe (RFC 5227) or a neighbour solicitation without a source (RFC 4862, section 5.4).
 */
public final class AddressProbe {
    /** An IPv4 probe, padded to the shortest frame of Ethernet. */
    public static final int IPV4_BYTES = 60;
    /** An IPv6 probe: Ethernet, IPv6 and ICMPv6 headers and the address. */
    public static final int IPV6_BYTES = 78;

    private static final int ARP_BYTES = 28;
    private static final int ICMPV6 = 58;
    private static final int ICMPV6_BYTES = 24;
    private static final int NEIGHBOR_SOLICITATION = 135;
    /** The first 13 bytes of a solicited-node group's address, ff02::1:ff00:0. */
    private static final long GROUP_HIGH = 0xff02_0000_0000_0000L;
    private static final long GROUP_LOW = 0x0000_0001_ff00_0000L;
    private static final long GROUP_MAC = 0x3333_ff00_0000L;

    private AddressProbe() {
    }

    /** Writes an ARP probe at the buffer's writer index. */
    public static void writeIpv4(ByteBuf frame, long station, long address) {
        Ethernet.writeHeader(frame, MacAddress.BROADCAST.bits(), station, EtherType.ARP);
        frame.writeShort(1).writeShort(EtherType.IPV4).writeByte(MacAddress.LENGTH_BYTES).writeByte(4).writeShort(1);
        Ethernet.writeMac(frame, station);
        frame.writeInt(0);
        Ethernet.writeMac(frame, 0);
        frame.writeInt((int) address);
        frame.writeZero(IPV4_BYTES - Ethernet.HEADER_BYTES - ARP_BYTES);
    }

    /** Writes a neighbour solicitation at the buffer's writer index. */
    public static void writeIpv6(ByteBuf frame, long station, long high, long low) {
        long lastThree = low & 0xff_ffff;
        Ethernet.writeHeader(frame, GROUP_MAC | lastThree, station, EtherType.IPV6);
        frame.writeInt(0x6000_0000).writeShort(ICMPV6_BYTES).writeByte(ICMPV6).writeByte(255);
        frame.writeLong(0).writeLong(0).writeLong(GROUP_HIGH).writeLong(GROUP_LOW | lastThree);
        long sum = words(GROUP_HIGH) + words(GROUP_LOW | lastThree) + ICMPV6_BYTES + ICMPV6
                + (NEIGHBOR_SOLICITATION << 8) + words(high) + words(low);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        frame.writeShort(NEIGHBOR_SOLICITATION << 8).writeShort((int) ~sum).writeInt(0);
        frame.writeLong(high).writeLong(low);
    }

    private static long words(long eightBytes) {
        return (eightBytes >>> 48) + (eightBytes >>> 32 & 0xffff) + (eightBytes >>> 16 & 0xffff)
                + (eightBytes & 0xffff);
    }
}
