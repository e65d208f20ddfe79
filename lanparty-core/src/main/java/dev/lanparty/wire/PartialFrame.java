package dev.lanparty.wire;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Ethernet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A frame of which some pieces are there. They lie in the order in which they came, so that a frame whose pieces come in
 * order is whole without another copy. Used for one frame after another.
 */
final class PartialFrame {
    private final byte[] bytes = new byte[Ethernet.MAX_TAGGED_FRAME_BYTES];
    private final ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    private final int[] offsets = new int[FragmentHeader.MAX_COUNT];
    private final int[] lengths = new int[FragmentHeader.MAX_COUNT];
    private FragmentSource source;
    private int number;
    private long startedNanos;
    private int count;
    private int usedBytes;
    /** Bit n: piece n is there. */
    private int present;
    private boolean inOrder;

    /** Is of no frame until {@link #begin}. */
    PartialFrame(FragmentSource source) {
        this.source = source;
    }

    /** Begins a frame of which nothing is there yet. */
    void begin(FragmentSource newSource, int newNumber, long nowNanos) {
        source = newSource;
        number = newNumber;
        startedNanos = nowNanos;
        usedBytes = 0;
        present = 0;
        inOrder = true;
    }

    FragmentSource source() {
        return source;
    }

    int number() {
        return number;
    }

    long startedNanos() {
        return startedNanos;
    }

    int lengthBytes() {
        return usedBytes;
    }

    boolean isComplete() {
        return present == (1 << count) - 1;
    }

    /**
     * Takes a piece of this frame.
     *
     * @param datagram a fragment that {@link TunnelDatagram#check} takes
     * @return null if it was taken, {@link DropReason#FRAGMENT_DUPLICATE} if it was there already, or why the frame as a
     *         whole must be given up
     */
    @Nullable
    DropReason add(ByteBuf datagram) {
        int header = TunnelDatagram.frameOffset(datagram);
        int index = FragmentHeader.index(datagram, header - FragmentHeader.BYTES);
        int pieceCount = FragmentHeader.count(datagram, header - FragmentHeader.BYTES);
        int piece = header + Ethernet.HEADER_BYTES;
        int pieceBytes = datagram.writerIndex() - piece;
        if (present == 0) {
            count = pieceCount;
            append(datagram, header, Ethernet.HEADER_BYTES);
        } else if (count != pieceCount || !isHere(datagram, header, Ethernet.HEADER_BYTES, 0)) {
            return DropReason.FRAGMENT_CONFLICT;
        }
        if ((present & 1 << index) != 0) {
            return lengths[index] == pieceBytes && isHere(datagram, piece, pieceBytes, offsets[index])
                    ? DropReason.FRAGMENT_DUPLICATE
                    : DropReason.FRAGMENT_CONFLICT;
        }
        if (usedBytes + pieceBytes > maxBytes()) {
            return DropReason.JUMBO;
        }
        offsets[index] = usedBytes;
        lengths[index] = pieceBytes;
        append(datagram, piece, pieceBytes);
        inOrder &= present == (1 << index) - 1;
        present |= 1 << index;
        return null;
    }

    /**
     * The whole frame, from index 0 of a buffer.
     *
     * @param spare of {@link Ethernet#MAX_TAGGED_FRAME_BYTES}, used if the pieces have to be put in order
     */
    ByteBuf whole(ByteBuf spare) {
        if (inOrder) {
            return buffer;
        }
        spare.setBytes(0, bytes, 0, Ethernet.HEADER_BYTES);
        int end = Ethernet.HEADER_BYTES;
        for (int index = 0; index < count; index++) {
            spare.setBytes(end, bytes, offsets[index], lengths[index]);
            end += lengths[index];
        }
        return spare;
    }

    /** The relay has judged each piece's length only. */
    private int maxBytes() {
        return EtherType.isTag(Ethernet.type(buffer, 0)) ? Ethernet.MAX_TAGGED_FRAME_BYTES : Ethernet.MAX_FRAME_BYTES;
    }

    /** By the one view that a buffer keeps: {@code getBytes} makes a view for each call, and not every compilation removes it. */
    private void append(ByteBuf datagram, int offset, int lengthBytes) {
        datagram.internalNioBuffer(offset, lengthBytes).get(bytes, usedBytes, lengthBytes);
        usedBytes += lengthBytes;
    }

    private boolean isHere(ByteBuf datagram, int offset, int lengthBytes, int here) {
        return ByteBufUtil.equals(datagram, offset, buffer, here, lengthBytes);
    }
}
