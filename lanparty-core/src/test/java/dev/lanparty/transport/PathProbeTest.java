package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.room.RoomLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalInt;
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

    private OptionalInt found(InetSocketAddress relay, int roomMark) {
        Channel socket = QuicCodecs.bootstrap(loop, QuicSettings.DEFAULT).bind(0).syncUninterruptibly().channel();
        PathProbe probe = new PathProbe(socket, relay, roomMark);
        socket.pipeline().addLast(probe);
        return probe.search(1_472).syncUninterruptibly().getNow();
    }

    @Test
    void everyLoopOfARelayAnswersForTheRoomsThatItKeeps(@TempDir Path folder) {
        RelayIdentity identity = RelayIdentity.keptIn(folder, ServerName.parse(ServerName.DEFAULT), Instant.now());
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Relay relay = new Relay(new RelayConfig(anyPort, identity, RoomLimits.DEFAULT, ReceptionTiming.DEFAULT,
                QuicSettings.DEFAULT, false, 2))) {
            InetSocketAddress address = relay.start();
            for (int mark = 0; mark < 4; mark++) {
                assertEquals(OptionalInt.of(1_472), found(address, mark));
            }
        }
    }

    @Test
    void whoSendsTheQuestionBackAsItWasIsNotBelieved() {
        Channel mirror = QuicCodecs.bootstrap(loop, QuicSettings.DEFAULT, new Mirror())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly().channel();

        assertEquals(OptionalInt.empty(), found((InetSocketAddress) mirror.localAddress(), 0));
    }

    @Test
    void anAnswerIsToOneQuestionerAlone() {
        ByteBuffer source = new ConnectionIds(3).newId(8);
        ByteBuffer destination = new ConnectionIds(3).newId(8);
        ByteBuf packet = PathPacket.question(UnpooledByteBufAllocator.DEFAULT, destination, source, 77, 1_472);

        assertEquals(1_472, packet.readableBytes());
        assertTrue(PathPacket.isQuestion(packet));
        assertFalse(PathPacket.isAnswer(packet, destination, source));
        PathPacket.answer(packet);
        assertFalse(PathPacket.isQuestion(packet));
        assertTrue(PathPacket.isAnswer(packet, destination, source));
        assertFalse(PathPacket.isAnswer(packet, source, destination));
        assertFalse(PathPacket.isAnswer(packet.slice(0, PathPacket.BYTES - 1), destination, source));
        assertEquals(77, PathPacket.number(packet));
        packet.release();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What is not sent is not answered.
    private static final class Mirror extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof DatagramPacket packet) {
                context.writeAndFlush(new DatagramPacket(packet.content(), packet.sender()), context.voidPromise());
            }
        }
    }
}
