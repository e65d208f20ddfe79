package dev.lanparty.filter;

import dev.lanparty.frame.EtherType;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a packet carries: what a player's PC must not play on the LAN, a DHCP or DHCPv6 server, a router, and the
 * services that a policy keeps from strangers. A packet whose headers go on past the last byte does not pass: in an IP
 * fragment, or in the first piece of a tunnelled frame, what they hide would come later and unjudged (RFC 7112).
 */
final class PacketInspection {
    static final int DHCP_SERVER_PORT = 67;
    static final int DHCP_CLIENT_PORT = 68;
    static final int DHCPV6_CLIENT_PORT = 546;
    private static final int DHCPV6_SERVER_PORT = 547;

    static final int ICMPV6_ROUTER_ADVERTISEMENT = 134;
    private static final int ICMPV6_REDIRECT = 137;
    private static final int ICMP_REDIRECT = 5;
    private static final int ICMP_ROUTER_ADVERTISEMENT = 9;

    private static final int TCP_FLAGS = 13;
    private static final int TCP_SYN = 2;
    private static final int TCP_ACK = 16;

    private PacketInspection() {
    }

    /** Judges what a client sent. */
    // HOT PATH
    static @Nullable DropReason judgeFromClient(ByteBuf buffer, Packet packet, FilterPolicy policy) {
        DropReason reason = null;
        if (packet.carries(Packet.UDP)) {
            boolean old = packet.type() == EtherType.IPV4;
            reason = old
                    ? judgeUdp(buffer, packet, DHCP_SERVER_PORT, DHCP_CLIENT_PORT, DropReason.DHCP_SERVER)
                    : judgeUdp(buffer, packet, DHCPV6_SERVER_PORT, DHCPV6_CLIENT_PORT, DropReason.DHCPV6_SERVER);
        } else if (packet.carries(Packet.ICMPV6)) {
            reason = judgeIcmpv6(buffer, packet);
        } else if (packet.carries(Packet.ICMP)) {
            reason = judgeIcmp(buffer, packet);
        }
        return reason == null ? judgePorts(buffer, packet, policy) : reason;
    }

    /** Judges what the gateway brought from the LAN. */
    // HOT PATH
    static @Nullable DropReason judgeFromGateway(ByteBuf buffer, Packet packet, FilterPolicy policy) {
        if (packet.carries(Packet.ICMPV6) && packet.type() == EtherType.IPV6) {
            if (packet.transport() >= packet.end()) {
                return DropReason.HIDDEN_PAYLOAD;
            }
            if (policy.routerAdvertisements() == FilterPolicy.RouterAdvertisements.DROP
                    && buffer.getUnsignedByte(packet.transport()) == ICMPV6_ROUTER_ADVERTISEMENT) {
                return DropReason.ROUTER_ADVERTISEMENT;
            }
        }
        return judgePorts(buffer, packet, policy);
    }

    /** RFC 4861. */
    private static @Nullable DropReason judgeIcmpv6(ByteBuf buffer, Packet packet) {
        if (packet.type() != EtherType.IPV6) {
            return null;
        }
        if (packet.transport() >= packet.end()) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        return switch (buffer.getUnsignedByte(packet.transport())) {
            case ICMPV6_ROUTER_ADVERTISEMENT -> DropReason.ROUTER_ADVERTISEMENT;
            case ICMPV6_REDIRECT -> DropReason.IPV6_REDIRECT;
            default -> null;
        };
    }

    /** RFC 792 and RFC 1256. */
    private static @Nullable DropReason judgeIcmp(ByteBuf buffer, Packet packet) {
        if (packet.type() != EtherType.IPV4) {
            return null;
        }
        if (packet.transport() >= packet.end()) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        return switch (buffer.getUnsignedByte(packet.transport())) {
            case ICMP_REDIRECT, ICMP_ROUTER_ADVERTISEMENT -> DropReason.IPV4_REDIRECT;
            default -> null;
        };
    }

    /** A server sends from its own port to the client's; either gives it away. */
    private static @Nullable DropReason judgeUdp(ByteBuf buffer, Packet packet, int serverPort, int clientPort,
            DropReason server) {
        int udp = packet.transport();
        if (udp + 4 > packet.end()) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        return buffer.getUnsignedShort(udp) == serverPort || buffer.getUnsignedShort(udp + 2) == clientPort
                ? server
                : null;
    }

    /**
     * The services that nobody may reach across the room. Of TCP, what opens a connection is judged: the port of a service
     * may be another connection's by chance. So no later fragment may write over the flags (RFC 3128).
     */
    private static @Nullable DropReason judgePorts(ByteBuf buffer, Packet packet, FilterPolicy policy) {
        if (policy.blockedTcpPorts().isEmpty() && policy.blockedUdpPorts().isEmpty()) {
            return null;
        }
        int transport = packet.transport();
        if (packet.carries(Packet.UDP)) {
            if (transport + 4 > packet.end()) {
                return DropReason.HIDDEN_PAYLOAD;
            }
            return policy.blockedUdpPorts().contains(buffer.getUnsignedShort(transport + 2))
                    ? DropReason.BLOCKED_PORT
                    : null;
        }
        if (packet.protocol() != Packet.TCP) {
            return null;
        }
        if (packet.fragmentOffset() == 1) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        if (packet.fragmentOffset() > 1) {
            return null;
        }
        if (transport + TCP_FLAGS >= packet.end()) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        boolean opens = (buffer.getUnsignedByte(transport + TCP_FLAGS) & (TCP_SYN | TCP_ACK)) == TCP_SYN;
        return opens && policy.blockedTcpPorts().contains(buffer.getUnsignedShort(transport + 2))
                ? DropReason.BLOCKED_PORT
                : null;
    }
}
