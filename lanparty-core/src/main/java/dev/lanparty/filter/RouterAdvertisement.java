package dev.lanparty.filter;

import io.netty.buffer.ByteBuf;

/**
 * An IPv6 router advertisement (RFC 4861) in place, made harmless: the router is none by default any more, and of its
 * options only its MAC address, the MTU and prefixes of the LAN's own size stay, by which hosts of the LAN are reached.
 * Routes, name servers and whatever else becomes an option that no host knows. Used for message after message.
 */
final class RouterAdvertisement {
    private static final int CHECKSUM = 2;
    private static final int FLAGS = 5;
    private static final int LIFETIME = 6;
    private static final int OPTIONS = 16;
    /** Managed and other configuration, by which DHCPv6 is asked, and the router's preference (RFC 4191). */
    private static final int DISARMED_FLAGS = 0x80 | 0x40 | 0x18;

    private static final int OPTION_SOURCE_MAC = 1;
    private static final int OPTION_PREFIX = 3;
    private static final int OPTION_MTU = 5;
    /** For experiments (RFC 4727): no host knows what it means. */
    private static final int OPTION_UNKNOWN = 253;
    private static final int OPTION_PREFIX_BYTES = 32;
    /** A wider prefix would draw other networks' traffic to the LAN. */
    private static final int MIN_PREFIX_BITS = 64;

    private final ChecksumPatch patch = new ChecksumPatch();

    /**
     * Makes an advertisement harmless.
     *
     * @param packet an ICMPv6 message with its first byte there
     * @return false if it is not there as a whole or contradicts itself; it must not pass
     */
    boolean disarm(ByteBuf buffer, Packet packet) {
        int message = packet.transport();
        int end = packet.network() + Packet.IPV6_HEADER_BYTES + buffer.getUnsignedShort(packet.network() + 4);
        if (packet.isFragment() || end > packet.end() || message + OPTIONS > end) {
            return false;
        }
        patch.begin(message);
        patch.zero(buffer, message + LIFETIME, message + LIFETIME + 2);
        patch.set(buffer, message + FLAGS, buffer.getUnsignedByte(message + FLAGS) & ~DISARMED_FLAGS);
        int option = message + OPTIONS;
        while (option < end) {
            if (option + 8 > end) {
                return false;
            }
            int next = option + buffer.getUnsignedByte(option + 1) * 8;
            if (next == option || next > end) {
                return false;
            }
            if (!mayStay(buffer, option, next - option)) {
                patch.set(buffer, option, OPTION_UNKNOWN);
                patch.zero(buffer, option + 2, next);
            }
            option = next;
        }
        patch.finish(buffer, message + CHECKSUM);
        return true;
    }

    private static boolean mayStay(ByteBuf buffer, int option, int lengthBytes) {
        return switch (buffer.getUnsignedByte(option)) {
            case OPTION_SOURCE_MAC, OPTION_MTU -> true;
            case OPTION_PREFIX -> lengthBytes == OPTION_PREFIX_BYTES
                    && buffer.getUnsignedByte(option + 2) >= MIN_PREFIX_BITS;
            default -> false;
        };
    }
}
