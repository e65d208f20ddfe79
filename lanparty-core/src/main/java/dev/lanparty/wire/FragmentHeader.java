package dev.lanparty.wire;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Ethernet;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a fragment between the tunnel header and the Ethernet header, in network byte order.
 *
 * <pre>
 *  bytes 0-1   frame number: which frame of this source the piece is of
 *  byte 2      index of the piece, from 0
 *  byte 3      count of the pieces, 2 to {@link #MAX_COUNT}
 *  then the frame's 14-byte Ethernet header, then the piece of its payload
 * </pre>
 *
 * Every piece but the last has at least {@link #MIN_PIECE_BYTES}, so that a filter sees all that it asks for in the first.
 * A VLAN tag is the start of the payload. The pieces of a frame have the same number, count and Ethernet header, and may
 * arrive in any order. A source numbers the frames that it cuts one after the other, 0 following 65535.
 */
public final class FragmentHeader {
    /** This header alone. */
    public static final int BYTES = 4;
    /** A frame is never cut into more pieces: 1504 bytes of payload in pieces of at least 256. */
    public static final int MAX_COUNT = 6;
    /** The shortest piece that is not the last. */
    public static final int MIN_PIECE_BYTES = 256;
    /** What a datagram carries around a piece: both headers, and the frame's. */
    public static final int OVERHEAD_BYTES = TunnelDatagram.HEADER_BYTES + BYTES + Ethernet.HEADER_BYTES;

    private static final int INDEX = 2;
    private static final int COUNT = 3;

    private FragmentHeader() {
    }

    /** Writes the header at an index. */
    public static void write(ByteBuf buffer, int offset, int frameNumber, int index, int count) {
        buffer.setShort(offset, frameNumber);
        buffer.setByte(offset + INDEX, index);
        buffer.setByte(offset + COUNT, count);
    }

    /**
     * Checks a header and the lengths of what follows it.
     *
     * @param lengthBytes from the header's first byte to the datagram's end
     * @return why it cannot be taken, or null
     */
    static @Nullable DropReason check(ByteBuf buffer, int offset, int lengthBytes) {
        int pieceBytes = lengthBytes - BYTES - Ethernet.HEADER_BYTES;
        if (pieceBytes < 0) {
            return DropReason.DATAGRAM_TOO_SHORT;
        }
        int index = index(buffer, offset);
        int count = count(buffer, offset);
        boolean last = index == count - 1;
        if (count < 2 || count > MAX_COUNT || index >= count || pieceBytes < (last ? 1 : MIN_PIECE_BYTES)) {
            return DropReason.FRAGMENT_HEADER;
        }
        return null;
    }

    /** Which frame of its source the piece is of, 0 to 65535. */
    public static int frameNumber(ByteBuf buffer, int offset) {
        return buffer.getUnsignedShort(offset);
    }

    /** Which piece it is, from 0. */
    public static int index(ByteBuf buffer, int offset) {
        return buffer.getUnsignedByte(offset + INDEX);
    }

    /** How many pieces the frame has. */
    public static int count(ByteBuf buffer, int offset) {
        return buffer.getUnsignedByte(offset + COUNT);
    }
}
