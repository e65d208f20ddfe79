package dev.lanparty.filter;

import io.netty.buffer.ByteBuf;

/**
 * A DHCPv6 message to a client (RFC 8415) in place, the options taken out that would move a player's internet: name servers, as
 * addresses and by their encrypted heirs, and which of them to prefer. DHCPv6 has no padding, so an option becomes one that no
 * host knows, of the same length and all zero. Used for message after message.
 */
final class Dhcpv6Message {
    private static final int UDP_HEADER_BYTES = 8;
    private static final int UDP_LENGTH = 4;
    private static final int UDP_CHECKSUM = 6;
    /** A kind and a transaction; a client takes no message from a relay agent, of which the header is longer. */
    private static final int HEADER_BYTES = 4;
    private static final int OPTION_HEADER_BYTES = 4;

    private static final int NAME_SERVERS = 23;
    /** RFC 6731. */
    private static final int NAME_SERVER_SELECTION = 74;
    /** RFC 9463. */
    private static final int ENCRYPTED_NAME_SERVER = 144;
    /** Assigned to nothing, being the last. */
    private static final int UNKNOWN = 0xffff;

    private final ChecksumPatch patch = new ChecksumPatch();

    /**
     * Makes a message harmless.
     *
     * @param packet a UDP datagram of which the ports are there
     * @return false if it is not there as a whole or contradicts itself; it must not pass
     */
    boolean disarm(ByteBuf buffer, Packet packet) {
        int udp = packet.transport();
        int message = udp + UDP_HEADER_BYTES;
        if (packet.isFragment() || message > packet.end()) {
            return false;
        }
        int end = udp + buffer.getUnsignedShort(udp + UDP_LENGTH);
        int network = packet.network();
        if (end > packet.end() || end != network + Packet.IPV6_HEADER_BYTES + buffer.getUnsignedShort(network + 4)
                || message + HEADER_BYTES > end) {
            return false;
        }
        patch.begin(udp);
        int option = message + HEADER_BYTES;
        while (option < end) {
            int value = option + OPTION_HEADER_BYTES;
            int next = value > end ? value : value + buffer.getUnsignedShort(option + 2);
            if (next > end) {
                return false;
            }
            if (movesInternet(buffer.getUnsignedShort(option))) {
                patch.set(buffer, option, UNKNOWN >>> 8);
                patch.set(buffer, option + 1, UNKNOWN & 0xff);
                patch.zero(buffer, value, next);
            }
            option = next;
        }
        if (patch.isChanged()) {
            patch.finish(buffer, udp + UDP_CHECKSUM);
        }
        return true;
    }

    private static boolean movesInternet(int code) {
        return switch (code) {
            case NAME_SERVERS, NAME_SERVER_SELECTION, ENCRYPTED_NAME_SERVER -> true;
            default -> false;
        };
    }
}
