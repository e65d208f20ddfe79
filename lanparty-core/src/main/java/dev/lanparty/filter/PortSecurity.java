package dev.lanparty.filter;

import dev.lanparty.frame.AddressProbe;
import dev.lanparty.frame.EtherType;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * All that one room asks of a frame's content, in this order:
 *
 * <ol>
 * <li>{@link SafetyFilter}: the Ethernet header, servers and routers, the services that the policy blocks
 * <li>of a client: DHCP in its own name; {@link AddressRules}, its own IP addresses
 * <li>of the gateway: what DHCP and router advertisements say is learned, and taken out where it would move a player's
 * internet; the LAN's addresses are learned
 * </ol>
 *
 * Of a frame in pieces, the first is judged; see {@code wire.Reassembler} for why that is enough. Confined to the room's
 * thread; nothing is allocated for a frame but when an address is met for the first time.
 */
public final class PortSecurity {
    private final FilterPolicy policy;
    private final SafetyFilter filter;
    private final Packet packet;
    private final AddressBook book;
    private final AddressRules rules;
    private final DhcpMessage dhcp = new DhcpMessage();
    private final Dhcpv6Message dhcpv6 = new Dhcpv6Message();
    private final RouterAdvertisement advertisement = new RouterAdvertisement();

    /**
     * A room's, with nobody in it.
     *
     * @param maxLanAddresses of hosts of the LAN that are remembered
     */
    public PortSecurity(FilterPolicy policy, int maxLanAddresses) {
        this.policy = policy;
        filter = new SafetyFilter(policy);
        packet = filter.packet();
        book = new AddressBook(maxLanAddresses);
        rules = new AddressRules(book);
    }

    /** A player comes, or comes back within a minute to the addresses it had. */
    public PlayerAddresses join(long mac, long nowNanos) {
        return book.join(mac, nowNanos);
    }

    /** A player is gone. */
    public void leave(PlayerAddresses player, long nowNanos) {
        book.leave(player, nowNanos);
    }

    /** There is a LAN from now on. */
    public void gatewayJoined(long nowNanos) {
        book.gatewayJoined(nowNanos);
    }

    /** There is no LAN any more. */
    public void gatewayLeft() {
        book.gatewayLeft();
    }

    /** Forgets what is past its age; called about once a second. */
    public void tick(long nowNanos) {
        book.age(nowNanos);
    }

    /** Judges a piece of a frame that is not its first: all that it has is an Ethernet header. */
    public @Nullable DropReason judgeHeader(ByteBuf buffer, int offset, int lengthBytes) {
        return filter.judgeHeader(buffer, offset, lengthBytes);
    }

    /** Judges a frame, or the first piece of one, that a client sent. */
    // HOT PATH
    public @Nullable DropReason judgeFromClient(ByteBuf buffer, int offset, int lengthBytes, PlayerAddresses player,
            long nowNanos) {
        DropReason reason = filter.judgeFromClient(buffer, offset, lengthBytes, player.mac);
        if (reason != null || !policy.portSecurity()) {
            return reason;
        }
        reason = rules.judge(buffer, packet, player, nowNanos);
        return reason == null && isDhcp(buffer, 2, PacketInspection.DHCP_SERVER_PORT)
                ? judgeDhcpClient(buffer, player, nowNanos)
                : reason;
    }

    private boolean isDhcp(ByteBuf buffer, int portOffset, int port) {
        return packet.carries(Packet.UDP) && packet.type() == EtherType.IPV4
                && buffer.getUnsignedShort(packet.transport() + portOffset) == port;
    }

    private @Nullable DropReason judgeDhcpClient(ByteBuf buffer, PlayerAddresses player, long nowNanos) {
        if (!DhcpMessage.showsClient(packet)) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        long address = DhcpMessage.clientAddress(buffer, packet);
        if (!DhcpMessage.isOf(buffer, packet, player.mac) || (address != 0 && !book.has(player, address, nowNanos))) {
            return DropReason.DHCP_NOT_OWN;
        }
        if (dhcp.read(buffer, packet, false)
                && (dhcp.type() == DhcpMessage.RELEASE || dhcp.type() == DhcpMessage.DECLINE)) {
            book.release(player);
        }
        return null;
    }

