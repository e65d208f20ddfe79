package dev.lanparty.wire;

import dev.lanparty.frame.Ethernet;

/** How the length of a QUIC DATAGRAM and the MTU of a room's network adapters follow from each other, in bytes. */
public final class MtuBudget {
    /** The smallest MTU every IPv4 host must take (RFC 791), and the smallest of a room. */
    public static final int MIN_MTU_BYTES = 576;
    /** Ethernet's own. */
    public static final int MAX_MTU_BYTES = Ethernet.MAX_PAYLOAD_BYTES;
    /** What a datagram carries around a payload: the tunnel header and the Ethernet header. */
    public static final int OVERHEAD_BYTES = TunnelDatagram.HEADER_BYTES + Ethernet.HEADER_BYTES;
    /**
     * The smallest datagram budget an endpoint may have: two pieces hold the longest frame. So no piece is ever longer,
     * whatever path it was cut for, and each fits every member's path. QUIC itself leaves 1156 bytes at least.
     */
    public static final int MIN_DATAGRAM_BYTES = FragmentHeader.OVERHEAD_BYTES
            + Math.ceilDiv(Ethernet.MAX_TAGGED_FRAME_BYTES - Ethernet.HEADER_BYTES, 2);
    /**
     * Every room's: what QUIC leaves of a path of 1500 bytes, as most are, less the headers of IPv4 and UDP, 32 bytes of QUIC's
     * and {@link #OVERHEAD_BYTES}.
     */
    public static final int ROOM_MTU_BYTES = 1_500 - 20 - 8 - 32 - OVERHEAD_BYTES;

    private MtuBudget() {
    }

    /**
     * The largest MTU of which every untagged frame fits one datagram, at most {@link #MAX_MTU_BYTES}.
     *
     * @param datagramBytes the longest datagram, {@link #MIN_DATAGRAM_BYTES} or more
     */
    public static int mtuFor(int datagramBytes) {
        if (datagramBytes < MIN_DATAGRAM_BYTES) {
            throw new IllegalArgumentException(
                    "a datagram of " + datagramBytes + " bytes is too short, " + MIN_DATAGRAM_BYTES + " are needed");
        }
        return Math.min(MAX_MTU_BYTES, datagramBytes - OVERHEAD_BYTES);
    }
}
