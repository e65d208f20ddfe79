package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which packets from an address that no connection has had yet reach the codec, and when. */
class FirstPacketsTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.9", 443);
    private static final byte SHORT_HEADER = 0x40;
    private static final byte LONG_HEADER = (byte) 0xc0;

    private final List<String> events = new ArrayList<>();
    private final BurstFlusher flusher = new BurstFlusher(task -> () -> {
    });
    private final EmbeddedChannel socket = new EmbeddedChannel(flusher, new FirstPackets(flusher), new Codec());
    private final List<ByteBuf> sent = new ArrayList<>();

    @BeforeEach
    void timeStandsStill() {
        socket.freezeTime();
    }

    @AfterEach
    void nothingLeaks() {
        socket.finishAndReleaseAll();
        sent.forEach(packet -> assertEquals(0, packet.refCnt()));
    }

    private static InetSocketAddress player(int number) {
        return new InetSocketAddress("198.51.100." + number, 5_000);
    }

    private void receive(int player, byte firstByte, int bytes) {
        ByteBuf packet = Unpooled.buffer(bytes).writeByte(firstByte).writeZero(bytes - 1);
        sent.add(packet);
        socket.writeInbound(new DatagramPacket(packet, HERE, player(player)));
        events.remove("complete");
    }

    private void pass(long millis) {
        socket.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        socket.runScheduledPendingTasks();
    }

    @Test
    void smallOnesWaitUntilTheyAreLongEnoughTogether() {
        receive(1, SHORT_HEADER, 150);
        receive(1, SHORT_HEADER, 249);
        assertEquals(List.of(), events);

        receive(1, SHORT_HEADER, 1);
        assertEquals(List.of("1: 150", "1: 249", "1: 1"), events);
    }

    @Test
    void oneThatIsLongEnoughWaitsForNothing() {
        receive(1, SHORT_HEADER, FirstPackets.ENOUGH_BYTES);

        assertEquals(List.of("1: 400"), events);
    }

    @Test
    void afterAMomentTheyGoOnAsTheyAre() {
        receive(1, SHORT_HEADER, 100);
        receive(2, SHORT_HEADER, 50);
        receive(1, SHORT_HEADER, 100);
        pass(FirstPackets.LONGEST.toMillis() - 1);
        assertEquals(List.of(), events);

        pass(1);
        assertEquals(List.of("1: 100", "1: 100", "complete", "2: 50", "complete"), events);
    }

    @Test
    void whatWasLongEnoughIsNotReadTwice() {
        receive(1, SHORT_HEADER, 100);
        receive(1, SHORT_HEADER, 300);
        events.clear();
        receive(1, SHORT_HEADER, 100);
        pass(FirstPackets.LONGEST.toMillis());

        assertEquals(List.of("1: 100", "complete"), events);
    }

    @Test
    void anAddressThatAConnectionHasHadKeepsNothingWaiting() {
        AtomicReference<InetSocketAddress> at = new AtomicReference<>(player(1));
        QuicLink link = MovingLink.at(at::get, flusher);
        receive(1, SHORT_HEADER, 50);
        at.set(player(2));
        receive(2, SHORT_HEADER, 50);
        receive(1, SHORT_HEADER, 50);
        assertEquals(List.of("1: 50", "2: 50", "1: 50"), events);

        flusher.remove(link);
        receive(1, SHORT_HEADER, 50);
        assertEquals(3, events.size());
    }

    @Test
    void ofOneAddressFewAreKept() {
        for (int i = 1; i < FirstPackets.MOST_PACKETS; i++) {
            receive(1, SHORT_HEADER, 20);
        }
        assertEquals(List.of(), events);

        receive(1, SHORT_HEADER, 20);
        assertEquals(Collections.nCopies(FirstPackets.MOST_PACKETS, "1: 20"), events);
    }

    @Test
    void whoBeginsAConnectionWaitsForNothing() {
        receive(1, LONG_HEADER, 50);

        assertEquals(List.of("1: 50"), events);
    }

    @Test
    void ofManyAddressesNotAllAreKept() {
        for (int i = 0; i < FirstPackets.MOST_ADDRESSES; i++) {
            receive(i, SHORT_HEADER, 50);
        }
        assertEquals(List.of(), events);

        receive(100, SHORT_HEADER, 50);
        assertEquals(List.of("100: 50"), events);
    }

    @Test
    void anEmptyPacketIsTheCodecsAffair() {
        socket.writeInbound(new DatagramPacket(Unpooled.EMPTY_BUFFER, HERE, player(1)));

        assertEquals(List.of("1: 0", "complete"), events);
    }

    private final class Codec extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            byte[] address = packet.sender().getAddress().getAddress();
            events.add(address[3] + ": " + packet.content().readableBytes());
            packet.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            events.add("complete");
        }
    }
}
