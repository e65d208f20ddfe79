package dev.lanparty.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to connect to a relay, on a UDP socket that is its alone. Its way:
 *
 * <ol>
 * <li>a socket is bound
 * <li>the relay is asked how long the packets are that the path carries
 * <li>where nothing is heard it is asked on, now and then and in few bytes: once it is there it is asked for the width again
 * <li>QUIC connects, with packets as long as that
 * <li>where nothing was heard for a while, with the shortest that QUIC knows, since somebody on the way may let pass only what
 * he knows. The questions go on: once one is answered this attempt is of no use any more, for it was the relay that was
 * away, and a connection keeps its packets' length for as long as it lasts
 * </ol>
 *
 * <p>Blocks; not for the loop. The socket is closed if nothing comes of it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What comes of each is asked of the future itself.
final class DialAttempt {
    private static final Logger logger = LoggerFactory.getLogger(DialAttempt.class);
    /** After connecting blindly, for the answer that says that there was no need: a relay that connects is there. */
    private static final Duration LAST_KNOCK = Duration.ofMillis(500);
    /** Of the time to connect, for questions alone. */
    private static final int KNOCKING_PART = 4;
    private static final int SEARCHES = 3;
    /** Longer than the transport itself waits. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final NetworkLoop loop;
    private final Target target;
    private final QuicSettings settings;
    private final Channel socket;
    private final PathProbe probe;
    private int udpPayloadBytes;

    /**
     * Who is connected to.
     *
     * @param serverName that the relay's certificate must be made out to
     * @param roomMark of the room that is to be joined, by which the relay chooses the loop
     * @param tls that of the client
     * @param refusal what was found wrong with the relay's certificate, in a sentence, or null if nothing
     */
    record Target(InetSocketAddress relay, String serverName, int roomMark, QuicSslContext tls,
            Supplier<@Nullable String> refusal) {
    }

