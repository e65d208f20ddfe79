package dev.lanparty.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Ethernet frames for tests, as bytes without frame check sequence. Checksums are left 0: nothing here reads them.
 */
public final class Frames {
    /** Three players' own addresses. */
    public static final MacAddress ALICE = MacAddress.parse("02:00:00:00:00:0a");
    public static final MacAddress BOB = MacAddress.parse("02:00:00:00:00:0b");
    public static final MacAddress CAROL = MacAddress.parse("02:00:00:00:00:0c");
    /** Two hosts of the physical LAN. */
    public static final MacAddress SERVER = MacAddress.parse("3c:fd:fe:00:00:01");
    public static final MacAddress PRINTER = MacAddress.parse("3c:fd:fe:00:00:02");

    public static final MacAddress BROADCAST = MacAddress.BROADCAST;
    /** All IPv6 nodes of a link (RFC 2464). */
    public static final MacAddress ALL_IPV6_NODES = MacAddress.parse("33:33:00:00:00:01");

    /** Address Resolution Protocol. */
    public static final int ARP = 0x0806;
    /** Novell IPX over Ethernet II. */
    public static final int IPX = 0x8137;

    public static final int UDP = 17;
    public static final int TCP = 6;
    public static final int ICMPV6 = 58;
    public static final int NO_NEXT_HEADER = 59;

    public static final int ROUTER_SOLICITATION = 133;
    public static final int ROUTER_ADVERTISEMENT = 134;
    public static final int NEIGHBOR_SOLICITATION = 135;
    public static final int NEIGHBOR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;

    private Frames() {
    }

    /** An Ethernet II frame of a header and a payload in parts. */
    public static byte[] ethernet(MacAddress to, MacAddress from, int type, byte[]... payload) {
        return join(to.toBytes(), from.toBytes(), bytes(type >>> 8, type), join(payload));
    }

    /** A frame of a game: a type that no rule names, so long in all. */
    public static byte[] ofLength(MacAddress to, MacAddress from, int lengthBytes) {
        return ethernet(to, from, 0x88b5, new byte[lengthBytes - Ethernet.HEADER_BYTES]);
    }

    /** The same frame with a VLAN tag before its type. */
    public static byte[] tagged(byte[] frame, int tagType, int vlan) {
        return join(Arrays.copyOf(frame, 12), bytes(tagType >>> 8, tagType, vlan >>> 8, vlan),
                Arrays.copyOfRange(frame, 12, frame.length));
    }

    /** The same frame in VLAN 5. */
    public static byte[] tagged(byte[] frame) {
        return tagged(frame, EtherType.VLAN, 5);
    }

    /** An IEEE 802.3 frame, whose type field is the payload's length, with an LLC payload. */
    public static byte[] lengthTyped(MacAddress to, MacAddress from, byte[]... payload) {
        byte[] joined = join(payload);
        return ethernet(to, from, joined.length, joined);
    }

    /** An IEEE 802.3 frame whose LLC and SNAP headers name an ether type (RFC 1042). */
    public static byte[] snap(MacAddress to, MacAddress from, int type, byte[]... payload) {
        return lengthTyped(to, from, bytes(0xaa, 0xaa, 3, 0, 0, 0, type >>> 8, type), join(payload));
    }

    /** NetBEUI: an LLC frame without SNAP. */
    public static byte[] netBeui(MacAddress from) {
        return lengthTyped(MacAddress.parse("03:00:00:00:00:01"), from, bytes(0xf0, 0xf0, 3, 0x2c, 0, 0xff, 0xef, 0x16),
                new byte[40]);
    }

    /** A broadcast "who has". */
    public static byte[] arp(MacAddress from) {
        return ethernet(BROADCAST, from, ARP, bytes(0, 1, 8, 0, 6, 4, 0, 1), from.toBytes(), new byte[36]);
    }

    /** IPX as Ethernet II: how a game of 1995 looks for players. */
    public static byte[] ipx(MacAddress from) {
        return ethernet(BROADCAST, from, IPX, bytes(0xff, 0xff, 0, 30, 0, 4), new byte[40]);
    }

    /** IPX as raw IEEE 802.3, the first four bytes being no LLC at all. */
    public static byte[] rawIpx(MacAddress from) {
        return lengthTyped(BROADCAST, from, bytes(0xff, 0xff, 0, 30, 0, 4), new byte[40]);
    }

    /** An IPv4 packet to everyone. */
    public static byte[] ipv4(MacAddress from, byte[] packet) {
        return ethernet(BROADCAST, from, EtherType.IPV4, packet);
    }

    /** An IPv6 packet to all nodes. */
    public static byte[] ipv6(MacAddress from, byte[] packet) {
        return ethernet(ALL_IPV6_NODES, from, EtherType.IPV6, packet);
    }

    /** A UDP datagram (RFC 768) with 20 bytes of payload. */
    public static byte[] udp(int sourcePort, int destinationPort) {
        return udp(sourcePort, destinationPort, new byte[20]);
    }

    /** A UDP datagram with a payload. */
    public static byte[] udp(int sourcePort, int destinationPort, byte[] payload) {
        return join(shorts(sourcePort, destinationPort, 8 + payload.length, 0), payload);
    }

    /** A whole IPv4 packet without options. */
    public static byte[] ipv4Packet(int protocol, byte[] payload) {
        return ipv4Packet(protocol, 0, 0, payload);
    }

