package dev.lanparty.launcher.station;

import dev.lanparty.frame.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Whole Ethernet frames that carry a UDP datagram over IPv4 (RFC 768, RFC 791), in network byte order. */
public final class UdpFrame {
    private static final int ETHERNET_BYTES = 14;
    private static final int IP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final short IPV4 = 0x0800;
    private static final byte VERSION_AND_LENGTH = 0x45;
    private static final byte TIME_TO_LIVE = 64;
    private static final byte UDP = 17;
    private static final int PROTOCOL_AT = ETHERNET_BYTES + 9;
    private static final int CHECKSUM_AT = ETHERNET_BYTES + 10;
    private static final int LENGTH_MASK = 0x0f;

    private UdpFrame() {
    }

    /**
     * One end of a datagram's way.
     *
     * @param ip an IPv4 address
     */
    public record End(MacAddress mac, InetAddress ip, int port) {
        /** One given in text. */
        public static End of(String mac, String ip, int port) {
            return new End(MacAddress.parse(mac), InetAddress.ofLiteral(ip), port);
        }
    }

    /** A frame with a finished IP checksum and, as IPv4 allows, none for UDP. */
    public static byte[] write(End from, End to, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET_BYTES + IP_BYTES + UDP_BYTES + payload.length);
        frame.put(to.mac().toBytes()).put(from.mac().toBytes()).putShort(IPV4);
        frame.put(VERSION_AND_LENGTH).put((byte) 0).putShort((short) (IP_BYTES + UDP_BYTES + payload.length));
        frame.putInt(0).put(TIME_TO_LIVE).put(UDP).putShort((short) 0);
        frame.put(from.ip().getAddress()).put(to.ip().getAddress());
        frame.putShort((short) from.port()).putShort((short) to.port());
        frame.putShort((short) (UDP_BYTES + payload.length)).putShort((short) 0).put(payload);
        frame.putShort(CHECKSUM_AT, headerChecksum(frame));
        return frame.array();
    }

    private static short headerChecksum(ByteBuffer frame) {
        int sum = 0;
        for (int at = ETHERNET_BYTES; at < ETHERNET_BYTES + IP_BYTES; at += Short.BYTES) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        sum = (sum >>> 16) + (sum & 0xffff);
        return (short) ~(sum + (sum >>> 16));
    }

    /** The payload of a whole datagram to a port; empty if the frame carries anything else. */
    static ByteBuffer payload(ByteBuffer frame, int port) {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        if (frame.limit() < ETHERNET_BYTES + IP_BYTES + UDP_BYTES || frame.getShort(ETHERNET_BYTES - 2) != IPV4
                || frame.get(PROTOCOL_AT) != UDP) {
            return nothing;
        }
        int udpAt = ETHERNET_BYTES + (frame.get(ETHERNET_BYTES) & LENGTH_MASK) * Integer.BYTES;
        if (frame.limit() < udpAt + UDP_BYTES || Short.toUnsignedInt(frame.getShort(udpAt + 2)) != port) {
            return nothing;
        }
        int lengthBytes = Short.toUnsignedInt(frame.getShort(udpAt + 4));
        if (lengthBytes < UDP_BYTES || udpAt + lengthBytes > frame.limit()) {
            return nothing;
        }
        return frame.slice(udpAt + UDP_BYTES, lengthBytes - UDP_BYTES);
    }
}
