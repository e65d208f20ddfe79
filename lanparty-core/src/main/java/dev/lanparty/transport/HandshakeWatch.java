package dev.lanparty.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells when a connection's handshake is over: it is established, or gone. */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {
    private final Handshakes.Handshake handshake;

    HandshakeWatch(Handshakes.Handshake handshake) {
        this.handshake = handshake;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        handshake.over();
        context.fireChannelActive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        handshake.over();
    }
}