    /**
     * An IPv4 packet (RFC 791).
     *
     * @param optionWords of 4 bytes, 0 to 10
     * @param fragment the flags and the offset in units of 8 bytes: 0x2000 is a first fragment
     */
    public static byte[] ipv4Packet(int protocol, int optionWords, int fragment, byte[] payload) {
        int headerBytes = 20 + optionWords * 4;
        byte[] header = Arrays.copyOf(join(bytes(0x45 + optionWords, 0), shorts(headerBytes + payload.length, 7),
                shorts(fragment), bytes(64, protocol)), headerBytes);
        Arrays.fill(header, 20, headerBytes, (byte) 1);
        return join(header, payload);
    }

    /** An IPv6 packet (RFC 8200) with a chain of extension headers. */
    public static byte[] ipv6Packet(List<Extension> chain, int protocol, byte[] payload) {
        byte[] inner = payload;
        int next = protocol;
        for (Extension extension : chain.reversed()) {
            inner = join(extension.toBytes(next), inner);
            next = extension.number();
        }
        return join(bytes(0x60, 0, 0, 0), shorts(inner.length), bytes(next, 255), new byte[32], inner);
    }

    /** An ICMPv6 message (RFC 4443) of a type. */
    public static byte[] icmpv6(int type) {
        return join(bytes(type), new byte[23]);
    }

    /** A neighbour discovery message (RFC 4861) as it is meant to be. */
    public static byte[] neighborDiscovery(MacAddress from, int type) {
        return ipv6(from, ipv6Packet(List.of(), ICMPV6, icmpv6(type)));
    }

    /** A DHCP message (RFC 2131), client to server, without options. */
    public static byte[] dhcpDiscover(MacAddress from) {
        return ipv4(from, ipv4Packet(UDP, udp(68, 67, bootp(1, from))));
    }

    /** A DHCP message, server to client, without options. */
    public static byte[] dhcpOffer(MacAddress from) {
        return ipv4(from, ipv4Packet(UDP, udp(67, 68, bootp(2, from))));
    }

    private static byte[] bootp(int operation, MacAddress station) {
        byte[] message = Arrays.copyOf(bytes(operation, 1, 6), 240);
        System.arraycopy(station.toBytes(), 0, message, 28, 6);
        return message;
    }

    /** A DHCPv6 message (RFC 8415), client to server. */
    public static byte[] dhcpv6Solicit(MacAddress from) {
        return ipv6(from, ipv6Packet(List.of(), UDP, udp(546, 547)));
    }

    /** A DHCPv6 message, server to client. */
    public static byte[] dhcpv6Advertise(MacAddress from) {
        return ipv6(from, ipv6Packet(List.of(), UDP, udp(547, 546)));
    }

    /** A bridge protocol data unit of the spanning tree. */
    public static byte[] spanningTree(MacAddress from) {
        return lengthTyped(MacAddress.parse("01:80:c2:00:00:00"), from, bytes(0x42, 0x42, 3), new byte[35]);
    }

    /** A pause frame (IEEE 802.3, annex 31B). */
    public static byte[] pause(MacAddress from) {
        return ethernet(MacAddress.parse("01:80:c2:00:00:01"), from, EtherType.MAC_CONTROL, bytes(0, 1, 0xff, 0xff),
                new byte[42]);
    }

    /** LLDP to the group of the nearest bridge. */
    public static byte[] lldp(MacAddress from) {
        return ethernet(MacAddress.parse("01:80:c2:00:00:0e"), from, EtherType.LLDP, new byte[46]);
    }

    /** Cisco's discovery protocol. */
    public static byte[] ciscoDiscovery(MacAddress from) {
        return lengthTyped(MacAddress.parse("01:00:0c:cc:cc:cc"), from, bytes(0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0),
                new byte[40]);
    }

    /**
     * A header of an IPv6 chain.
     *
     * @param number by which the header before names it
     * @param lengthBytes of the whole header
     * @param lengthField its second byte
     * @param offsetAndFlags its third and fourth
     */
    public record Extension(int number, int lengthBytes, int lengthField, int offsetAndFlags) {
        public static Extension hopByHop() {
            return ofOctets(0, 1);
        }

        public static Extension routing() {
            return ofOctets(43, 3);
        }

        /** Of 8 bytes, or more of them. */
        public static Extension destinationOptions(int octets) {
            return ofOctets(60, octets);
        }

        public static Extension mobility() {
            return ofOctets(135, 2);
        }

        public static Extension hostIdentity() {
            return ofOctets(139, 5);
        }

        public static Extension shim6() {
            return ofOctets(140, 1);
        }

        /** Counted in words of 4 bytes, less two (RFC 4302). */
        public static Extension authentication() {
            return new Extension(51, 24, 4, 0);
        }

        /** A fragment header, its offset in units of 8 bytes. */
        public static Extension fragment(int offset, boolean more) {
            return new Extension(44, 8, 0, offset << 3 | (more ? 1 : 0));
        }

        /** Every kind that may stand before a payload in one packet. */
        public static List<Extension> everyKind() {
            return List.of(hopByHop(), routing(), fragment(0, true), authentication(), destinationOptions(1),
                    destinationOptions(4), mobility(), hostIdentity(), shim6());
        }

        private static Extension ofOctets(int number, int octets) {
            return new Extension(number, octets * 8, octets - 1, 0);
        }

        private byte[] toBytes(int next) {
            return Arrays.copyOf(join(bytes(next, lengthField), shorts(offsetAndFlags)), lengthBytes);
        }
    }

    /** The low byte of each number. */
    public static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Parts one after the other. */
    public static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    private static byte[] shorts(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 2);
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return buffer.array();
    }
}
