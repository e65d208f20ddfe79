package dev.lanparty.wire;

import dev.lanparty.frame.Ethernet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/**
 * Cuts a frame that is too long for one datagram into pieces that are not, see {@link FragmentHeader}. Confined to one
 * thread. A frame's way:
 *
 * <ol>
 * <li>{@link #cut}: as few pieces as the budget allows, and all but the last of one length, so that a send with
 * segmentation takes many at once and a path that has become narrower still takes them
 * <li>each piece is copied behind its headers into memory of the fragmenter's own, which is made at the first cut
 * <li>{@link #datagram}: views of that memory, made once, to be queued on a link
 * <li>{@link #reuse}, when the link has been flushed and needs them no more
 * </ol>
 */
public final class Fragmenter {
    /** A frame of the greatest length in as many pieces as there can be. */
    private static final int BYTES_PER_FRAME = Ethernet.MAX_TAGGED_FRAME_BYTES - Ethernet.HEADER_BYTES
            + FragmentHeader.MAX_COUNT * FragmentHeader.OVERHEAD_BYTES;

    private final int maxFrames;
    private int nextNumber;
    private ByteBuffer memory = ByteBuffer.allocate(0);
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private ByteBuf[] views = {};
    private int frames;
    private int usedBytes;
    private int usedViews;
    private int lastCount;

    /**
     * Cuts nothing yet.
     *
     * @param maxFrames frames between two calls of {@link #reuse}, 1 or more
     * @param firstNumber the first frame's number, 0 to 65535; best a random one, for those who remember the numbers of
     *            this source from before it was started anew
     */
    public Fragmenter(int maxFrames, int firstNumber) {
        this.maxFrames = maxFrames;
        nextNumber = firstNumber;
    }

    /**
     * Cuts a frame that does not fit a datagram as a whole.
     *
     * @param frame a buffer of one component
     * @param lengthBytes the frame's length, at most {@link Ethernet#MAX_TAGGED_FRAME_BYTES}
     * @param budgetBytes the longest datagram
     * @return how many datagrams it has become, or 0 if this budget cannot carry it in pieces
     * @throws IllegalStateException if so many frames were cut that there is no memory left
     */
    // HOT PATH
    public int cut(ByteBuf frame, int offset, int lengthBytes, int budgetBytes) {
        int payloadBytes = lengthBytes - Ethernet.HEADER_BYTES;
        int count = count(payloadBytes, budgetBytes - FragmentHeader.OVERHEAD_BYTES);
        lastCount = count;
        if (count == 0) {
            return 0;
        }
        takeFrame();
        int pieceBytes = Math.max(FragmentHeader.MIN_PIECE_BYTES, Math.ceilDiv(payloadBytes, count));
        int payload = offset + Ethernet.HEADER_BYTES;
        for (int index = 0; index < count; index++) {
            int before = index * pieceBytes;
            int start = usedBytes;
            TunnelDatagram.writeFragmentHeader(buffer, start, nextNumber, index, count);
            usedBytes += TunnelDatagram.HEADER_BYTES + FragmentHeader.BYTES;
            copy(frame, offset, Ethernet.HEADER_BYTES);
            copy(frame, payload + before, Math.min(pieceBytes, payloadBytes - before));
            views[usedViews++].setIndex(start, usedBytes);
        }
        nextNumber = nextNumber + 1 & 0xffff;
        return count;
    }

    /**
     * A datagram of the frame that was cut last.
     *
     * @param index from 0, less than what {@link #cut} has returned
     * @return a view of memory that is valid until {@link #reuse}; to be retained for a link that releases it
     */
    public ByteBuf datagram(int index) {
        return views[usedViews - lastCount + index];
    }

    /**
     * Takes the memory of all datagrams back.
     *
     * @throws IllegalStateException if someone still retains one: it would be overwritten
     */
    public void reuse() {
        if (frames > 0 && buffer.refCnt() != 1) {
            throw new IllegalStateException(
                    "the link kept " + (buffer.refCnt() - 1) + " fragments beyond its flush");
        }
        frames = 0;
        usedBytes = 0;
        usedViews = 0;
        lastCount = 0;
    }

    private static int count(int payloadBytes, int maxPieceBytes) {
        if (maxPieceBytes < FragmentHeader.MIN_PIECE_BYTES || payloadBytes <= maxPieceBytes
                || payloadBytes > Ethernet.MAX_TAGGED_FRAME_BYTES - Ethernet.HEADER_BYTES) {
            return 0;
        }
        // No more than FragmentHeader.MAX_COUNT: that many of the shortest pieces hold the longest payload.
        return Math.ceilDiv(payloadBytes, maxPieceBytes);
    }

    private void takeFrame() {
        if (frames == maxFrames) {
            throw new IllegalStateException(maxFrames + " frames were cut and their memory not taken back");
        }
        if (views.length == 0) {
            memory = ByteBuffer.allocateDirect(maxFrames * BYTES_PER_FRAME);
            buffer = Unpooled.wrappedBuffer(memory);
            views = new ByteBuf[maxFrames * FragmentHeader.MAX_COUNT];
            for (int i = 0; i < views.length; i++) {
                views[i] = buffer.duplicate();
            }
        }
        frames++;
    }

    /** By the one view that a buffer keeps, as {@link PartialFrame} does. */
    private void copy(ByteBuf frame, int offset, int lengthBytes) {
        memory.clear().position(usedBytes);
        memory.put(frame.internalNioBuffer(offset, lengthBytes));
        usedBytes += lengthBytes;
    }
}
