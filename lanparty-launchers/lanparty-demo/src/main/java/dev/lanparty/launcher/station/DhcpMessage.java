package dev.lanparty.launcher.station;

import dev.lanparty.frame.MacAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A DHCP message (RFC 2131, RFC 2132): the parts that getting an address takes.
 *
 * @param type of option 53
 * @param transaction chosen by the client
 * @param yours the address that the server offers or gives
 * @param options by their number, as they lie in the message
 */
public record DhcpMessage(int type, int transaction, InetAddress yours, Map<Integer, byte[]> options) {
    /** The server's UDP port. */
    public static final int SERVER_PORT = 67;
    /** The client's UDP port. */
    public static final int CLIENT_PORT = 68;
    /** A client asks for offers. */
    static final int DISCOVER = 1;
    /** A server makes one. */
    public static final int OFFER = 2;
    /** The client takes it. */
    static final int REQUEST = 3;
    /** The server agrees. */
    static final int ACKNOWLEDGE = 5;

    static final int SUBNET_MASK = 1;
    static final int REQUESTED_ADDRESS = 50;
    static final int MESSAGE_TYPE = 53;
    static final int SERVER = 54;

    private static final byte BOOT_REQUEST = 1;
    private static final byte BOOT_REPLY = 2;
    private static final byte ETHERNET = 1;
    private static final byte MAC_BYTES = 6;
    private static final short ANSWER_BY_BROADCAST = (short) 0x8000;
    private static final int COOKIE = 0x6382_5363;
    private static final int TRANSACTION_AT = 4;
    private static final int YOURS_AT = 16;
    private static final int MAC_AT = 28;
    private static final int COOKIE_AT = 236;
    private static final int LONGEST_BYTES = 300;
    private static final int PAD = 0;
    private static final int END = 255;

    /** The bytes of a message; the server is asked to answer by broadcast, since the client has no address yet. */
    public byte[] write(MacAddress client) {
        ByteBuffer message = ByteBuffer.allocate(LONGEST_BYTES);
        message.put(type == OFFER || type == ACKNOWLEDGE ? BOOT_REPLY : BOOT_REQUEST).put(ETHERNET).put(MAC_BYTES);
        message.putInt(TRANSACTION_AT, transaction).putShort(TRANSACTION_AT + 6, ANSWER_BY_BROADCAST);
        message.put(YOURS_AT, yours.getAddress()).put(MAC_AT, client.toBytes());
        message.putInt(COOKIE_AT, COOKIE).position(COOKIE_AT + Integer.BYTES);
        message.put((byte) MESSAGE_TYPE).put((byte) 1).put((byte) type);
        options.forEach((number, value) -> message.put((byte) (int) number).put((byte) value.length).put(value));
        message.put((byte) END);
        return message.array();
    }

    /** Reads a message; its type is 0 if the bytes are none. */
    static DhcpMessage read(ByteBuffer message) {
        Map<Integer, byte[]> options = new HashMap<>();
        InetAddress none = InetAddress.ofLiteral("0.0.0.0");
        if (message.limit() < COOKIE_AT + Integer.BYTES || message.getInt(COOKIE_AT) != COOKIE) {
            return new DhcpMessage(0, 0, none, options);
        }
        message.position(COOKIE_AT + Integer.BYTES);
        while (message.remaining() > 1) {
            int number = Byte.toUnsignedInt(message.get());
            if (number == END) {
                break;
            }
            if (number != PAD) {
                byte[] value = new byte[Math.min(Byte.toUnsignedInt(message.get()), message.remaining())];
                message.get(value);
                options.put(number, value);
            }
        }
        byte[] type = options.getOrDefault(MESSAGE_TYPE, new byte[]{0});
        return new DhcpMessage(type.length == 0 ? 0 : type[0], message.getInt(TRANSACTION_AT),
                address(message, YOURS_AT), options);
    }

    private static InetAddress address(ByteBuffer message, int at) {
        byte[] bytes = new byte[4];
        message.get(at, bytes);
        return address(bytes);
    }

    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an IPv4 address has 4 bytes, not " + bytes.length, e);
        }
    }
}
