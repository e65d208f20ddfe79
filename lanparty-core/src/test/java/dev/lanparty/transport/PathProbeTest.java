package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.room.RoomLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay is asked how long packets may be, on loopback, which carries them all. */
class PathProbeTest {
    private final NetworkLoop loop = NetworkLoop.start("probing");

    @AfterEach
    void close() {
        loop.close();
    }

    private Channel socket() {
        return QuicCodecs.bootstrap(loop, QuicSettings.DEFAULT).bind(0).syncUninterruptibly().channel();
    }

    @Test
    void everyLoopOfARelayAnswersForTheRoomsThatItKeeps(@TempDir Path folder) {
        RelayIdentity identity = RelayIdentity.keptIn(folder, ServerName.parse(ServerName.DEFAULT), Instant.now());
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Relay relay = new Relay(new RelayConfig(anyPort, identity, RoomLimits.DEFAULT, ReceptionTiming.DEFAULT,
                QuicSettings.DEFAULT, false, 2))) {
            InetSocketAddress address = relay.start();
            for (int mark = 0; mark < 4; mark++) {
                Channel socket = socket();
                assertEquals(1_472, PathProbe.run(socket, address, mark, 1_472).syncUninterruptibly().getNow());
                assertNull(socket.pipeline().get(PathProbe.class));
            }
        }
    }

    @Test
    void whoAnswersWithTheQuestionItselfIsNotBelieved() {
        Channel echo = QuicCodecs.bootstrap(loop, QuicSettings.DEFAULT, new Echo())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly().channel();

        assertEquals(PathSearch.SAFE_BYTES,
                PathProbe.run(socket(), (InetSocketAddress) echo.localAddress(), 0, 1_472).syncUninterruptibly()
                        .getNow());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What is not sent is not answered.
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof DatagramPacket packet) {
                context.writeAndFlush(new DatagramPacket(packet.content(), packet.sender()), context.voidPromise());
            }
        }
    }
}
