package dev.lanparty.filter;

import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Ethernet;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Looks behind VLAN tags, IPv4 options and IPv6 extension headers for what a player's PC must not play on the LAN: a DHCP
 * or DHCPv6 server, an IPv6 router. A packet cut short, which no host would take, passes.
 */
final class PacketInspection {
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
        while (EtherType.isTag(type) && packet + Ethernet.TAG_BYTES <= end) {
            type = buffer.getUnsignedShort(packet + 2);
            packet += Ethernet.TAG_BYTES;
        }
        return switch (type) {
            case EtherType.IPV4 -> fromClient ? judgeIpv4(buffer, packet, end) : null;
            case EtherType.IPV6 -> judgeIpv6(buffer, packet, end, fromClient);
            default -> null;
        };
    }

    /** RFC 791. Only the first fragment of a packet has ports. */
    private static @Nullable DropReason judgeIpv4(ByteBuf buffer, int packet, int end) {
        if (packet + IPV4_MIN_HEADER_BYTES > end || buffer.getUnsignedByte(packet + 9) != PROTOCOL_UDP
                || (buffer.getUnsignedShort(packet + 6) & IPV4_FRAGMENT_OFFSET_MASK) != 0) {
            return null;
        }
        int udp = packet + (buffer.getUnsignedByte(packet) & 0xf) * 4;
        return isFromServer(buffer, udp, end, DHCP_SERVER_PORT, DHCP_CLIENT_PORT) ? DropReason.DHCP_SERVER : null;
    }

    /** RFC 8200: a chain of headers, each naming the next. */
    private static @Nullable DropReason judgeIpv6(ByteBuf buffer, int packet, int end, boolean fromClient) {
        if (packet + IPV6_HEADER_BYTES > end) {
            return null;
        }
        int next = buffer.getUnsignedByte(packet + 6);
        int header = packet + IPV6_HEADER_BYTES;
        boolean fragmented = false;
        while (isExtension(next)) {
            if (header + 8 > end) {
                return fragmented ? DropReason.IPV6_HIDDEN_PAYLOAD : null;
            }
            int following = buffer.getUnsignedByte(header);
            int lengthField = buffer.getUnsignedByte(header + 1);
            if (next == IPV6_FRAGMENT) {
                if (buffer.getUnsignedShort(header + 2) >>> 3 != 0) {
                    return null;
                }
                fragmented = true;
                header += 8;
            } else {
                header += next == IPV6_AUTHENTICATION ? (lengthField + 2) * 4 : (lengthField + 1) * 8;
            }
            next = following;
        }
        return judgeIpv6Payload(buffer, next, header, end, fragmented, fromClient);
    }

    private static @Nullable DropReason judgeIpv6Payload(ByteBuf buffer, int protocol, int payload, int end,
            boolean fragmented, boolean fromClient) {
        if (protocol == PROTOCOL_ICMPV6) {
            if (payload >= end) {
                return fragmented ? DropReason.IPV6_HIDDEN_PAYLOAD : null;
            }
            int message = buffer.getUnsignedByte(payload);
            if (message == ICMPV6_ROUTER_ADVERTISEMENT) {
                return DropReason.ROUTER_ADVERTISEMENT;
            }
            return message == ICMPV6_REDIRECT && fromClient ? DropReason.IPV6_REDIRECT : null;
        }
        if (protocol != PROTOCOL_UDP || !fromClient) {
            return null;
        }
        if (payload + 4 > end) {
            return fragmented ? DropReason.IPV6_HIDDEN_PAYLOAD : null;
        }
        return isFromServer(buffer, payload, end, DHCPV6_SERVER_PORT, DHCPV6_CLIENT_PORT)
                ? DropReason.DHCPV6_SERVER
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

    private static boolean isFromServer(ByteBuf buffer, int udp, int end, int serverPort, int clientPort) {
        return udp + 4 <= end && (buffer.getUnsignedShort(udp) == serverPort
                || buffer.getUnsignedShort(udp + 2) == clientPort);
    }
}
