package dev.lanparty.filter;

import static dev.lanparty.frame.Frames.bytes;
import static dev.lanparty.frame.Frames.join;

import dev.lanparty.frame.Addressed;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import java.util.Arrays;

/** A DHCP message (RFC 2131) for tests, option by option, in a frame with checksums that are right. */
final class DhcpFrame {
    static final int OFFER = 2;
    static final int DECLINE = 4;
    static final int ACK = 5;
    static final int NAK = 6;
    static final int RELEASE = 7;
    static final int REQUEST = 3;

    /** Where the message begins in a frame without tags. */
    static final int MESSAGE = 14 + 20 + 8;
    /** Where its options begin. */
    static final int OPTIONS = MESSAGE + 240;
    static final int SERVER_NAME = MESSAGE + 44;
    static final int FILE = MESSAGE + 108;

    private static final int CLIENT_ADDRESS = 12;
    private static final int YOUR_ADDRESS = 16;

    private final MacAddress client;
    private final byte[] head = new byte[240];
    private byte[] options = new byte[0];
    private boolean ended = true;

    /** An answer to a client, about an address. */
    DhcpFrame(int type, MacAddress client, String address) {
        this(type, client, YOUR_ADDRESS, address);
        head[0] = 2;
    }

    private DhcpFrame(int type, MacAddress client, int addressIndex, String address) {
        this.client = client;
        System.arraycopy(bytes(1, 1, 6, 0, 0x12, 0x34, 0x56, 0x78), 0, head, 0, 8);
        System.arraycopy(client.toBytes(), 0, head, 28, 6);
        System.arraycopy(Addressed.ip(address), 0, head, addressIndex, 4);
        System.arraycopy(bytes(0x63, 0x82, 0x53, 0x63), 0, head, 236, 4);
        if (type > 0) {
            option(53, bytes(type));
        }
    }

    /** What a client asks, having an address or 0.0.0.0. */
    static DhcpFrame ofClient(int type, MacAddress client, String address) {
        return new DhcpFrame(type, client, CLIENT_ADDRESS, address);
    }

    DhcpFrame option(int code, byte[] value) {
        return raw(join(bytes(code, value.length), value));
    }

    /** Bytes where options are. */
    DhcpFrame raw(byte[] more) {
        options = join(options, more);
        return this;
    }

    /** Without the option that ends them. */
    DhcpFrame endless() {
        ended = false;
        return this;
    }

    /** Bytes in the field for the server's name, or for the file's. */
    DhcpFrame field(int frameIndex, byte[] value) {
        System.arraycopy(value, 0, head, frameIndex - MESSAGE, value.length);
        return this;
    }

    /** The answer as a LAN's server at 10.0.0.2 broadcasts it. */
    byte[] frame() {
        return Addressed.udp(Frames.BROADCAST, Frames.SERVER, "10.0.0.2", "255.255.255.255", 67, 68, message());
    }

    /** The question as the client sends it, from an address that it has or from none. */
    byte[] fromClient(String source) {
        return Addressed.udp(Frames.BROADCAST, client, source, "255.255.255.255", 68, 67, message());
    }

    byte[] message() {
        return join(head, options, ended ? bytes(255) : new byte[0]);
    }

    /** The options of a frame's message up to the end, without padding: each with its code and length. */
    static byte[] optionsOf(byte[] frame) {
        byte[] result = new byte[0];
        int index = OPTIONS;
        while (index < frame.length && (frame[index] & 0xff) != 255) {
            if (frame[index] == 0) {
                index++;
                continue;
            }
            int next = index + 2 + (frame[index + 1] & 0xff);
            result = join(result, Arrays.copyOfRange(frame, index, next));
            index = next;
        }
        return result;
    }
}
