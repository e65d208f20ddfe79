package dev.lanparty.filter;

import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Ethernet;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Looks behind VLAN tags, SNAP headers, IPv4 options and IPv6 extension headers for what a player's PC must not play on
 * the LAN: a DHCP or DHCPv6 server, an IPv6 router. A packet whose headers go on past the last byte does not pass: in an
 * IPv6 fragment, or in the first piece of a tunnelled frame, what they hide would come later and unjudged (RFC 7112).
 */
final class PacketInspection {
    /** How an LLC header starts that a SNAP header follows (RFC 1042). */
    private static final int SNAP_START = 0xaaaa03;
    /** Both headers, up to and with the ether type. */
    private static final int SNAP_BYTES = 8;

    private static final int PROTOCOL_UDP = 17;
    private static final int PROTOCOL_ICMPV6 = 58;

    private static final int IPV4_MIN_HEADER_BYTES = 20;
    private static final int IPV4_FRAGMENT_OFFSET_MASK = 0x1fff;
    private static final int IPV6_HEADER_BYTES = 40;

    private static final int IPV6_HOP_BY_HOP = 0;
    private static final int IPV6_ROUTING = 43;
    private static final int IPV6_FRAGMENT = 44;
    private static final int IPV6_AUTHENTICATION = 51;
    private static final int IPV6_DESTINATION_OPTIONS = 60;
    private static final int IPV6_MOBILITY = 135;
    private static final int IPV6_HOST_IDENTITY = 139;
    private static final int IPV6_SHIM6 = 140;

    private static final int DHCP_SERVER_PORT = 67;
    private static final int DHCP_CLIENT_PORT = 68;
    private static final int DHCPV6_CLIENT_PORT = 546;
    private static final int DHCPV6_SERVER_PORT = 547;

    private static final int ICMPV6_ROUTER_ADVERTISEMENT = 134;
    private static final int ICMPV6_REDIRECT = 137;

    private PacketInspection() {
    }

    /**
     * Judges what a frame carries, from {@code start} to before {@code end}.
     *
     * @param fromClient whether all rules hold; of a LAN host only that of router advertisements does
     */
    static @Nullable DropReason judge(ByteBuf buffer, int start, int end, boolean fromClient) {
        int type = Ethernet.type(buffer, start);
        int packet = start + Ethernet.HEADER_BYTES;
        boolean tag = EtherType.isTag(type);
        while (tag || isSnap(buffer, type, packet, end)) {
            int headerBytes = tag ? Ethernet.TAG_BYTES : SNAP_BYTES;
            if (packet + headerBytes > end) {
                return DropReason.HIDDEN_PAYLOAD;
            }
            packet += headerBytes;
            type = buffer.getUnsignedShort(packet - 2);
            tag = EtherType.isTag(type);
        }
        return switch (type) {
            case EtherType.IPV4 -> fromClient ? judgeIpv4(buffer, packet, end) : null;
            case EtherType.IPV6 -> judgeIpv6(buffer, packet, end, fromClient);
            default -> null;
        };
    }

    /** Windows takes IP packets in this coat too. The organisation is not asked for: not every host does. */
    private static boolean isSnap(ByteBuf buffer, int type, int payload, int end) {
        return type < EtherType.FIRST && (payload + 3 > end || buffer.getUnsignedMedium(payload) == SNAP_START);
    }

    /** RFC 791. Only the first fragment of a packet has ports. */
    private static @Nullable DropReason judgeIpv4(ByteBuf buffer, int packet, int end) {
        if (packet + IPV4_MIN_HEADER_BYTES > end) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        if (buffer.getUnsignedByte(packet + 9) != PROTOCOL_UDP
                || (buffer.getUnsignedShort(packet + 6) & IPV4_FRAGMENT_OFFSET_MASK) != 0) {
            return null;
        }
        int udp = packet + (buffer.getUnsignedByte(packet) & 0xf) * 4;
        return judgeUdp(buffer, udp, end, DHCP_SERVER_PORT, DHCP_CLIENT_PORT, DropReason.DHCP_SERVER);
    }

    /** RFC 8200: a chain of headers, each naming the next. */
    private static @Nullable DropReason judgeIpv6(ByteBuf buffer, int packet, int end, boolean fromClient) {
        if (packet + IPV6_HEADER_BYTES > end) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        int next = buffer.getUnsignedByte(packet + 6);
        int header = packet + IPV6_HEADER_BYTES;
        while (isExtension(next)) {
            if (header + 8 > end) {
                return DropReason.HIDDEN_PAYLOAD;
            }
            int following = buffer.getUnsignedByte(header);
            int lengthField = buffer.getUnsignedByte(header + 1);
            if (next == IPV6_FRAGMENT) {
                if (buffer.getUnsignedShort(header + 2) >>> 3 != 0) {
                    return null;
                }
                header += 8;
            } else {
                header += next == IPV6_AUTHENTICATION ? (lengthField + 2) * 4 : (lengthField + 1) * 8;
            }
            next = following;
        }
        return switch (next) {
            case PROTOCOL_ICMPV6 -> judgeIcmpv6(buffer, header, end, fromClient);
            case PROTOCOL_UDP -> fromClient
                    ? judgeUdp(buffer, header, end, DHCPV6_SERVER_PORT, DHCPV6_CLIENT_PORT, DropReason.DHCPV6_SERVER)
                    : null;
            default -> null;
        };
    }

    /** RFC 4861. */
    private static @Nullable DropReason judgeIcmpv6(ByteBuf buffer, int message, int end, boolean fromClient) {
        if (message >= end) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        return switch (buffer.getUnsignedByte(message)) {
            case ICMPV6_ROUTER_ADVERTISEMENT -> DropReason.ROUTER_ADVERTISEMENT;
            case ICMPV6_REDIRECT -> fromClient ? DropReason.IPV6_REDIRECT : null;
            default -> null;
        };
    }

    /** A server sends from its own port to the client's; either gives it away. */
    private static @Nullable DropReason judgeUdp(ByteBuf buffer, int udp, int end, int serverPort, int clientPort,
            DropReason server) {
        if (udp + 4 > end) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        return buffer.getUnsignedShort(udp) == serverPort || buffer.getUnsignedShort(udp + 2) == clientPort
                ? server
                : null;
    }

    private static boolean isExtension(int header) {
        return switch (header) {
            case IPV6_HOP_BY_HOP, IPV6_ROUTING, IPV6_FRAGMENT, IPV6_AUTHENTICATION, IPV6_DESTINATION_OPTIONS,
                    IPV6_MOBILITY, IPV6_HOST_IDENTITY, IPV6_SHIM6 ->
                true;
            default -> false;
        };
    }
}
