package dev.lanparty.filter;

import dev.lanparty.filter.Claim.Standing;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Ethernet;
import dev.lanparty.frame.IpAddress;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads out of packets who uses, asks or answers for which IP address, and holds a player to its own: by IP source, by ARP
 * (RFC 826, RFC 5227) and by neighbour discovery (RFC 4861). Confined to the room's thread.
 *
 * <p>
 * What an innocent PC does passes: DHCP and probes without a source, announcements, a second address that it gave itself,
 * many of IPv6. A packet without a source claims nothing. While the LAN is asked whether a new address is free, packets from
 * it pass, for a game's first broadcast is not repeated; what would enter it into others' tables, ARP and neighbour
 * discovery, does not, and is repeated by every PC.
 */
final class AddressRules {
    private static final int ARP_BYTES = 28;
    /** Ethernet, IPv4, and the lengths of their addresses. */
    private static final long ARP_FAMILIES = 0x0001_0800_0604L;
    private static final int ARP_REQUEST = 1;
    private static final int ARP_REPLY = 2;
    private static final int ARP_SENDER_MAC = 8;
    private static final int ARP_SENDER_IP = 14;
    private static final int ARP_TARGET_IP = 24;

    private static final int ROUTER_SOLICITATION = 133;
    private static final int ROUTER_ADVERTISEMENT = PacketInspection.ICMPV6_ROUTER_ADVERTISEMENT;
    private static final int NEIGHBOR_SOLICITATION = 135;
    private static final int NEIGHBOR_ADVERTISEMENT = 136;
    private static final int TARGET = 8;
    /** Of a solicitation or an advertisement, up to the options; of a router solicitation it is 8. */
    private static final int TARGET_END = 24;
    /** Of a router advertisement, up to the options. */
    private static final int ROUTER_END = 16;
    private static final int FLAG_SOLICITED = 0x40;
    private static final int OPTION_SOURCE_MAC = 1;
    private static final int OPTION_TARGET_MAC = 2;

    private final AddressBook book;

    AddressRules(AddressBook book) {
        this.book = book;
    }

    /** Judges a client's packet. */
    // HOT PATH
    @Nullable
    DropReason judge(ByteBuf buffer, Packet packet, PlayerAddresses player, long nowNanos) {
        return switch (packet.type()) {
            case EtherType.IPV4 -> judgeIpv4(buffer, packet.network() + Packet.IPV4_SOURCE, player, nowNanos);
            case EtherType.IPV6 -> judgeIpv6(buffer, packet, player, nowNanos);
            case EtherType.ARP -> judgeArp(buffer, packet, player, nowNanos);
            default -> null;
        };
    }

    private @Nullable DropReason judgeIpv4(ByteBuf buffer, int sourceIndex, PlayerAddresses player, long nowNanos) {
        long source = IpAddress.ipv4(buffer, sourceIndex);
        Claim recent = player.recentIpv4;
        if (recent != null && recent.low == source && recent.live) {
            recent.seenNanos = nowNanos;
            return null;
        }
        DropReason reason = source == 0 ? null : useIpv4(player, source, Standing.USED, nowNanos);
        return reason == DropReason.ADDRESS_UNVERIFIED ? null : reason;
    }

    private @Nullable DropReason useIpv4(PlayerAddresses player, long address, Standing standing, long nowNanos) {
        return IpAddress.isHostIpv4(address)
                ? book.use(player, Claim.IPV4_HIGH, address, standing, nowNanos)
                : DropReason.ADDRESS_INVALID;
    }

    private @Nullable DropReason judgeArp(ByteBuf buffer, Packet packet, PlayerAddresses player, long nowNanos) {
        int arp = packet.network();
        if (arp + ARP_BYTES > packet.end()) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        int operation = buffer.getUnsignedShort(arp + 6);
        if (!isArp(buffer, arp) || (operation != ARP_REQUEST && operation != ARP_REPLY)) {
            return DropReason.ARP_INVALID;
        }
        if (Ethernet.mac(buffer, arp + ARP_SENDER_MAC) != player.mac) {
            return DropReason.NEIGHBOR_NOT_OWN;
        }
        long sender = IpAddress.ipv4(buffer, arp + ARP_SENDER_IP);
        if (sender != 0) {
            return useIpv4(player, sender, operation == ARP_REQUEST ? Standing.ASKED : Standing.USED, nowNanos);
        }
        if (operation == ARP_REPLY) {
            return DropReason.ARP_INVALID;
        }
        long target = IpAddress.ipv4(buffer, arp + ARP_TARGET_IP);
        return IpAddress.isHostIpv4(target) ? book.ask(player, Claim.IPV4_HIGH, target, nowNanos) : null;
    }

    private static boolean isArp(ByteBuf buffer, int arp) {
        return buffer.getLong(arp) >>> 16 == ARP_FAMILIES;
    }

    private @Nullable DropReason judgeIpv6(ByteBuf buffer, Packet packet, PlayerAddresses player, long nowNanos) {
        int source = packet.network() + Packet.IPV6_SOURCE;
        long high = buffer.getLong(source);
        long low = buffer.getLong(source + 8);
        boolean unspecified = high == 0 && low == 0;
        DropReason reason = null;
        Claim recent = player.recentIpv6;
        if (recent != null && recent.low == low && recent.high == high && recent.live) {
            recent.seenNanos = nowNanos;
        } else if (!unspecified) {
            reason = useIpv6(player, high, low, nowNanos);
        }
        if (reason != null && reason != DropReason.ADDRESS_UNVERIFIED) {
            return reason;
        }
        if (!isDiscovery(buffer, packet)) {
            return null;
        }
        return reason == null ? judgeDiscovery(buffer, packet, player, unspecified, nowNanos) : reason;
    }

