package dev.lanparty.transport;

import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;

/** A UDP port on which a relay takes QUIC connections; each becomes a link, handled on the loop. */
public final class Listener implements AutoCloseable {
    private final Channel socket;

    private Listener(Channel socket) {
        this.socket = socket;
    }

    /**
     * Binds a port.
     *
     * @param chain the relay's certificate first
     * @param accept makes the handler of a new link, on the loop
     * @throws TransportException if the port cannot be bound
     */
    public static Listener bind(NetworkLoop loop, InetSocketAddress address, List<X509Certificate> chain,
            PrivateKey key, QuicSettings settings, Function<Link, LinkHandler> accept) {
        QuicSslContext tls = QuicSslContextBuilder
                .forServer(key, null, chain.toArray(new X509Certificate[0]))
                .applicationProtocols(QuicCodecs.PROTOCOL)
                .build();
        BurstFlusher flusher = BurstFlusher.on(loop);
        ChannelHandler codec = QuicCodecs.configure(new QuicServerCodecBuilder(), settings)
                .sslContext(tls)
                .tokenHandler(new RetryTokens(System::nanoTime))
                .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, QuicCodecs.segments(loop, settings))
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel channel) {
                        QuicLink link = new QuicLink(channel, flusher, settings.queueAge().toNanos());
                        link.attach(accept.apply(link));
                        channel.pipeline().addLast(link);
                    }
                })
                .streamHandler(new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel stream) {
                        stream.pipeline().addLast(new ControlStream(QuicLink.of(stream)));
                    }
                })
                .build();
        ChannelFuture bound = QuicCodecs.bootstrap(loop, flusher, codec).bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new TransportException("UDP port " + address.getPort() + " of " + address.getHostString()
                    + " cannot be listened on: " + reason(bound.cause()), bound.cause());
        }
        return new Listener(bound.channel());
    }

    /** The address and port that were bound. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) socket.localAddress();
    }

    /** Closes the port, and with it every connection that is left. */
    @Override
    public void close() {
        NetworkLoop.awaitClosed(socket);
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