    /**
     * An attempt that has its socket.
     *
     * @throws TransportException if there is none to be had
     */
    DialAttempt(NetworkLoop loop, Target target, QuicSettings settings) {
        this.loop = loop;
        this.target = target;
        this.settings = settings;
        ChannelFuture bound = QuicCodecs.bootstrap(loop, settings).bind(0).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new TransportException("no UDP port could be opened: " + bound.cause().getMessage(), bound.cause());
        }
        socket = bound.channel();
        probe = new PathProbe(socket, target.relay(), target.roomMark());
        socket.pipeline().addLast(probe);
        udpPayloadBytes = settings.udpPayloadBytes();
    }

    Channel socket() {
        return socket;
    }

    PathProbe probe() {
        return probe;
    }

    /** The longest that this connection sends. */
    int udpPayloadBytes() {
        return udpPayloadBytes;
    }

    /**
     * Connects.
     *
     * @return the link, or nothing if the relay began to answer meanwhile: then another attempt is the better one
     * @throws TransportException if the relay does not answer in time, is not the one it should be, or the thread is interrupted
     */
    Optional<QuicLink> connect() {
        return closingOnFailure(() -> {
            if (findWidth()) {
                return Optional.of(established());
            }
            Duration knocking = settings.connectTimeout().dividedBy(KNOCKING_PART);
            Future<?> heard = probe.knock();
            if (await(heard, knocking)) {
                findWidthOfHeard();
                return Optional.of(established());
            }
            return blind(heard, settings.connectTimeout().minus(knocking));
        });
    }

    /** As above, but a connection begun blindly is as good as any. */
    QuicLink connectAnyway() {
        return closingOnFailure(() -> {
            findWidthOfHeard();
            return established();
        });
    }

    private <T> T closingOnFailure(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            NetworkLoop.awaitClosed(socket);
            throw e;
        }
    }

    /** Whether the relay has answered, or there is no need to ask. */
    private boolean findWidth() {
        if (settings.udpPayloadBytes() == PathSearch.SAFE_BYTES) {
            return true;
        }
        Future<OptionalInt> searching = probe.search(settings.udpPayloadBytes());
        OptionalInt found = await(searching, settings.connectTimeout()) ? searching.getNow() : OptionalInt.empty();
        udpPayloadBytes = found.orElse(PathSearch.SAFE_BYTES);
        return found.isPresent();
    }

    /** What is not found now is not known for as long as the connection lasts, and a relay to which all come back loses some questions. */
    private void findWidthOfHeard() {
        for (int i = 0; i < SEARCHES && !findWidth(); i++) {
            logger.debug("the relay {} is there, but answers no long questions", relayName());
        }
    }

    private Optional<QuicLink> blind(Future<?> heard, Duration timeout) {
        Future<QuicChannel> connecting = connecting(timeout);
        awaitEither(connecting, heard, timeout);
        if (connecting.isSuccess()) {
            await(heard, LAST_KNOCK);
        }
        if (heard.isSuccess()) {
            if (connecting.isSuccess()) {
                connecting.getNow().close().awaitUninterruptibly(LAST_KNOCK.toMillis());
            }
            NetworkLoop.awaitClosed(socket);
            return Optional.empty();
        }
        heard.cancel(false);
        return Optional.of(established(connecting, timeout));
    }

    private QuicLink established() {
        return established(connecting(settings.connectTimeout()), settings.connectTimeout());
    }

    private QuicLink established(Future<QuicChannel> connecting, Duration timeout) {
        if (!await(connecting, timeout.plus(MARGIN)) || !connecting.isSuccess()) {
            throw failure(connecting.cause());
        }
        QuicLink link = connecting.getNow().pipeline().get(QuicLink.class);
        if (link == null) {
            throw new TransportException("the relay " + relayName() + " closed the connection at once");
        }
        return link;
    }

    private Future<QuicChannel> connecting(Duration timeout) {
        QuicSettings fitted = settings.withUdpPayloadBytes(udpPayloadBytes);
        BurstFlusher flusher = BurstFlusher.on(loop);
        ChannelHandler codec = QuicCodecs.configure(new QuicClientCodecBuilder(), fitted)
                // The relay sends nothing longer either.
                .maxRecvUdpPayloadSize(udpPayloadBytes)
                .sslEngineProvider(channel -> target.tls().newEngine(channel.alloc(), target.serverName(),
                        target.relay().getPort()))
                .build();
        socket.pipeline().addLast(flusher, codec);
        Promise<QuicChannel> connecting = loop.eventLoop().newPromise();
        Future<QuicChannel> connected = QuicChannel.newBootstrap(socket)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, QuicCodecs.segments(loop, settings))
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel channel) {
                        channel.pipeline().addLast(new Refusal(connecting),
                                new QuicLink(channel, flusher, settings.queueAge().toNanos()));
                    }
                })
                .streamHandler(new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel stream) {
                        // The control stream is there already: one that the relay opens is closed as any second one.
                        stream.pipeline().addLast(new ControlStream(QuicLink.of(stream)));
                    }
                })
                .localConnectionAddress(
                        new QuicConnectionAddress(
                                new ConnectionIds(target.roomMark()).newId(QuicCodecs.CONNECTION_ID_BYTES)))
                .remoteAddress(target.relay())
                .connect();
        PromiseNotifier.cascade(false, connected, connecting);
        return connecting;
    }

    private void awaitEither(Future<?> one, Future<?> other, Duration time) {
        Promise<Boolean> either = loop.eventLoop().newPromise();
        one.addListener(done -> either.trySuccess(true));
        other.addListener(done -> either.trySuccess(true));
        await(either, time.plus(MARGIN));
    }

    private static boolean await(Future<?> answer, Duration time) {
        try {
            return answer.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException("interrupted while connecting", e);
        }
    }

    private TransportException failure(@Nullable Throwable cause) {
        String refusal = target.refusal().get();
        if (refusal != null) {
            return new TransportException(refusal, cause);
        }
        if (cause == null || cause instanceof ConnectTimeoutException) {
            return new TransportException("the relay " + relayName() + " did not answer within "
                    + settings.connectTimeout().toSeconds()
                    + " s: check the address, that the relay runs, and that its UDP port is open", cause);
        }
        if (cause instanceof TransportException refused) {
            return refused;
        }
        return notJoined(String.valueOf(cause.getMessage()));
    }

    private TransportException refusal(QuicConnectionCloseEvent close) {
        if (CloseReason.isOfAnotherProtocol(close)) {
            return new TransportException("the relay " + relayName() + " does not speak " + QuicCodecs.PROTOCOL
                    + ": use the same release on both sides").lasting();
        }
        String reason = CloseReason.of(close);
        return notJoined(reason.isEmpty() ? "it answered with QUIC's error " + close.error() : reason);
    }

    private TransportException notJoined(String reason) {
        return new TransportException(
                "the relay " + relayName() + " could not be joined: " + CloseReason.printable(reason));
    }

    /** Ends the attempt as soon as the relay has refused it: QUIC waits for some seconds before it says so (RFC 9000, 10.2). */
    private final class Refusal extends ChannelInboundHandlerAdapter {
        private final Promise<QuicChannel> connecting;

        Refusal(Promise<QuicChannel> connecting) {
            this.connecting = connecting;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof QuicConnectionCloseEvent close) {
                connecting.tryFailure(refusal(close));
            }
            context.fireUserEventTriggered(event);
        }
    }

    private String relayName() {
        String host = target.relay().getHostString();
        return host.contains(":")
                ? NetUtil.toSocketAddressString(target.relay())
                : host + ":" + target.relay().getPort();
    }
}
