package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.identity.ServerName;
import dev.lanparty.secret.KeyPin;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.InsecureQuicTokenHandler;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay of another release, which speaks another version of the protocol: no waiting mends that. Over real QUIC on loopback. */
@Timeout(60)
class ForeignVersionTest {
    private static final ServerName NAME = ServerName.parse(ServerName.DEFAULT);
    private static final long WINDOW_BYTES = 1 << 16;

    private final EventLoopGroup relayGroup = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final NetworkLoop loop = NetworkLoop.start("player");

    @AfterEach
    void close() {
        loop.close();
        relayGroup.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Channel relaySpeaking(String protocol, RelayIdentity identity) {
        return new Bootstrap().group(relayGroup)
                .channel(NioDatagramChannel.class)
                .handler(new QuicServerCodecBuilder()
                        .sslContext(QuicSslContextBuilder
                                .forServer(identity.key(), null, identity.chain().toArray(new X509Certificate[0]))
                                .applicationProtocols(protocol).build())
                        .maxIdleTimeout(10, TimeUnit.SECONDS)
                        .initialMaxData(WINDOW_BYTES)
                        .tokenHandler(InsecureQuicTokenHandler.INSTANCE)
                        .handler(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                                // That it has refused is what the client is asked about.
                            }
                        })
                        .build())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    @Test
    void isSaidAndLasts(@TempDir Path folder) {
        RelayIdentity identity = RelayIdentity.keptIn(folder, NAME, Instant.now());
        Channel socket = relaySpeaking("lanparty/2", identity);
        RelayTrust trust = RelayTrust.by(
                new RelayTrust.PinnedKey(KeyPin.of(identity.chain().getFirst().getPublicKey()), NAME),
                InstantSource.system());
        InetSocketAddress address = (InetSocketAddress) socket.localAddress();

        TransportException refused = assertThrows(TransportException.class, () -> Dialer.connect(loop, address,
                NAME.text(), 0, trust, trust::failure, QuicSettings.DEFAULT.safe()));
        assertEquals("the relay 127.0.0.1:" + address.getPort()
                + " does not speak lanparty/1: use the same release on both sides", refused.getMessage());
        assertTrue(refused.isLasting());
    }
}
