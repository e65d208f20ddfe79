package dev.lanparty.filter;

import dev.lanparty.frame.Ethernet;
import dev.lanparty.frame.IpAddress;
import io.netty.buffer.ByteBuf;

/**
 * A DHCP message (RFC 2131) in place: what the room must know of it, and the options that would move a player's internet
 * taken out. An option is taken out by padding (RFC 2132, section 3.1), so that all others and every length stay as they
 * are; also where options go on in the fields for file and server name (option 52), and where one is cut into several (RFC
 * 3396). Used for message after message.
 */
final class DhcpMessage {
    static final int DECLINE = 4;
    static final int ACK = 5;
    static final int NAK = 6;
    static final int RELEASE = 7;

    private static final int UDP_HEADER_BYTES = 8;
    private static final int UDP_LENGTH = 4;
    private static final int UDP_CHECKSUM = 6;

    private static final int HARDWARE_TYPE = 1;
    private static final int ETHERNET_OF_SIX_BYTES = 0x0106;
    private static final int CLIENT_ADDRESS = 12;
    private static final int YOUR_ADDRESS = 16;
    private static final int HARDWARE_ADDRESS = 28;
    private static final int SERVER_NAME = 44;
    private static final int FILE = 108;
    private static final int COOKIE = 236;
    private static final int OPTIONS = 240;
    private static final int MAGIC_COOKIE = 0x6382_5363;

    private static final int PAD = 0;
    private static final int ROUTER = 3;
    private static final int NAME_SERVER = 6;
    private static final int STATIC_ROUTE = 33;
    private static final int LEASE_TIME = 51;
    private static final int OVERLOAD = 52;
    private static final int MESSAGE_TYPE = 53;
    private static final int SERVER = 54;
    private static final int CLASSLESS_ROUTE = 121;
    private static final int CLASSLESS_ROUTE_OF_MICROSOFT = 249;
    private static final int PROXY = 252;
    /** RFC 6731. */
    private static final int NAME_SERVER_SELECTION = 146;
    /** RFC 9463. */
    private static final int ENCRYPTED_NAME_SERVER = 162;
    private static final int END = 255;

    private static final int OVERLOAD_FILE = 1;
    private static final int OVERLOAD_SERVER_NAME = 2;

    private final ChecksumPatch patch = new ChecksumPatch();
    private int bootp;
    private int end;
    private int type;
    private int overload;
    private long leaseSeconds;
    private long router;
    private long server;

    /**
     * Reads a message.
     *
     * @param buffer with the whole frame, changed if options are taken out
     * @param packet a UDP datagram of which the ports are there
     * @param disarm whether options are taken out
     * @return false if it is not there as a whole, or contradicts itself; then nothing is known of it, and it must not pass
     *         where options are to be taken out
     */
    boolean read(ByteBuf buffer, Packet packet, boolean disarm) {
        int udp = packet.transport();
        type = 0;
        overload = 0;
        leaseSeconds = 0;
        router = 0;
        server = 0;
        bootp = udp + UDP_HEADER_BYTES;
        if (packet.isFragment() || bootp > packet.end()) {
            return false;
        }
        end = udp + buffer.getUnsignedShort(udp + UDP_LENGTH);
        // Who reads by the one length must not find what who reads by the other did not.
        if (end > packet.end() || end != packet.network() + buffer.getUnsignedShort(packet.network() + 2)
                || bootp + COOKIE > end) {
            return false;
        }
        if (bootp + OPTIONS > end || buffer.getInt(bootp + COOKIE) != MAGIC_COOKIE) {
            return true;
        }
        patch.begin(udp);
        boolean readable = readOptions(buffer, bootp + OPTIONS, end, disarm);
        if (readable && (overload & OVERLOAD_FILE) != 0) {
            readable = readOptions(buffer, bootp + FILE, bootp + COOKIE, disarm);
        }
        if (readable && (overload & OVERLOAD_SERVER_NAME) != 0) {
            readable = readOptions(buffer, bootp + SERVER_NAME, bootp + FILE, disarm);
        }
        if (patch.isChanged() && buffer.getShort(udp + UDP_CHECKSUM) != 0) {
            patch.finish(buffer, udp + UDP_CHECKSUM);
        }
        return readable;
    }

    private boolean readOptions(ByteBuf buffer, int from, int to, boolean disarm) {
        int option = from;
        while (option < to) {
            int code = buffer.getUnsignedByte(option);
            if (code == END) {
                return true;
            }
            if (code == PAD) {
                option++;
                continue;
            }
            int value = option + 2;
            int next = value > to ? value : value + buffer.getUnsignedByte(option + 1);
            if (next > to) {
                return false;
            }
            take(buffer, code, value, next - value);
            if (disarm && movesInternet(code)) {
                patch.zero(buffer, option, next);
            }
            option = next;
        }
        return true;
    }

    private void take(ByteBuf buffer, int code, int value, int lengthBytes) {
        switch (code) {
            case OVERLOAD -> overload |= lengthBytes > 0 ? buffer.getByte(value) : 0;
            case MESSAGE_TYPE -> type = lengthBytes > 0 ? buffer.getUnsignedByte(value) : 0;
            case LEASE_TIME -> leaseSeconds = lengthBytes == 4 ? buffer.getUnsignedInt(value) : 0;
            case ROUTER -> router = lengthBytes >= 4 ? IpAddress.ipv4(buffer, value) : 0;
            case SERVER -> server = lengthBytes == 4 ? IpAddress.ipv4(buffer, value) : 0;
            default -> {
                // Says nothing about addresses.
            }
        }
    }

    /** Router, name servers, routes, and a proxy for all that a browser does. */
    private static boolean movesInternet(int code) {
        return switch (code) {
            case ROUTER, NAME_SERVER, NAME_SERVER_SELECTION, ENCRYPTED_NAME_SERVER, STATIC_ROUTE, CLASSLESS_ROUTE,
                    CLASSLESS_ROUTE_OF_MICROSOFT, PROXY ->
                true;
            default -> false;
        };
    }

    /** What kind of message it is (RFC 2132, section 9.6); 0 if it does not say. */
    int type() {
        return type;
    }

    /** How long an address is given for; 0 if it does not say. */
    long leaseSeconds() {
        return leaseSeconds;
    }

    /** The LAN's router, or 0. */
    long router() {
        return router;
    }

    /** The DHCP server, or 0. */
    long server() {
        return server;
    }

    /** The address that is given. */
    long yourAddress(ByteBuf buffer) {
        return IpAddress.ipv4(buffer, bootp + YOUR_ADDRESS);
    }

    /** For whom it is. */
    long clientMac(ByteBuf buffer) {
        return Ethernet.mac(buffer, bootp + HARDWARE_ADDRESS);
    }

    /** Whether a client's message, of which not all need be there, is in the name of this MAC address. */
    static boolean isOf(ByteBuf buffer, Packet packet, long mac) {
        int message = packet.transport() + UDP_HEADER_BYTES;
        return buffer.getUnsignedShort(message + HARDWARE_TYPE) == ETHERNET_OF_SIX_BYTES
                && Ethernet.mac(buffer, message + HARDWARE_ADDRESS) == mac;
    }

    /** Whether enough of a client's message is there to know who it is of. */
    static boolean showsClient(Packet packet) {
        return packet.transport() + UDP_HEADER_BYTES + SERVER_NAME <= packet.end();
    }

    /** The address that a client says it has, or 0. */
    static long clientAddress(ByteBuf buffer, Packet packet) {
        return IpAddress.ipv4(buffer, packet.transport() + UDP_HEADER_BYTES + CLIENT_ADDRESS);
    }
}
