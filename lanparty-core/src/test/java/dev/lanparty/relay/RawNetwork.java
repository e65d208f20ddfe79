package dev.lanparty.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** QUIC connections to a relay, made by Netty alone: nothing of the endpoint's code keeps them from saying what they like. */
final class RawNetwork implements AutoCloseable {
    /** More than the relay sends: loopback takes it, and a jumbo frame needs it. */
    private static final int PACKET_BYTES = 2_000;
    private static final int QUEUE = 4_096;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long WINDOW_BYTES = 1 << 20;

    private final InetSocketAddress relay;
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final QuicSslContext tls = QuicSslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .applicationProtocols("lanparty/1")
            .build();
    private final Map<String, Channel> sockets = new HashMap<>();

    RawNetwork(InetSocketAddress relay) {
        this.relay = relay;
    }

    /** Connects, with the control stream open but nothing said. */
    RawEndpoint connect() {
        return connect("127.0.0.1");
    }

    /**
     * The same from an address.
     *
     * @param host of 127.0.0.0/8, all of which is this machine's
     */
    RawEndpoint connect(String host) {
        RawEndpoint endpoint = begin(host);
        endpoint.awaitConnected();
        return endpoint;
    }

    /** Begins to connect. */
    RawEndpoint begin(String host) {
        return begin(host, PATIENCE);
    }

    /** Begins to connect, and gives up after a time. */
    RawEndpoint begin(String host, Duration patience) {
        RawEndpoint endpoint = new RawEndpoint();
        endpoint.connecting(QuicChannel.newBootstrap(sockets.computeIfAbsent(host, this::bind))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                .handler(endpoint.connectionHandler())
                .streamHandler(endpoint.streamHandler())
                .remoteAddress(relay)
                .connect());
        return endpoint;
    }

    private Channel bind(String host) {
        return new Bootstrap().group(group)
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2_048).maxMessagesPerRead(64))
                .option(ChannelOption.SO_RCVBUF, 4 << 20)
                .handler(new QuicClientCodecBuilder()
                        .sslContext(tls)
                        .maxIdleTimeout(10, TimeUnit.SECONDS)
                        .maxSendUdpPayloadSize(PACKET_BYTES)
                        .maxRecvUdpPayloadSize(PACKET_BYTES)
                        .initialMaxData(WINDOW_BYTES)
                        .initialMaxStreamDataBidirectionalLocal(WINDOW_BYTES)
                        .initialMaxStreamDataBidirectionalRemote(WINDOW_BYTES)
                        .initialMaxStreamsBidirectional(4)
                        .datagram(QUEUE, QUEUE)
                        .build())
                .bind(new InetSocketAddress(host, 0))
                .syncUninterruptibly()
                .channel();
    }

    @Override
    public void close() {
        sockets.values().forEach(socket -> socket.close().syncUninterruptibly());
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
