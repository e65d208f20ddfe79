package dev.lanparty.wire;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Ethernet;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The tunnel datagram, version 1, in network byte order: this file is its specification.
 *
 * <pre>
 *  byte 0      version (high 4 bits) = 1 | kind (low 4 bits): 0 frame, 1 fragment
 *  byte 1      flags, 0; a receiver drops what it does not know
 *  bytes 2-3   source peer id: written by the relay, 0 from an endpoint, and 0 in the pieces that the relay itself has cut
 *  kind 0      the Ethernet frame, without frame check sequence
 *  kind 1      see {@link FragmentHeader}
 * </pre>
 *
 * In both kinds an Ethernet header follows the tunnel's own, at {@link #frameOffset}, so that the relay forwards by MAC
 * address without knowing of fragments.
 */
public final class TunnelDatagram {
    /** The tunnel version of this code. */
    public static final int VERSION = 1;
    /** A whole Ethernet frame. */
    public static final int KIND_FRAME = 0;
    /** A piece of an Ethernet frame, behind a copy of its header. */
    public static final int KIND_FRAGMENT = 1;
    /** The header of a whole frame; a fragment's has {@link FragmentHeader#BYTES} more. */
    public static final int HEADER_BYTES = 4;

    private static final int FLAGS = 1;
    private static final int SOURCE_PEER = 2;
    private static final byte FRAME_FIRST_BYTE = VERSION << 4 | KIND_FRAME;
    private static final byte FRAGMENT_FIRST_BYTE = VERSION << 4 | KIND_FRAGMENT;

    private TunnelDatagram() {
    }

    /** Writes the header of a whole frame at an index, the source peer being 0. */
    public static void writeFrameHeader(ByteBuf buffer, int offset) {
        write(buffer, offset, FRAME_FIRST_BYTE);
    }

    /** Writes both headers of a fragment at an index, the source peer being 0. */
    public static void writeFragmentHeader(ByteBuf buffer, int offset, int frameNumber, int index, int count) {
        write(buffer, offset, FRAGMENT_FIRST_BYTE);
        FragmentHeader.write(buffer, offset + HEADER_BYTES, frameNumber, index, count);
    }

    private static void write(ByteBuf buffer, int offset, byte first) {
        buffer.setByte(offset, first);
        buffer.setByte(offset + FLAGS, 0);
        buffer.setShort(offset + SOURCE_PEER, 0);
    }

    /**
     * Checks everything of a datagram's readable bytes that comes before the Ethernet header, and that the header is
     * there.
     *
     * @return why the datagram cannot be taken, or null if the other accessors may be used on it
     */
    // HOT PATH
    public static @Nullable DropReason check(ByteBuf datagram) {
        int start = datagram.readerIndex();
        int lengthBytes = datagram.readableBytes();
        if (lengthBytes < HEADER_BYTES) {
            return DropReason.DATAGRAM_TOO_SHORT;
        }
        int first = datagram.getUnsignedByte(start);
        if (first >>> 4 != VERSION) {
            return DropReason.DATAGRAM_VERSION;
        }
        if (datagram.getByte(start + FLAGS) != 0) {
            return DropReason.DATAGRAM_FLAGS;
        }
        return switch (first & 0xf) {
            case KIND_FRAME -> lengthBytes < HEADER_BYTES + Ethernet.HEADER_BYTES ? DropReason.RUNT : null;
            case KIND_FRAGMENT -> FragmentHeader.check(datagram, start + HEADER_BYTES, lengthBytes - HEADER_BYTES);
            default -> DropReason.DATAGRAM_KIND;
        };
    }

    /** Whether the datagram is a piece of a frame. */
    public static boolean isFragment(ByteBuf datagram) {
        return (datagram.getByte(datagram.readerIndex()) & 0xf) == KIND_FRAGMENT;
    }

    /** The index of the Ethernet header. */
    public static int frameOffset(ByteBuf datagram) {
        int afterHeader = datagram.readerIndex() + HEADER_BYTES;
        return isFragment(datagram) ? afterHeader + FragmentHeader.BYTES : afterHeader;
    }

    /** The peer that sent the frame, 1 to 65535, or 0 if the relay has not written it. */
    public static int sourcePeer(ByteBuf datagram) {
        return datagram.getUnsignedShort(datagram.readerIndex() + SOURCE_PEER);
    }

    /** Writes the peer that sent the frame, in place. */
    public static void stampSourcePeer(ByteBuf datagram, int peerId) {
        datagram.setShort(datagram.readerIndex() + SOURCE_PEER, peerId);
    }
}