    /**
     * Judges a frame, or the first piece of one, that the gateway brought from the LAN, learns from it, and changes what
     * would move a player's internet.
     *
     * @param whole whether it is no piece
     */
    // HOT PATH
    public @Nullable DropReason judgeFromGateway(ByteBuf buffer, int offset, int lengthBytes, boolean whole,
            long nowNanos) {
        DropReason reason = filter.judgeFromGateway(buffer, offset, lengthBytes);
        if (reason != null) {
            return reason;
        }
        if (packet.carries(Packet.UDP) && packet.type() == EtherType.IPV4) {
            return judgeUdp(buffer, whole, nowNanos);
        }
        if (policy.portSecurity()) {
            rules.learn(buffer, packet, nowNanos);
        }
        if (packet.type() != EtherType.IPV6) {
            return null;
        }
        return packet.carries(Packet.ICMPV6) ? judgeIcmpv6(buffer, whole) : judgeUdpv6(buffer, whole);
    }

    private @Nullable DropReason judgeUdpv6(ByteBuf buffer, boolean whole) {
        if (!packet.carries(Packet.UDP) || policy.dhcpRoutes()) {
            return null;
        }
        if (packet.transport() + 4 > packet.end()) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        boolean toClient = buffer.getUnsignedShort(packet.transport() + 2) == PacketInspection.DHCPV6_CLIENT_PORT;
        return !toClient || (whole && dhcpv6.disarm(buffer, packet)) ? null : DropReason.DHCP_UNREADABLE;
    }

    private @Nullable DropReason judgeUdp(ByteBuf buffer, boolean whole, long nowNanos) {
        if (packet.transport() + 4 > packet.end()) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        if (!isDhcp(buffer, 0, PacketInspection.DHCP_SERVER_PORT)
                && !isDhcp(buffer, 2, PacketInspection.DHCP_CLIENT_PORT)) {
            return null;
        }
        boolean readable = whole && dhcp.read(buffer, packet, !policy.dhcpRoutes());
        if (readable && policy.portSecurity()) {
            learnDhcp(buffer, nowNanos);
        }
        return readable || policy.dhcpRoutes() ? null : DropReason.DHCP_UNREADABLE;
    }

    private void learnDhcp(ByteBuf buffer, long nowNanos) {
        if (dhcp.router() != 0) {
            book.lanUses(Claim.IPV4_HIGH, dhcp.router(), false, nowNanos);
        }
        if (dhcp.server() != 0) {
            book.lanUses(Claim.IPV4_HIGH, dhcp.server(), false, nowNanos);
        }
        PlayerAddresses player = book.player(dhcp.clientMac(buffer));
        long address = dhcp.yourAddress(buffer);
        if (dhcp.type() == DhcpMessage.ACK && address != 0) {
            if (player == null) {
                book.lanIsLeased(address, nowNanos);
            } else {
                book.lease(player, address, dhcp.leaseSeconds(), nowNanos);
            }
        } else if (dhcp.type() == DhcpMessage.NAK && player != null) {
            book.release(player);
        }
    }

    private @Nullable DropReason judgeIcmpv6(ByteBuf buffer, boolean whole) {
        if (policy.routerAdvertisements() != FilterPolicy.RouterAdvertisements.DISARM
                || buffer.getUnsignedByte(packet.transport()) != PacketInspection.ICMPV6_ROUTER_ADVERTISEMENT) {
            return null;
        }
        return whole && advertisement.disarm(buffer, packet) ? null : DropReason.ROUTER_ADVERTISEMENT;
    }

    /**
     * Writes a question to the LAN at the buffer's writer index, if there is one to be asked: whether an address is free
     * that a player began to use.
     *
     * @param frame with {@link AddressProbe#IPV6_BYTES} to write to
     * @return whether there was one
     */
    public boolean writeQuestion(ByteBuf frame) {
        Claim claim = book.nextQuestion();
        while (claim != null && (!claim.live || claim.player == null)) {
            claim = book.nextQuestion();
        }
        if (claim == null || claim.player == null) {
            return false;
        }
        if (claim.isIpv4()) {
            AddressProbe.writeIpv4(frame, claim.player.mac, claim.low);
        } else {
            AddressProbe.writeIpv6(frame, claim.player.mac, claim.high, claim.low);
        }
        return true;
    }

    /** Whether {@link #writeQuestion} may have something to write. */
    // HOT PATH
    public boolean hasQuestion() {
        return book.hasQuestion();
    }
}
