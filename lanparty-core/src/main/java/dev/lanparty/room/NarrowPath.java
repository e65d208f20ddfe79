package dev.lanparty.room;

import dev.lanparty.link.Link;
import dev.lanparty.wire.Fragmenter;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Sends whole frames over paths that are narrower than the one they came by. The pieces are the relay's own: their source
 * peer is 0 and their numbers those of the room, so that they are never mixed up with pieces of the frame's sender. Copied
 * twice, since they outlive the burst: the price is the narrow path's. Confined to the room's thread.
 */
final class NarrowPath {
    private final Fragmenter fragmenter = new Fragmenter(1, 0);

    /**
     * Sends a frame in pieces.
     *
     * @param datagram a whole frame, longer than the link's budget; released here
     */
    void send(Link link, ByteBuf datagram) {
        int offset = TunnelDatagram.frameOffset(datagram);
        int count = fragmenter.cut(datagram, offset, datagram.writerIndex() - offset, link.datagramBudgetBytes());
        for (int i = 0; i < count; i++) {
            ByteBuf piece = fragmenter.datagram(i);
            link.send(ByteBufAllocator.DEFAULT.directBuffer(piece.readableBytes())
                    .writeBytes(piece, piece.readerIndex(), piece.readableBytes()));
        }
        fragmenter.reuse();
        datagram.release();
    }
}
