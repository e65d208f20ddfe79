package dev.lanparty.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.lanparty.control.ControlFraming;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One QUIC connection to a relay whose owner says what he likes, byte by byte, and hears what the relay answers. */
final class RawEndpoint {
    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<ControlMessage> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> datagrams = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private @Nullable Future<QuicChannel> connecting;
    private @Nullable QuicStreamChannel control;

    ChannelHandler connectionHandler() {
        return new ConnectionHandler();
    }

    ChannelHandler streamHandler() {
        return new StreamHandler();
    }

    void connecting(Future<QuicChannel> future) {
        connecting = future;
        future.addListener(done -> {
            if (!done.isSuccess()) {
                closed.complete("never connected: " + done.cause());
            }
        });
    }

    void awaitConnected() {
        channel();
    }

    /** Waits until it is connected, or it is certain that it will not be. */
    boolean connects() {
        return connecting != null && connecting.awaitUninterruptibly().isSuccess();
    }

    private QuicChannel channel() {
        if (connecting == null) {
            throw new AssertionError("nobody connects");
        }
        return connecting.syncUninterruptibly().getNow();
    }

    private QuicStreamChannel control() {
        if (control == null) {
            control = openStream();
        }
        return control;
    }

    private QuicStreamChannel openStream() {
        return channel().createStream(QuicStreamType.BIDIRECTIONAL, streamHandler()).syncUninterruptibly().getNow();
    }

    /** Sends bytes in the control stream, which the first of them open. */
    RawEndpoint sends(byte... bytes) {
        control().writeAndFlush(Unpooled.copiedBuffer(bytes)).syncUninterruptibly();
        return this;
    }

    RawEndpoint says(ControlMessage message) {
        ByteBuf bytes = Unpooled.buffer();
        ControlFraming.write(message, bytes);
        return sends(ByteBufUtil.getBytes(bytes));
    }

    /** Says a body with a prefix of its true length. */
    RawEndpoint says(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return sends(ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array());
    }

    /** Ends the control stream in order, and goes on listening. */
    RawEndpoint endsControlStream() {
        control().shutdownOutput().syncUninterruptibly();
        return this;
    }

    /** Breaks the control stream off. */
    RawEndpoint resetsControlStream() {
        control().shutdownOutput(7).syncUninterruptibly();
        return this;
    }

    /** Opens one more stream, writes into it and ends it. */
    RawEndpoint writesSecondStream(byte... bytes) {
        control();
        QuicStreamChannel second = openStream();
        second.writeAndFlush(Unpooled.copiedBuffer(bytes)).awaitUninterruptibly();
        second.shutdownOutput().awaitUninterruptibly();
        second.closeFuture().awaitUninterruptibly(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertFalse(second.isActive(), "the second stream is still open");
        return this;
    }

    RawEndpoint throwsDatagram(byte... bytes) {
        channel().writeAndFlush(Unpooled.directBuffer().writeBytes(bytes)).syncUninterruptibly();
        return this;
    }

    /** Says hello and waits for the welcome. */
    RawEndpoint joins(ControlMessage.Hello hello) {
        says(hello);
        assertInstanceOf(Welcome.class, next());
        return this;
    }

    /** The relay's next message. */
    ControlMessage next() {
        try {
            ControlMessage message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return message == null ? silence() : message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private ControlMessage silence() {
        throw new AssertionError("the relay said nothing; " + (closed.isDone() ? "closed: " + closed.join() : "open"));
    }

    /** Waits for that datagram. */
    boolean receives(byte[] payload, long timeoutMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try {
            for (long left = timeoutMillis; left >= 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                byte[] datagram = datagrams.poll(left, TimeUnit.MILLISECONDS);
                if (datagram == null) {
                    return false;
                }
                if (Arrays.equals(datagram, 4, datagram.length, payload, 0, payload.length)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** How many datagrams have come and were not looked for. */
    int datagramsWaiting() {
        return datagrams.size();
    }

    boolean isConnected() {
        return channel().isActive();
    }

    /** Whether its connection is closed, or could not be made. */
    boolean isClosed() {
        return closed.isDone();
    }

    /** Waits until it is sent away, having been told why, and its connection is closed with the same sentence. */
    Farewell farewell() {
        ControlMessage last = next();
        while (!(last instanceof Reject) && !(last instanceof Disconnect)) {
            last = next();
        }
        Farewell farewell = switch (last) {
            case Reject reject -> new Farewell("reject", reject.code(), reject.sentence());
            case Disconnect disconnect -> new Farewell("disconnect", disconnect.code(), disconnect.sentence());
            default -> throw new AssertionError(last);
        };
        assertFalse(farewell.sentence().isBlank());
        assertEquals(farewell.sentence(), closedBecause());
        return farewell;
    }

    /** Waits until the connection is closed, and with which words. */
    String closedBecause() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    void close() {
        channel().close().awaitUninterruptibly(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    /** The relay's last words. */
    record Farewell(String type, String code, String sentence) {
    }

    private final class ConnectionHandler extends ChannelInboundHandlerAdapter {
        private String reason = "";

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf datagram) {
                datagrams.add(ByteBufUtil.getBytes(datagram));
                datagram.release();
            } else {
                context.fireChannelRead(message);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof QuicConnectionCloseEvent close) {
                reason = new String(close.reason(), StandardCharsets.UTF_8);
            }
            context.fireUserEventTriggered(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            closed.complete(reason);
        }
    }

    private final class StreamHandler extends ChannelInboundHandlerAdapter {
        private final ControlFraming framing = new ControlFraming();

        @Override
        public void channelRead(ChannelHandlerContext context, Object chunk) {
            ByteBuf bytes = (ByteBuf) chunk;
            framing.read(bytes, heard::add);
            bytes.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The relay stopped reading: what matters is what it says, and that is in the queue.
        }
    }
}
