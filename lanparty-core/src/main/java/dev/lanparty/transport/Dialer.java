package dev.lanparty.transport;

import dev.lanparty.link.Link;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** An endpoint's QUIC connection to its relay, with the UDP socket that is its alone. */
public final class Dialer implements AutoCloseable {
    /** Longer than a link lingers that has said goodbye. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final NetworkLoop loop;
    private final Channel socket;
    private final QuicLink link;
    private final NetworkLoop.Registration measuring;
    private final NetworkLoop.Registration watching;
    private final NetworkLoop.Registration losses;
    private volatile boolean pathNarrowed;

    private Dialer(NetworkLoop loop, Channel socket, QuicLink link, PathProbe probe, int udpPayloadBytes) {
        this.loop = loop;
        this.socket = socket;
        this.link = link;
        measuring = loop.every(Duration.ofSeconds(1), now -> link.measurePath());
        losses = SocketLosses.watch(loop, socket, link::lost);
        watching = loop.every(Duration.ofNanos(PathWatch.PERIOD_NANOS), now -> probe.watchPath());
        if (udpPayloadBytes > PathSearch.SAFE_BYTES) {
            loop.run(() -> probe.watch(udpPayloadBytes, this::narrowed));
        }
    }

    private void narrowed() {
        pathNarrowed = true;
        link.breakOff("the path has become narrower: long packets no longer arrive");
    }

    /**
     * Finds out how long packets may be, connects to a relay and waits until the link is there; not to be called on the
     * loop.
     *
     * @param serverName that the relay's certificate must be made out to
     * @param roomMark of the room that is to be joined, by which the relay chooses the loop
     * @param trust decides about the relay's certificate
     * @param refusal what the trust manager found wrong with it, in a sentence, or null if nothing
     * @throws TransportException if the relay does not answer in time, or is not the one it should be
     */
    public static Dialer connect(NetworkLoop loop, InetSocketAddress relay, String serverName,
            int roomMark, X509ExtendedTrustManager trust, Supplier<@Nullable String> refusal,
            QuicSettings settings) {
        QuicSslContext tls = QuicSslContextBuilder.forClient()
                .trustManager(trust)
                .applicationProtocols(QuicCodecs.PROTOCOL)
                .build();
        ChannelFuture bound = QuicCodecs.bootstrap(loop, settings).bind(0).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new TransportException("no UDP port could be opened: " + bound.cause().getMessage(), bound.cause());
        }
        Channel socket = bound.channel();
        BurstFlusher flusher = BurstFlusher.on(loop);
        PathProbe probe = new PathProbe(socket, relay, roomMark);
        socket.pipeline().addLast(probe);
        QuicSettings fitted = fitted(settings, probe);
        ChannelHandler codec = QuicCodecs.configure(new QuicClientCodecBuilder(), fitted)
                // The relay sends nothing longer either.
                .maxRecvUdpPayloadSize(fitted.udpPayloadBytes())
                .sslEngineProvider(channel -> tls.newEngine(channel.alloc(), serverName, relay.getPort()))
                .build();
        socket.pipeline().addLast(flusher, codec);
        Future<QuicChannel> connecting = QuicChannel.newBootstrap(socket)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
                .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, QuicCodecs.segments(loop, settings))
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel channel) {
                        channel.pipeline().addLast(new QuicLink(channel, flusher, settings.queueAge().toNanos()));
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
                        new QuicConnectionAddress(new ConnectionIds(roomMark).newId(QuicCodecs.CONNECTION_ID_BYTES)))
                .remoteAddress(relay)
                .connect();
        if (!await(connecting, settings) || !connecting.isSuccess()) {
            NetworkLoop.awaitClosed(socket);
            throw new TransportException(failure(relay, refusal.get(), connecting.cause(), settings),
                    connecting.cause());
        }
        QuicLink link = connecting.getNow().pipeline().get(QuicLink.class);
        return new Dialer(loop, socket, link, probe, fitted.udpPayloadBytes());
    }

    /** The settings for this path: with packets as long as it carries. */
    private static QuicSettings fitted(QuicSettings settings, PathProbe probe) {
        if (settings.udpPayloadBytes() == PathSearch.SAFE_BYTES) {
            return settings;
        }
        Future<Integer> found = probe.search(settings.udpPayloadBytes());
        return await(found, settings) ? settings.withUdpPayloadBytes(found.getNow()) : settings;
    }

    /** Waits a little longer than the transport itself does; an interrupt ends the wait, as if no answer had come. */
    private static boolean await(Future<?> connecting, QuicSettings settings) {
        try {
            return connecting.await(settings.connectTimeout().toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String failure(InetSocketAddress relay, @Nullable String refusal, @Nullable Throwable cause,
            QuicSettings settings) {
        if (refusal != null) {
            return refusal;
        }
        String name = relay.getHostString() + ":" + relay.getPort();
        if (cause == null || cause instanceof ConnectTimeoutException) {
            return "the relay " + name + " did not answer within " + settings.connectTimeout().toSeconds()
                    + " s: check the address, that the relay runs, and that its UDP port is open";
        }
        return "the relay " + name + " could not be joined: "
                + CloseReason.printable(String.valueOf(cause.getMessage()));
    }

    /** The link; to be used on the loop only. */
    public Link link() {
        return link;
    }

    /** Opens the control stream; called on the loop once a handler is attached. */
    public void openControlStream() {
        link.openControlStream();
    }

    /**
     * Whether the connection was closed because long packets no longer arrived: then the next one is best made with
     * {@link QuicSettings#safe}.
     */
    public boolean isPathNarrowed() {
        return pathNarrowed;
    }

    /** Closes the socket a little later, when a farewell has left; called on the loop, and does not wait. */
    @SuppressWarnings("FutureReturnValueIgnored") // A socket that cannot be closed is gone.
    public void abandon() {
        stopWatching();
        loop.after(FAREWELL, () -> {
            link.closeNow();
            socket.close();
        });
    }

    private void stopWatching() {
        measuring.close();
        watching.close();
        losses.close();
    }

    /** Closes the connection, if it is open still, and its socket. */
    @Override
    public void close() {
        stopWatching();
        loop.run(link::closeNow);
        NetworkLoop.awaitClosed(socket);
    }
}
