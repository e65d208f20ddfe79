package dev.lanparty.filter;

import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Ethernet;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Where the headers lie in one frame: found once behind VLAN tags, SNAP headers, IPv4 options and IPv6 extension headers,
 * then asked by every rule. One view is used for frame after frame and keeps no buffer; its offsets hold for the frame that
 * was read last.
 */
public final class Packet {
    static final int UDP = 17;
    static final int TCP = 6;
    static final int ICMP = 1;
    static final int ICMPV6 = 58;

    static final int IPV4_SOURCE = 12;
    static final int IPV6_SOURCE = 8;
    static final int IPV6_HEADER_BYTES = 40;

    /** How an LLC header starts that a SNAP header follows (RFC 1042). */
    private static final int SNAP_START = 0xaaaa03;
    /** Both headers, up to and with the ether type. */
    private static final int SNAP_BYTES = 8;

    private static final int IPV4_MIN_HEADER_BYTES = 20;
    private static final int IPV4_MORE_FRAGMENTS = 0x2000;
    private static final int IPV4_FRAGMENT_OFFSET_MASK = 0x1fff;

    private static final int IPV6_HOP_BY_HOP = 0;
    private static final int IPV6_ROUTING = 43;
    private static final int IPV6_FRAGMENT = 44;
    private static final int IPV6_AUTHENTICATION = 51;
    private static final int IPV6_DESTINATION_OPTIONS = 60;
    private static final int IPV6_MOBILITY = 135;
    private static final int IPV6_HOST_IDENTITY = 139;
    private static final int IPV6_SHIM6 = 140;

    private static final int NONE = -1;

    private int type;
    private int network;
    private int end;
    private int protocol;
    private int transport;
    private int fragmentOffset;
    private boolean fragment;

    /**
     * Finds the headers of a frame that has at least an Ethernet header.
     *
     * @return {@link DropReason#HIDDEN_PAYLOAD} if they go on past its last byte (RFC 7112), else null
     */
    // HOT PATH
    @Nullable
    DropReason read(ByteBuf buffer, int start, int end) {
        this.end = end;
        protocol = NONE;
        fragment = false;
        fragmentOffset = 0;
        int next = Ethernet.type(buffer, start);
        int packet = start + Ethernet.HEADER_BYTES;
        boolean tag = EtherType.isTag(next);
        while (tag || isSnap(buffer, next, packet, end)) {
            int headerBytes = tag ? Ethernet.TAG_BYTES : SNAP_BYTES;
            if (packet + headerBytes > end) {
                return DropReason.HIDDEN_PAYLOAD;
            }
            packet += headerBytes;
            next = buffer.getUnsignedShort(packet - 2);
            tag = EtherType.isTag(next);
        }
        type = next;
        network = packet;
        return switch (next) {
            case EtherType.IPV4 -> readIpv4(buffer, packet);
            case EtherType.IPV6 -> readIpv6(buffer, packet);
            default -> null;
        };
    }

    /** Windows takes IP packets in this coat too. The organisation is not asked for: not every host does. */
    private static boolean isSnap(ByteBuf buffer, int type, int payload, int end) {
        return type < EtherType.FIRST && (payload + 3 > end || buffer.getUnsignedMedium(payload) == SNAP_START);
    }

    /** RFC 791. Only the first fragment of a packet has ports. */
    private @Nullable DropReason readIpv4(ByteBuf buffer, int packet) {
        if (packet + IPV4_MIN_HEADER_BYTES > end) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        int flags = buffer.getUnsignedShort(packet + 6);
        fragmentOffset = flags & IPV4_FRAGMENT_OFFSET_MASK;
        fragment = (flags & (IPV4_MORE_FRAGMENTS | IPV4_FRAGMENT_OFFSET_MASK)) != 0;
        protocol = buffer.getUnsignedByte(packet + 9);
        transport = packet + (buffer.getUnsignedByte(packet) & 0xf) * 4;
        return null;
    }

    /** RFC 8200: a chain of headers, each naming the next. */
    private @Nullable DropReason readIpv6(ByteBuf buffer, int packet) {
        if (packet + IPV6_HEADER_BYTES > end) {
            return DropReason.HIDDEN_PAYLOAD;
        }
        int next = buffer.getUnsignedByte(packet + 6);
        int header = packet + IPV6_HEADER_BYTES;
        while (isExtension(next) && fragmentOffset == 0) {
            if (header + 8 > end) {
                return DropReason.HIDDEN_PAYLOAD;
            }
            int following = buffer.getUnsignedByte(header);
            int lengthField = buffer.getUnsignedByte(header + 1);
            if (next == IPV6_FRAGMENT) {
                fragment = true;
                fragmentOffset = buffer.getUnsignedShort(header + 2) >>> 3;
                header += 8;
            } else {
                header += next == IPV6_AUTHENTICATION ? (lengthField + 2) * 4 : (lengthField + 1) * 8;
            }
            next = following;
        }
        protocol = next;
        transport = header;
        return null;
    }

    private static boolean isExtension(int header) {
        return switch (header) {
            case IPV6_HOP_BY_HOP, IPV6_ROUTING, IPV6_FRAGMENT, IPV6_AUTHENTICATION, IPV6_DESTINATION_OPTIONS,
                    IPV6_MOBILITY, IPV6_HOST_IDENTITY, IPV6_SHIM6 ->
                true;
            default -> false;
        };
    }

    /** The ether type behind tags and SNAP headers, or a length. */
    int type() {
        return type;
    }

    /** Where the packet begins that the frame carries. */
    int network() {
        return network;
    }

    /** Behind the frame's last byte. */
    int end() {
        return end;
    }

    /** Whether the packet is one of these, its header there in this frame. */
    boolean carries(int transportProtocol) {
        return protocol == transportProtocol && fragmentOffset == 0;
    }

    /** Where the transport header begins; it may be cut off. */
    int transport() {
        return transport;
    }

    /** Whether the IP packet is but a piece of one. */
    boolean isFragment() {
        return fragment;
    }

    /** The place of this fragment in its packet, in units of 8 bytes; 0 for the first and for what is whole. */
    int fragmentOffset() {
        return fragmentOffset;
    }

    /** The IP protocol, whichever fragment it is; negative where there is none. */
    int protocol() {
        return protocol;
    }
}
