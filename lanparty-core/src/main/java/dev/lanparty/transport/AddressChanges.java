package dev.lanparty.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicPathEvent;

/**
 * Ends a member's connection when it has come from as many addresses as QUIC keeps in mind for one: it drops what comes from a
 * further one in silence. The member is back by its next connection in a moment. Confined to the loop.
 */
final class AddressChanges extends ChannelInboundHandlerAdapter {
    /**
     * Addresses and ports of one connection, kept for its whole life. To QUIC they are the connection ids that a peer may give
     * (active_connection_id_limit), which is 2 unless more are asked for: no more than a single change.
     */
    static final int MOST_ADDRESSES = 16;

    private final QuicLink link;
    private int addresses = 1;

    AddressChanges(QuicLink link) {
        this.link = link;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof QuicPathEvent.New) {
            addresses++;
        } else if (event instanceof QuicPathEvent.PeerMigrated && addresses == MOST_ADDRESSES) {
            link.breakOff("the member's address has changed " + (addresses - 1) + " times; connect again");
        }
        context.fireUserEventTriggered(event);
    }
}
