package dev.lanparty.filter;

import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Ethernet;
import dev.lanparty.frame.MacAddress;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Judges one frame by its own bytes and the side it came from. Confined to one thread, but for {@link #judgeHeader}. What
 * no rule names is Ethernet and passes: IEEE 802.3 length-typed frames and IPX are how old games talk.
 *
 * <ol>
 * <li>length: neither runt nor jumbo
 * <li>source: a usable unicast address
 * <li>switch control: what a bridge must not forward (IEEE 802.1Q, clause 8.6.3)
 * <li>VLAN tags
 * <li>source again: a client's only its own
 * <li>the packet within, {@link PacketInspection}: servers and routers that a client must not play
 * </ol>
 */
public final class SafetyFilter {
    /** 01:80:C2:00:00:00 to 0F, reserved for the protocols of one link (IEEE 802.1Q, table 8-1). */
    private static final long RESERVED_GROUP = 0x0180_c200_0000L;
    /** CDP, VTP, DTP, PAgP and UDLD: 01:00:0C:CC:CC:CC. */
    private static final long CISCO_CONTROL = 0x0100_0ccc_ccccL;
    /** Per-VLAN spanning tree: 01:00:0C:CC:CC:CD. */
    private static final long CISCO_SPANNING_TREE = 0x0100_0ccc_cccdL;

    private final FilterPolicy policy;
    private final Packet packet = new Packet();

    public SafetyFilter(FilterPolicy policy) {
        this.policy = policy;
    }

    /**
     * Judges a frame, or the first fragment of one, that a client sent.
     *
     * @param ownMac the client's MAC address as {@link MacAddress#bits}
     * @return why it must not pass, or null if it may
     */
    // HOT PATH
    public @Nullable DropReason judgeFromClient(ByteBuf buffer, int offset, int lengthBytes, long ownMac) {
        DropReason reason = judgeHeader(buffer, offset, lengthBytes);
        if (reason != null) {
            return reason;
        }
        if (Ethernet.source(buffer, offset) != ownMac) {
            return DropReason.SOURCE_NOT_OWN;
        }
        reason = packet.read(buffer, offset, offset + lengthBytes);
        return reason == null ? PacketInspection.judgeFromClient(buffer, packet, policy) : reason;
    }

    /**
     * Judges a frame, or the first fragment of one, that the gateway brought from the LAN.
     *
     * @return why it must not pass, or null if it may
     */
    // HOT PATH
    public @Nullable DropReason judgeFromGateway(ByteBuf buffer, int offset, int lengthBytes) {
        DropReason reason = judgeHeader(buffer, offset, lengthBytes);
        if (reason == null) {
            reason = packet.read(buffer, offset, offset + lengthBytes);
        }
        return reason == null ? PacketInspection.judgeFromGateway(buffer, packet, policy) : reason;
    }

    /** Where the headers lie of the frame that was judged last and may pass. */
    Packet packet() {
        return packet;
    }

    /**
     * Judges only the Ethernet header: what an endpoint asks before it sends, and all that can be asked of a fragment
     * that is not the first.
     */
    public @Nullable DropReason judgeHeader(ByteBuf buffer, int offset, int lengthBytes) {
        if (lengthBytes < Ethernet.HEADER_BYTES) {
            return DropReason.RUNT;
        }
        int type = Ethernet.type(buffer, offset);
        boolean tagged = EtherType.isTag(type);
        if (lengthBytes > (tagged ? Ethernet.MAX_TAGGED_FRAME_BYTES : Ethernet.MAX_FRAME_BYTES)) {
            return DropReason.JUMBO;
        }
        long source = Ethernet.source(buffer, offset);
        if (source == 0 || MacAddress.isGroup(source)) {
            return DropReason.SOURCE_INVALID;
        }
        if (isSwitchControl(Ethernet.destination(buffer, offset), type)) {
            return DropReason.SWITCH_CONTROL;
        }
        return tagged && !policy.vlanTags() ? DropReason.VLAN_TAGGED : null;
    }

    private static boolean isSwitchControl(long destination, int type) {
        return (destination & ~0xfL) == RESERVED_GROUP || destination == CISCO_CONTROL
                || destination == CISCO_SPANNING_TREE || type == EtherType.LLDP || type == EtherType.MAC_CONTROL
                || type == EtherType.SLOW_PROTOCOLS;
    }
}
