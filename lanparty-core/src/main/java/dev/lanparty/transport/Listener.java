package dev.lanparty.transport;

import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * A UDP port on which a relay takes QUIC connections; each becomes a link, handled on the loop it arrived at. Where the port
 * has several loops, each has a socket of its own, and {@link PortSteering} decides which loop is whose.
 */
public final class Listener implements AutoCloseable {
    private final List<Channel> sockets;
    private final List<NetworkLoop.Registration> watching;
    private final AtomicReference<QuicSslContext> tls;

    private Listener(List<Channel> sockets, List<NetworkLoop.Registration> watching,
            AtomicReference<QuicSslContext> tls) {
        this.sockets = sockets;
        this.watching = watching;
        this.tls = tls;
    }

    /**
     * A loop that takes connections.
     *
     * @param accept makes the handler of a new link there
     * @param onLost is told, on the loop, how many packets came faster than they were read
     * @param onUnanswered is told, on the loop, of a packet that would have begun one connection too many
     */
    public record Entrance(NetworkLoop loop, Function<Link, LinkHandler> accept, IntConsumer onLost,
            Runnable onUnanswered) {
    }

    /** Whether one port can have several loops on this system. */
    public static boolean canShare() {
        return PortSteering.isSupported();
    }

    /**
     * Binds a port.
     *
     * @param entrances one or, where a port {@link #canShare}, more
     * @param chain the relay's certificate first
     * @param attemptsPerSecond connections that may be begun from one address, for each loop, in the long run
     * @throws TransportException if the port cannot be bound
     */
    public static Listener bind(List<Entrance> entrances, InetSocketAddress address, List<X509Certificate> chain,
            PrivateKey key, int attemptsPerSecond, QuicSettings settings) {
        List<Channel> sockets = new ArrayList<>();
        List<NetworkLoop.Registration> watching = new ArrayList<>();
        AtomicReference<QuicSslContext> tls = new AtomicReference<>(context(chain, key));
        try {
            for (int i = 0; i < entrances.size(); i++) {
                sockets.add(open(entrances, i, tls, attemptsPerSecond, settings));
            }
            // One right after the other: until the last is bound, the kernel gives its packets to the first.
            InetSocketAddress wanted = address;
            for (Channel socket : sockets) {
                bindSocket(socket, wanted);
                wanted = (InetSocketAddress) socket.localAddress();
            }
            for (int i = 0; i < sockets.size(); i++) {
                watching.add(SocketLosses.watch(entrances.get(i).loop(), sockets.get(i), entrances.get(i).onLost()));
            }
        } catch (RuntimeException e) {
            new Listener(sockets, watching, tls).close();
            throw e;
        }
        return new Listener(List.copyOf(sockets), List.copyOf(watching), tls);
    }

    private static Channel open(List<Entrance> entrances, int number, AtomicReference<QuicSslContext> tls,
            int attemptsPerSecond, QuicSettings settings) {
        Entrance entrance = entrances.get(number);
        BurstFlusher flusher = BurstFlusher.on(entrance.loop());
        ChannelHandler codec = codec(entrance, number, tls, attemptsPerSecond, settings, flusher);
        ChannelFuture opened = QuicCodecs
                .bootstrap(entrance.loop(), settings, new PathEcho(), flusher, new FirstPackets(flusher), codec)
                .register().awaitUninterruptibly();
        if (!opened.isSuccess()) {
            throw new TransportException("a UDP socket cannot be opened: " + opened.cause().getMessage(),
                    opened.cause());
        }
        if (entrances.size() > 1) {
            share(opened.channel(), number, entrances.size());
        }
        return opened.channel();
    }

    private static void share(Channel socket, int number, int loops) {
        if (number == 0) {
            PortSteering.attach((EpollDatagramChannel) socket, loops);
        } else {
            PortSteering.share((EpollDatagramChannel) socket);
        }
    }

    private static void bindSocket(Channel socket, InetSocketAddress address) {
        ChannelFuture bound = socket.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new TransportException("UDP port " + address.getPort() + " of " + address.getHostString()
                    + " cannot be listened on: " + reason(bound.cause()), bound.cause());
        }
    }

    private static QuicSslContext context(List<X509Certificate> chain, PrivateKey key) {
        return QuicSslContextBuilder.forServer(key, null, chain.toArray(new X509Certificate[0]))
                .applicationProtocols(QuicCodecs.PROTOCOL).build();
    }

    private static ChannelHandler codec(Entrance entrance, int number, AtomicReference<QuicSslContext> tls,
            int attemptsPerSecond, QuicSettings settings, BurstFlusher flusher) {
        Handshakes handshakes = new Handshakes();
        return QuicCodecs.configure(new QuicServerCodecBuilder(), settings)
                .sslEngineProvider(channel -> Objects.requireNonNull(tls.get()).newEngine(channel.alloc()))
                .connectionIdAddressGenerator(new ConnectionIds(number))
                .activeConnectionIdLimit(AddressChanges.MOST_ADDRESSES)
                .tokenHandler(
                        new GuardedTokens(attemptsPerSecond, handshakes, System::nanoTime, flusher::nowNanos,
                                entrance.onUnanswered()))
                .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR,
                        QuicCodecs.segments(entrance.loop(), settings))
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel channel) {
                        QuicLink link = new QuicLink(channel, flusher, settings.queueAge().toNanos());
                        link.attach(entrance.accept().apply(link));
                        channel.pipeline().addLast(new HandshakeWatch(handshakes.begin(System.nanoTime())),
                                new AddressChanges(link), link);
                    }
                })
                .streamHandler(new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel stream) {
                        stream.pipeline().addLast(new ControlStream(QuicLink.of(stream)));
                    }
                })
                .build();
    }

    /**
     * Shows another certificate to those who connect from now on; connections that are there go on. From any thread.
     *
     * @param chain the relay's certificate first
     */
    public void renew(List<X509Certificate> chain, PrivateKey key) {
        tls.set(context(chain, key));
    }

    /** The address and port that were bound. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) sockets.getFirst().localAddress();
    }

    /**
     * Answers nobody any more who would begin a connection, so that he waits for who comes next at this address; connections that
     * are there go on. From any thread.
     */
    public void stopAdmitting() {
        sockets.forEach(socket -> socket.pipeline().get(PathEcho.class).close());
    }

    /** Closes the port, and with it every connection that is left. */
    @Override
    public void close() {
        watching.forEach(NetworkLoop.Registration::close);
        sockets.forEach(NetworkLoop::awaitClosed);
    }

    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("Address already in use")) {
            return "another program has it; stop that one or choose another port with --listen";
        }
        if (message.contains("Permission denied")) {
            return "ports below 1024 need root or CAP_NET_BIND_SERVICE";
        }
        if (message.contains("Cannot assign requested address")) {
            return "this machine has no such address";
        }
        return message;
    }
}
