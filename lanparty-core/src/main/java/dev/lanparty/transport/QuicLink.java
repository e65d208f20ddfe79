package dev.lanparty.transport;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.link.PathStatistics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicDatagramExtensionEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A QUIC connection as a {@link Link}: the handler of its channel, and the owner of its control stream, which is the
 * first bidirectional stream that the endpoint opens. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty closes a channel on which writing fails; the link hears of that.
final class QuicLink extends ChannelInboundHandlerAdapter implements Link {
    private static final int NO_ERROR = 0;
    private static final long LINGER_MILLIS = 250;

    private final QuicChannel channel;
    private final BurstFlusher flusher;
    private final Queue<ControlMessage> beforeStream = new ArrayDeque<>();
    private @Nullable LinkHandler handler;
    private @Nullable QuicStreamChannel control;
    private PathStatistics path = PathStatistics.UNKNOWN;
    private String closedBecause = "the connection was lost";
    private int datagramBudgetBytes;
    private boolean dirty;
    private boolean closing;

    QuicLink(QuicChannel channel, BurstFlusher flusher) {
        this.channel = channel;
        this.flusher = flusher;
    }

    /** The link of a connection's channel. */
    static QuicLink of(QuicStreamChannel stream) {
        return stream.parent().pipeline().get(QuicLink.class);
    }

    @Override
    public void attach(LinkHandler newHandler) {
        handler = newHandler;
    }

    // HOT PATH
    @Override
    public void send(ByteBuf datagram) {
        if (!channel.isActive()) {
            datagram.release();
            dropped(DropReason.LINK_CLOSED);
            return;
        }
        if (!dirty) {
            dirty = true;
            flusher.markDirty(this);
        }
        channel.write(datagram, channel.voidPromise());
    }

    @Override
    public void flush() {
        if (dirty) {
            flusher.flushDirty();
        }
    }

    void flushNow() {
        dirty = false;
        channel.flush();
    }

    @Override
    public void tell(ControlMessage message) {
        if (control == null) {
            beforeStream.add(message);
        } else {
            control.writeAndFlush(message);
        }
    }

    /**
     * The farewell must not be overtaken by the connection's end, which discards what is unsent: the other side closes
     * when it has read it, and this side after a moment.
     */
    @Override
    public void close(ControlMessage farewell) {
        if (closing) {
            return;
        }
        closing = true;
        closedBecause = CloseReason.of(farewell);
        if (control == null || !control.isActive()) {
            closeNow();
            return;
        }
        control.writeAndFlush(farewell);
        channel.eventLoop().schedule(this::closeNow, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Closes the connection, giving the other side the reason once more. */
    void closeNow() {
        if (channel.isOpen()) {
            byte[] sentence = closedBecause.getBytes(StandardCharsets.UTF_8);
            channel.close(true, NO_ERROR, channel.alloc().directBuffer(sentence.length).writeBytes(sentence));
        }
    }

    @Override
    public int datagramBudgetBytes() {
        return datagramBudgetBytes;
    }

    @Override
    public String remoteHost() {
        return channel.remoteSocketAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "unknown";
    }

    @Override
    public PathStatistics path() {
        return path;
    }

    /** Asks QUIC what it has measured; {@link #path} has the answer a little later. */
    void measurePath() {
        if (channel.isActive()) {
            channel.collectPathStats(0).addListener(answer -> {
                if (answer.isSuccess() && answer.getNow() instanceof QuicConnectionPathStats stats) {
                    path = new PathStatistics(stats.rtt(), stats.lost(), datagramBudgetBytes);
                }
            });
        }
    }

    /** Opens the control stream: the endpoint's side does, once connected. */
    void openControlStream() {
        channel.createStream(QuicStreamType.BIDIRECTIONAL, new ControlStream(this))
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        closedBecause = "the control stream could not be opened";
                        channel.close();
                    }
                });
    }

    /** Takes the control stream that was opened; any later stream is none of the protocol. */
    boolean adopt(QuicStreamChannel stream) {
        if (control != null) {
            return false;
        }
        control = stream;
        for (ControlMessage message = beforeStream.poll(); message != null; message = beforeStream.poll()) {
            stream.write(message);
        }
        stream.flush();
        return true;
    }

    void received(ControlMessage message) {
        if (handler != null && !closing) {
            handler.onControl(message, System.nanoTime());
        }
    }

    void malformed(String sentence) {
        if (handler != null && !closing) {
            handler.onMalformed(sentence, System.nanoTime());
        }
    }

    /** The other side has ended the control stream, and with it the conversation. */
    void controlEnded() {
        if (!closing) {
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf datagram && handler != null) {
            handler.onDatagram(datagram, System.nanoTime());
        } else if (message instanceof QuicStreamChannel) {
            // A stream the other side opened goes on to be registered.
            context.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof QuicDatagramExtensionEvent datagrams) {
            datagramBudgetBytes = datagrams.maxLength();
        } else if (event instanceof QuicConnectionCloseEvent close && close.reason().length > 0) {
            closedBecause = CloseReason.printable(new String(close.reason(), StandardCharsets.UTF_8));
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (channel.isTimedOut()) {
            closedBecause = "nothing was heard from the other side for too long";
        }
        LinkHandler last = handler;
        handler = null;
        if (last != null) {
            last.onClosed(closedBecause, System.nanoTime());
        }
        context.fireChannelInactive();
    }

    /** A datagram written with the void promise failed: too long for the path, or the connection just closed. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof BufferUnderflowException) {
            dropped(DropReason.PATH_TOO_LONG);
        } else if (!channel.isActive()) {
            dropped(DropReason.LINK_CLOSED);
        } else {
            closedBecause = "QUIC failed: " + cause;
            channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private void dropped(DropReason reason) {
        if (handler != null) {
            handler.onDropped(reason);
        }
    }
}
