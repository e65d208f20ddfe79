package dev.lanparty.frame;

import io.netty.buffer.ByteBuf;

/**
 * Lowers the maximum segment size that a TCP connection is opened with (RFC 9293, section 3.7.1), so that neither side
 * sends segments which a narrower link between them would have to cut. Only SYN segments have the option; one without it
 * stays without, and the other side assumes the standard's default. Packets in fragments are left alone, and so is
 * whatever is cut short or contradicts itself.
 */
public final class MssClamp {
    private static final int IPV4_MIN_HEADER_BYTES = 20;
    private static final int IPV4_FRAGMENT_MASK = 0x3fff;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int IPV6_HOP_BY_HOP = 0;
    private static final int IPV6_ROUTING = 43;
    private static final int IPV6_DESTINATION_OPTIONS = 60;

    private static final int PROTOCOL_TCP = 6;
    private static final int TCP_MIN_HEADER_BYTES = 20;
    private static final int TCP_FLAGS = 13;
    private static final int TCP_CHECKSUM = 16;
    private static final int FLAG_SYN = 2;

    private static final int OPTION_END = 0;
    private static final int OPTION_NONE = 1;
    private static final int OPTION_MSS = 2;
    private static final int OPTION_MSS_BYTES = 4;

    private MssClamp() {
    }

    /**
     * Lowers the option in a frame, if there is one and it is higher, to what fits the MTU behind IP and TCP headers
     * without options (RFC 6691).
     *
     * @param mtuBytes the payload of an untagged frame, 576 to 1500; VLAN tags take their bytes from it
     * @return whether the frame was changed
     */
    // HOT PATH
    public static boolean clamp(ByteBuf buffer, int offset, int lengthBytes, int mtuBytes) {
        int end = offset + lengthBytes;
        if (lengthBytes < Ethernet.HEADER_BYTES) {
            return false;
        }
        int type = Ethernet.type(buffer, offset);
        int packet = offset + Ethernet.HEADER_BYTES;
        int packetBytes = mtuBytes;
        while (EtherType.isTag(type)) {
            packet += Ethernet.TAG_BYTES;
            packetBytes -= Ethernet.TAG_BYTES;
            if (packet > end) {
                return false;
            }
            type = buffer.getUnsignedShort(packet - 2);
        }
        return switch (type) {
            case EtherType.IPV4 -> clampIpv4(buffer, packet, end, packetBytes);
            case EtherType.IPV6 -> clampIpv6(buffer, packet, end, packetBytes);
            default -> false;
        };
    }

    /** RFC 791. The packet ends where it says; padding may follow. */
    private static boolean clampIpv4(ByteBuf buffer, int packet, int frameEnd, int packetBytes) {
        if (packet + IPV4_MIN_HEADER_BYTES > frameEnd || buffer.getUnsignedByte(packet) >>> 4 != 4
                || buffer.getUnsignedByte(packet + 9) != PROTOCOL_TCP
                || (buffer.getUnsignedShort(packet + 6) & IPV4_FRAGMENT_MASK) != 0) {
            return false;
        }
        int headerBytes = (buffer.getUnsignedByte(packet) & 0xf) * 4;
        int end = packet + buffer.getUnsignedShort(packet + 2);
        return headerBytes >= IPV4_MIN_HEADER_BYTES && end <= frameEnd && clampTcp(buffer, packet + headerBytes, end,
                packetBytes - IPV4_MIN_HEADER_BYTES - TCP_MIN_HEADER_BYTES);
    }

    /** RFC 8200. Of the headers that may precede TCP, those of options and routes are passed over. */
    private static boolean clampIpv6(ByteBuf buffer, int packet, int frameEnd, int packetBytes) {
        int header = packet + IPV6_HEADER_BYTES;
        if (header > frameEnd || buffer.getUnsignedByte(packet) >>> 4 != 6) {
            return false;
        }
        int end = header + buffer.getUnsignedShort(packet + 4);
        if (end > frameEnd) {
            return false;
        }
        int next = buffer.getUnsignedByte(packet + 6);
        while (next == IPV6_HOP_BY_HOP || next == IPV6_ROUTING || next == IPV6_DESTINATION_OPTIONS) {
            if (header + 8 > end) {
                return false;
            }
            next = buffer.getUnsignedByte(header);
            header += (buffer.getUnsignedByte(header + 1) + 1) * 8;
        }
        return next == PROTOCOL_TCP
                && clampTcp(buffer, header, end, packetBytes - IPV6_HEADER_BYTES - TCP_MIN_HEADER_BYTES);
    }

    private static boolean clampTcp(ByteBuf buffer, int tcp, int end, int maxSegmentBytes) {
        if (tcp + TCP_MIN_HEADER_BYTES > end || (buffer.getUnsignedByte(tcp + TCP_FLAGS) & FLAG_SYN) == 0) {
            return false;
        }
        int optionsEnd = tcp + (buffer.getUnsignedByte(tcp + 12) >>> 4) * 4;
        if (optionsEnd > end) {
            return false;
        }
        boolean changed = false;
        int option = tcp + TCP_MIN_HEADER_BYTES;
        while (option + OPTION_MSS_BYTES <= optionsEnd) {
            int kind = buffer.getUnsignedByte(option);
            if (kind == OPTION_END) {
                break;
            }
            int optionBytes = kind == OPTION_NONE ? 1 : buffer.getUnsignedByte(option + 1);
            if (kind != OPTION_NONE && optionBytes < 2) {
                break;
            }
            if (kind == OPTION_MSS && optionBytes == OPTION_MSS_BYTES) {
                changed |= lower(buffer, tcp, option + 2, maxSegmentBytes);
            }
            option += optionBytes;
        }
        return changed;
    }

    /**
     * Writes the value and mends the checksum by the difference (RFC 1624), so that a wrong one stays wrong. At an odd
     * distance from the header's start, the two bytes are added to the sum the other way round.
     */
    private static boolean lower(ByteBuf buffer, int tcp, int value, int maxSegmentBytes) {
        int before = buffer.getUnsignedShort(value);
        if (before <= maxSegmentBytes) {
            return false;
        }
        buffer.setShort(value, maxSegmentBytes);
        boolean odd = (value - tcp & 1) != 0;
        int sum = (~buffer.getUnsignedShort(tcp + TCP_CHECKSUM) & 0xffff)
                + (~(odd ? swap(before) : before) & 0xffff) + (odd ? swap(maxSegmentBytes) : maxSegmentBytes);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        buffer.setShort(tcp + TCP_CHECKSUM, ~sum);
        return true;
    }

    private static int swap(int value) {
        return Short.toUnsignedInt(Short.reverseBytes((short) value));
    }
}
