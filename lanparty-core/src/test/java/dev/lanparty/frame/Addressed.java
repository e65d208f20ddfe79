package dev.lanparty.frame;

import static dev.lanparty.frame.Frames.bytes;
import static dev.lanparty.frame.Frames.join;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Frames for tests that have IP addresses in them, and checksums that are right. */
public final class Addressed {
    private static final int ARP_REQUEST = 1;
    private static final int ARP_REPLY = 2;
    private static final MacAddress NOBODY = new MacAddress(0);
    private static final int FLAG_SOLICITED = 0x40;
    private static final int FLAG_OVERRIDE = 0x20;

    private Addressed() {
    }

    /** "Who has target, tell sender." */
    public static byte[] arpRequest(MacAddress from, String sender, String target) {
        return arp(Frames.BROADCAST, from, ARP_REQUEST, from, sender, NOBODY, target);
    }

    /** "Has anybody got this address?" (RFC 5227). */
    public static byte[] arpProbe(MacAddress from, String address) {
        return arpRequest(from, "0.0.0.0", address);
    }

    /** "This address is mine." (RFC 5227). */
    public static byte[] arpAnnouncement(MacAddress from, String address) {
        return arpRequest(from, address, address);
    }

    /** "Sender is at from." */
    public static byte[] arpReply(MacAddress from, String sender, MacAddress to, String target) {
        return arp(to, from, ARP_REPLY, from, sender, to, target);
    }

    /** Any ARP message (RFC 826). */
    public static byte[] arp(MacAddress to, MacAddress from, int operation, MacAddress senderMac, String sender,
            MacAddress targetMac, String target) {
        return Arrays.copyOf(Frames.ethernet(to, from, EtherType.ARP, bytes(0, 1, 8, 0, 6, 4, 0, operation),
                senderMac.toBytes(), ip(sender), targetMac.toBytes(), ip(target)), 60);
    }

    /** A game's UDP datagram from an IPv4 address to another. */
    public static byte[] udp(MacAddress to, MacAddress from, String source, String destination, int sourcePort,
            int destinationPort, byte[] payload) {
        byte[] datagram = Frames.udp(sourcePort, destinationPort, payload);
        byte[] packet = withAddresses(Frames.ipv4Packet(Frames.UDP, datagram), source, destination);
        return Frames.ethernet(to, from, EtherType.IPV4, packet);
    }

    /** A game's UDP datagram to everyone. */
    public static byte[] game(MacAddress from, String source) {
        return udp(Frames.BROADCAST, from, source, "255.255.255.255", 27_015, 27_015, new byte[20]);
    }

    /** An IPv4 packet without options, with its addresses, header checksum, and UDP checksum if it is UDP. */
    public static byte[] withAddresses(byte[] ipv4Packet, String source, String destination) {
        byte[] packet = ipv4Packet.clone();
        System.arraycopy(ip(source), 0, packet, 12, 4);
        System.arraycopy(ip(destination), 0, packet, 16, 4);
        putChecksum(packet, 10, sum(Arrays.copyOf(packet, 20)));
        if (packet[9] == Frames.UDP) {
            int sum = udpSum(packet);
            // A checksum of 0 would say that there is none; one that comes out as 0 is sent as all ones (RFC 768).
            putChecksum(packet, 26, sum == 0xffff ? 0 : sum);
        }
        return packet;
    }

    /** The ones' complement sum that the UDP checksum of an IPv4 packet without options is made of. */
    public static int udpSum(byte[] packet) {
        byte[] datagram = Arrays.copyOfRange(packet, 20, packet.length);
        return sum(join(Arrays.copyOfRange(packet, 12, 20),
                bytes(0, Frames.UDP, datagram.length >>> 8, datagram.length), datagram));
    }

    /** A neighbour solicitation (RFC 4861); from {@code ::} it asks whether an address is free, and has no option. */
    public static byte[] solicitation(MacAddress from, String source, String target) {
        byte[] option = source.equals("::") ? new byte[0] : join(bytes(1, 1), from.toBytes());
        return icmpv6(Frames.ALL_IPV6_NODES, from, source, "ff02::1",
                join(bytes(Frames.NEIGHBOR_SOLICITATION, 0, 0, 0, 0, 0, 0, 0), ip(target), option));
    }

    /** An answer to a solicitation, about from's own MAC address. */
    public static byte[] advertisement(MacAddress from, String source, String target) {
        return advertisement(from, source, target, from, FLAG_SOLICITED | FLAG_OVERRIDE);
    }

    /** A word that nobody asked for. */
    public static byte[] unsolicited(MacAddress from, String source, String target) {
        return advertisement(from, source, target, from, FLAG_OVERRIDE);
    }

    /** A neighbour advertisement (RFC 4861). */
    public static byte[] advertisement(MacAddress from, String source, String target, MacAddress about, int flags) {
        return icmpv6(Frames.ALL_IPV6_NODES, from, source, "ff02::1",
                join(bytes(Frames.NEIGHBOR_ADVERTISEMENT, 0, 0, 0, flags, 0, 0, 0), ip(target), bytes(2, 1),
                        about.toBytes()));
    }

    /** An ICMPv6 message with its checksum. */
    public static byte[] icmpv6(MacAddress to, MacAddress from, String source, String destination, byte[] message) {
        byte[] summed = message.clone();
        putChecksum(summed, 2, icmpv6Sum(ip(source), ip(destination), summed));
        return Frames.ethernet(to, from, EtherType.IPV6, ipv6(source, destination, Frames.ICMPV6, summed));
    }

    /** The ones' complement sum that an ICMPv6 checksum is made of. */
    public static int icmpv6Sum(byte[] source, byte[] destination, byte[] message) {
        return sum(join(source, destination, bytes(0, 0, message.length >>> 8, message.length, 0, 0, 0, Frames.ICMPV6),
                message));
    }

    /** An IPv6 packet without extension headers. */
    public static byte[] ipv6(String source, String destination, int protocol, byte[] payload) {
        return join(bytes(0x60, 0, 0, 0, payload.length >>> 8, payload.length, protocol, 255), ip(source),
                ip(destination), payload);
    }

    /** An IPv6 packet with the checksum of the UDP datagram that it carries without extension headers. */
    public static byte[] withUdpChecksum(byte[] ipv6Packet) {
        byte[] packet = ipv6Packet.clone();
        putChecksum(packet, 46, udpv6Sum(packet));
        return packet;
    }

    /** The ones' complement sum that the checksum of a UDP datagram in an IPv6 packet is made of. */
    public static int udpv6Sum(byte[] packet) {
        byte[] datagram = Arrays.copyOfRange(packet, 40, packet.length);
        return sum(join(Arrays.copyOfRange(packet, 8, 40),
                bytes(0, 0, datagram.length >>> 8, datagram.length, 0, 0, 0, Frames.UDP), datagram));
    }

    /** An address in bytes. */
    public static byte[] ip(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    private static int sum(byte[] data) {
        ByteBuffer words = ByteBuffer.wrap(Arrays.copyOf(data, data.length + data.length % 2));
        int sum = 0;
        while (words.hasRemaining()) {
            sum += Short.toUnsignedInt(words.getShort());
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16);
    }

    private static void putChecksum(byte[] data, int index, int sum) {
        int checksum = ~sum & 0xffff;
        data[index] = (byte) (checksum >>> 8);
        data[index + 1] = (byte) checksum;
    }
}
