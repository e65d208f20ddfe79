package dev.lanparty.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;

/**
 * Flushes each connection once per burst. It stands before the QUIC codec in the UDP channel's pipeline: what the burst's
 * datagrams made the connections queue is flushed after the codec has seen the whole burst, so that the acknowledgements
 * and the forwarded frames share packets and system calls.
 *
 * <p>A burst of one or two packets is flushed before the codec completes as well: the frames then leave ahead of the
 * acknowledgement, which at game rates is a fifth of the round trip. Confined to the loop.
 */
final class BurstFlusher extends ChannelInboundHandlerAdapter {
    private static final int SMALL_BURST_PACKETS = 2;

    private final List<QuicLink> dirty = new ArrayList<>();
    private int packetsInBurst;

    /** Notes that a link has datagrams to flush; the link calls it once between two flushes. */
    void markDirty(QuicLink link) {
        dirty.add(link);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object packet) {
        packetsInBurst++;
        context.fireChannelRead(packet);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (packetsInBurst <= SMALL_BURST_PACKETS) {
            flushDirty();
        }
        packetsInBurst = 0;
        context.fireChannelReadComplete();
        flushDirty();
    }

    /** Flushes the links that have something to send. */
    void flushDirty() {
        // A flush may make a handler send again: such a link comes to the end of the list.
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flushNow();
        }
        dirty.clear();
    }
}
