package dev.lanparty.frame;

import io.netty.buffer.ByteBuf;

/**
 * Where things lie in an Ethernet frame without its frame check sequence (IEEE 802.3, clause 3), in network byte order.
 * The caller has checked that at least {@link #HEADER_BYTES} bytes follow the offset.
 */
public final class Ethernet {
    /** Destination, source and type. */
    public static final int HEADER_BYTES = 14;
    /** An IEEE 802.1Q tag, between the source and the type. */
    public static final int TAG_BYTES = 4;
    /** The longest payload. */
    public static final int MAX_PAYLOAD_BYTES = 1500;
    /** The longest untagged frame. */
    public static final int MAX_FRAME_BYTES = HEADER_BYTES + MAX_PAYLOAD_BYTES;
    /** The longest tagged frame. */
    public static final int MAX_TAGGED_FRAME_BYTES = MAX_FRAME_BYTES + TAG_BYTES;

    private static final int DESTINATION = 0;
    private static final int SOURCE = 6;
    private static final int TYPE = 12;

    private Ethernet() {
    }

    /** The destination as {@link MacAddress#bits}. */
    public static long destination(ByteBuf frame, int offset) {
        return mac(frame, offset + DESTINATION);
    }

    /** The source as {@link MacAddress#bits}. */
    public static long source(ByteBuf frame, int offset) {
        return mac(frame, offset + SOURCE);
    }

    /** The ether type, or the payload's length where the value is below {@link EtherType#FIRST}. */
    public static int type(ByteBuf frame, int offset) {
        return frame.getUnsignedShort(offset + TYPE);
    }

    /** Writes the three fields of a header at the buffer's writer index. */
    public static void writeHeader(ByteBuf frame, long destination, long source, int type) {
        writeMac(frame, destination);
        writeMac(frame, source);
        frame.writeShort(type);
    }

    /** Writes the 6 bytes of an address at the buffer's writer index. */
    public static void writeMac(ByteBuf frame, long bits) {
        frame.writeShort((int) (bits >>> 32));
        frame.writeInt((int) bits);
    }

    /** The address in the 6 bytes at an index, as {@link MacAddress#bits}. */
    public static long mac(ByteBuf frame, int offset) {
        return ((long) frame.getUnsignedShort(offset) << 32) | frame.getUnsignedInt(offset + 2);
    }
}
