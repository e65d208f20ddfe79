package dev.lanparty.ffi.offload;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Where the headers of a TCP or UDP frame lie, counted from the frame's first byte. One object is filled again for each
 * frame; confined to its owner's thread.
 */
final class TransportHeaders {
    static final int TCP = 6;
    static final int UDP = 17;
    static final int UDP_HEADER_BYTES = 8;
    static final int IPV6_HEADER_BYTES = 40;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final int ETHERNET_HEADER_BYTES = 14;
    private static final int VLAN_TAG_BYTES = 4;
    private static final int ETHER_TYPE_IPV4 = 0x0800;
    private static final int ETHER_TYPE_IPV6 = 0x86DD;
    private static final int ETHER_TYPE_VLAN = 0x8100;
    private static final int ETHER_TYPE_SERVICE_VLAN = 0x88A8;
    private static final int IPV4_MORE_FRAGMENTS_AND_OFFSET = 0x3FFF;
    private static final int IPV4_ADDRESSES = 12;
    private static final int IPV6_ADDRESSES = 8;
    private static final int HOP_BY_HOP = 0;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MINIMUM_TCP_HEADER_BYTES = 20;
    private static final int MINIMUM_IPV4_HEADER_BYTES = 20;

    private boolean ipv4;
    private int protocol;
    private int network;
    private int transport;
    private int payload;

    boolean isIpv4() {
        return ipv4;
    }

    /** {@link #TCP} or {@link #UDP}. */
    int protocol() {
        return protocol;
    }

    int network() {
        return network;
    }

    int transport() {
        return transport;
    }

    int payload() {
        return payload;
    }

    /**
     * Finds the headers.
     *
     * @return whether the frame is a whole TCP or UDP one whose headers lie inside it; IP fragments are not
     */
    boolean parse(MemorySegment frame, long offset, int length) {
        int typeAt = ETHERNET_HEADER_BYTES - Short.BYTES;
        if (length < ETHERNET_HEADER_BYTES) {
            return false;
        }
        int type = unsignedShort(frame, offset + typeAt);
        while (type == ETHER_TYPE_VLAN || type == ETHER_TYPE_SERVICE_VLAN) {
            typeAt += VLAN_TAG_BYTES;
            if (typeAt + Short.BYTES > length) {
                return false;
            }
            type = unsignedShort(frame, offset + typeAt);
        }
        network = typeAt + Short.BYTES;
        ipv4 = type == ETHER_TYPE_IPV4;
        boolean found = switch (type) {
            case ETHER_TYPE_IPV4 -> parseIpv4(frame, offset, length);
            case ETHER_TYPE_IPV6 -> parseIpv6(frame, offset, length);
            default -> false;
        };
        return found && parseTransport(frame, offset, length);
    }

    /**
     * The sum of both addresses and the protocol (RFC 9293, section 3.1, and RFC 8200, section 8.1), not folded; the length is the
     * caller's to add.
     *
     * @param ip where the IP header begins in memory
     */
    static int pseudoHeaderSum(MemorySegment memory, long ip, boolean ipv4, int protocol) {
        int addresses = ipv4
                ? InternetChecksum.sum(memory, ip + IPV4_ADDRESSES, 2 * 4)
                : InternetChecksum.sum(memory, ip + IPV6_ADDRESSES, 2 * 16);
        return addresses + protocol;
    }

    private boolean parseIpv4(MemorySegment frame, long offset, int length) {
        if (network + MINIMUM_IPV4_HEADER_BYTES > length) {
            return false;
        }
        int headerBytes = (unsignedByte(frame, offset + network) & 0x0F) * Integer.BYTES;
        int fragment = unsignedShort(frame, offset + network + 6) & IPV4_MORE_FRAGMENTS_AND_OFFSET;
        protocol = unsignedByte(frame, offset + network + 9);
        transport = network + headerBytes;
        return headerBytes >= MINIMUM_IPV4_HEADER_BYTES && fragment == 0;
    }

    /** Walks over the options; a fragment or routing header ends the walk, since neither can be segmented simply. */
    private boolean parseIpv6(MemorySegment frame, long offset, int length) {
        if (network + IPV6_HEADER_BYTES > length) {
            return false;
        }
        protocol = unsignedByte(frame, offset + network + 6);
        transport = network + IPV6_HEADER_BYTES;
        while (protocol == HOP_BY_HOP || protocol == DESTINATION_OPTIONS) {
            if (transport + Long.BYTES > length) {
                return false;
            }
            protocol = unsignedByte(frame, offset + transport);
            transport += (unsignedByte(frame, offset + transport + 1) + 1) * Long.BYTES;
        }
        return true;
    }

    private boolean parseTransport(MemorySegment frame, long offset, int length) {
        if (protocol == UDP) {
            payload = transport + UDP_HEADER_BYTES;
            return payload <= length;
        }
        if (protocol != TCP || transport + MINIMUM_TCP_HEADER_BYTES > length) {
            return false;
        }
        int headerBytes = (unsignedByte(frame, offset + transport + 12) >>> 4) * Integer.BYTES;
        payload = transport + headerBytes;
        return headerBytes >= MINIMUM_TCP_HEADER_BYTES && payload <= length;
    }

    private static int unsignedByte(MemorySegment frame, long at) {
        return frame.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    private static int unsignedShort(MemorySegment frame, long at) {
        return frame.get(SHORT, at) & 0xFFFF;
    }
}
