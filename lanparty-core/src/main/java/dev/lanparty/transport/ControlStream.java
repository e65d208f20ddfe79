package dev.lanparty.transport;

import dev.lanparty.control.ControlFraming;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.MalformedControlException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.QuicStreamChannel;

/** The handler of a control stream: bytes to messages and back. A second stream of a connection is closed. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty closes a channel on which writing fails; the link hears of that.
final class ControlStream extends ChannelDuplexHandler {
    private final QuicLink link;
    private final ControlFraming framing = new ControlFraming();

    ControlStream(QuicLink link) {
        this.link = link;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!link.adopt((QuicStreamChannel) context.channel())) {
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object chunk) {
        ByteBuf bytes = (ByteBuf) chunk;
        link.hurry();
        try {
            framing.read(bytes, link::received);
        } catch (MalformedControlException e) {
            link.malformed(String.valueOf(e.getMessage()));
        } finally {
            bytes.release();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf bytes = context.alloc().directBuffer();
        ControlFraming.write((ControlMessage) message, bytes);
        context.write(bytes, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        link.hurry();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof ChannelInputShutdownReadComplete) {
            ended();
        }
        context.fireUserEventTriggered(event);
    }

    /** An end between two messages is a way to leave; within one, the other side is told what was wrong. */
    private void ended() {
        if (framing.isWithinMessage()) {
            link.malformed("the control stream ended within a message");
        } else {
            link.controlEnded();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        link.malformed("the control stream was broken off");
    }
}