    private @Nullable DropReason useIpv6(PlayerAddresses player, long high, long low, long nowNanos) {
        return IpAddress.isHostIpv6(high, low)
                ? book.use(player, high, low, Standing.USED, nowNanos)
                : DropReason.ADDRESS_INVALID;
    }

    private static boolean isDiscovery(ByteBuf buffer, Packet packet) {
        if (!packet.carries(Packet.ICMPV6) || packet.transport() >= packet.end()) {
            return false;
        }
        int type = buffer.getUnsignedByte(packet.transport());
        return type >= ROUTER_SOLICITATION && type <= NEIGHBOR_ADVERTISEMENT;
    }

    private @Nullable DropReason judgeDiscovery(ByteBuf buffer, Packet packet, PlayerAddresses player,
            boolean unspecified, long nowNanos) {
        int message = packet.transport();
        int type = buffer.getUnsignedByte(message);
        int options = message + (type == ROUTER_SOLICITATION ? TARGET : TARGET_END);
        int end = packet.network() + Packet.IPV6_HEADER_BYTES + buffer.getUnsignedShort(packet.network() + 4);
        // No host sends it in fragments, and none takes it (RFC 6980).
        if (packet.isFragment() || options > end || end > packet.end()) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        DropReason reason = judgeOptions(buffer, options, end, player.mac);
        if (reason != null || type == ROUTER_SOLICITATION) {
            return reason;
        }
        long high = buffer.getLong(message + TARGET);
        long low = buffer.getLong(message + TARGET + 8);
        if (type == NEIGHBOR_ADVERTISEMENT) {
            return useIpv6(player, high, low, nowNanos);
        }
        return unspecified && IpAddress.isHostIpv6(high, low) ? book.ask(player, high, low, nowNanos) : null;
    }

    private static @Nullable DropReason judgeOptions(ByteBuf buffer, int start, int end, long ownMac) {
        int option = start;
        while (option + 8 <= end) {
            int lengthBytes = buffer.getUnsignedByte(option + 1) * 8;
            if (lengthBytes == 0) {
                return DropReason.HIDDEN_PAYLOAD;
            }
            int kind = buffer.getUnsignedByte(option);
            if ((kind == OPTION_SOURCE_MAC || kind == OPTION_TARGET_MAC)
                    && Ethernet.mac(buffer, option + 2) != ownMac) {
                return DropReason.NEIGHBOR_NOT_OWN;
            }
            option += lengthBytes;
        }
        return option == end ? null : DropReason.HIDDEN_PAYLOAD;
    }

    /** Learns from what the gateway brought. */
    // HOT PATH
    void learn(ByteBuf buffer, Packet packet, long nowNanos) {
        if (packet.type() == EtherType.ARP) {
            learnArp(buffer, packet, nowNanos);
        } else if (packet.carries(Packet.ICMPV6) && packet.type() == EtherType.IPV6) {
            learnDiscovery(buffer, packet, nowNanos);
        }
    }

    private void learnArp(ByteBuf buffer, Packet packet, long nowNanos) {
        int arp = packet.network();
        // A player's own words may come back by a bridge that changes MAC addresses, as of a wireless repeater.
        if (arp + ARP_BYTES > packet.end() || !isArp(buffer, arp)
                || book.isPlayer(Ethernet.mac(buffer, arp + ARP_SENDER_MAC))) {
            return;
        }
        long sender = IpAddress.ipv4(buffer, arp + ARP_SENDER_IP);
        long target = IpAddress.ipv4(buffer, arp + ARP_TARGET_IP);
        if (sender == 0 && IpAddress.isHostIpv4(target)) {
            book.lanAsks(Claim.IPV4_HIGH, target, nowNanos);
        } else if (IpAddress.isHostIpv4(sender)) {
            boolean own = buffer.getUnsignedShort(arp + 6) == ARP_REQUEST || sender == target;
            book.lanUses(Claim.IPV4_HIGH, sender, own, nowNanos);
        }
    }

    private void learnDiscovery(ByteBuf buffer, Packet packet, long nowNanos) {
        int message = packet.transport();
        int type = buffer.getUnsignedByte(message);
        if (packet.isFragment() || type < ROUTER_ADVERTISEMENT || type > NEIGHBOR_ADVERTISEMENT
                || message + (type == ROUTER_ADVERTISEMENT ? ROUTER_END : TARGET_END) > packet.end()) {
            return;
        }
        int source = packet.network() + Packet.IPV6_SOURCE;
        long sourceHigh = buffer.getLong(source);
        long sourceLow = buffer.getLong(source + 8);
        if (type != NEIGHBOR_ADVERTISEMENT && (sourceHigh != 0 || sourceLow != 0)) {
            if (IpAddress.isHostIpv6(sourceHigh, sourceLow)) {
                book.lanUses(sourceHigh, sourceLow, true, nowNanos);
            }
            return;
        }
        if (type == ROUTER_ADVERTISEMENT) {
            return;
        }
        long high = buffer.getLong(message + TARGET);
        long low = buffer.getLong(message + TARGET + 8);
        if (!IpAddress.isHostIpv6(high, low)) {
            return;
        }
        if (type == NEIGHBOR_SOLICITATION) {
            book.lanAsks(high, low, nowNanos);
        } else {
            book.lanUses(high, low, (buffer.getByte(message + 4) & FLAG_SOLICITED) == 0, nowNanos);
        }
    }
}
