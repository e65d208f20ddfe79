package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.LinkHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In which order a burst's packets are read, its connections flushed, and the codec told that the burst is over. */
class BurstFlusherTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.9", 443);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.77", 1);
    private static final int SMALL_BYTES = 100;
    private static final int LARGE_BYTES = 1_300;

    private final List<String> events = new ArrayList<>();
    private final List<Runnable> nextTurn = new ArrayList<>();
    private final BurstFlusher flusher = new BurstFlusher(task -> () -> nextTurn.add(task));
    /** What reading on brings, once. */
    private Runnable onRead = () -> {
    };
    private int reads;
    private final EmbeddedChannel socket = new EmbeddedChannel(flusher, new Codec());

    /** What each packet makes the connections do. */
    private Runnable onPacket = () -> {
    };
    /** What a flush makes them do, once. */
    private Runnable onFlush = () -> {
    };

    @BeforeEach
    void timeStandsStill() {
        socket.freezeTime();
    }

    @AfterEach
    void nothingIsLeft() {
        socket.finishAndReleaseAll();
    }

    @Test
    void aSmallBurstIsFlushedAtOnceAndCompletedLater() {
        QuicLink link = link("a");
        onPacket = () -> frame(link);
        receive(3);
        assertEquals(List.of("packet", "packet", "packet", "flush a"), events);

        pass(7);
        assertEquals(List.of("packet", "packet", "packet", "flush a"), events);
        pass(1);
        assertEquals(List.of("packet", "packet", "packet", "flush a", "complete"), events);
        events.clear();
        pass(100);
        assertEquals(List.of(), events);
    }

    @Test
    void whoIsNotAnsweredIsAcknowledgedInTime() {
        QuicLink link = link("a");
        onPacket = () -> flusher.frameReceived(link);
        receive(1);
        pass(15);
        assertEquals(List.of("packet"), events);
        pass(1);
        assertEquals(List.of("packet", "complete"), events);
    }

    /** The acknowledgements ride on the answers. */
    @Test
    void whileEverybodyIsAnsweredTheCodecIsLeftAlone() {
        QuicLink link = link("a");
        onPacket = () -> flusher.frameReceived(link);
        for (int i = 0; i < 100; i++) {
            receive(1);
            pass(4);
            send(link);
            link.flush();
        }
        assertEquals(0, Collections.frequency(events, "complete"));
        pass(8);
        assertEquals("complete", events.getLast());
    }

    /** Netty gives out no datagrams between one that it has given out and the end of the burst, unless it is asked to. */
    @Test
    void whatIsPutOffKeepsNoDatagramsBack() {
        QuicLink link = link("a");
        onPacket = () -> flusher.frameReceived(link);
        receive(1);
        receive(2);

        assertEquals(2, reads);
        assertEquals(0, Collections.frequency(events, "complete"));
    }

    /** A control stream may have been waiting for that. */
    @Test
    void whatReadingOnBringsIsCompletedAtOnce() {
        QuicLink first = link("a");
        QuicLink second = link("b");
        onPacket = () -> flusher.frameReceived(first);
        receive(1);
        onPacket = () -> {
            flusher.frameReceived(first);
            flusher.frameReceived(second);
        };
        onRead = first::hurry;
        receive(1);

        assertEquals(List.of("packet", "packet", "complete"), events);
    }

    @Test
    void aCompletedBurstLeavesNothingForTheMomentAfter() {
        QuicLink link = link("a");
        onPacket = () -> frame(link);
        receive(1);
        socket.writeInbound(packet(LARGE_BYTES, ELSEWHERE), packet(LARGE_BYTES, ELSEWHERE),
                packet(LARGE_BYTES, ELSEWHERE));
        events.clear();
        pass(100);

        assertEquals(List.of(), events);
    }

    @Test
    void notMoreThanSomeFramesOfOneLinkStayUnacknowledged() {
        QuicLink first = link("a");
        QuicLink second = link("b");
        for (int i = 0; i < OwedAcknowledgements.MOST_FRAMES - 1; i++) {
            onPacket = () -> flusher.frameReceived(first);
            receive(1);
            onPacket = () -> flusher.frameReceived(second);
            receive(1);
        }
        assertEquals(0, Collections.frequency(events, "complete"));
        receive(1);
        assertEquals("complete", events.getLast());
        receive(1);
        assertEquals(1, Collections.frequency(events, "complete"));
    }

    /** They are acknowledgements, which nobody acknowledges. */
    @Test
    void packetsWithoutFramesArePutOffToo() {
        QuicLink link = link("a");
        onPacket = () -> send(link);
        receive(1);
        pass(15);
        assertEquals(List.of("packet", "flush a"), events);
        pass(1);
        assertEquals(List.of("packet", "flush a", "complete"), events);
    }

    @Test
    void aHandshakeIsNotPutOff() {
        DatagramPacket initial = packet(SMALL_BYTES, ELSEWHERE);
        initial.content().setByte(0, 0xC0);
        socket.writeInbound(initial);

        assertEquals(List.of("packet", "complete"), events);
    }

    @Test
    void whatIsToldIsNotPutOff() {
        QuicLink link = link("a");
        onPacket = link::hurry;
        receive(1);
        assertEquals(List.of("packet", "complete"), events);

        onPacket = () -> flusher.frameReceived(link);
        receive(1);
        link.hurry();
        assertEquals(List.of("packet", "complete", "packet", "complete"), events);
        link.hurry();
        assertEquals(List.of("packet", "complete", "packet", "complete"), events);
    }

    /** Handlers before it in the pipeline take packets, too. */
    @Test
    void aBurstOfOthersIsNone() {
        socket.pipeline().fireChannelReadComplete();
        pass(100);

        assertEquals(List.of(), events);
    }

    @Test
    void whileALinkWaitsForItsWindowNoAcknowledgementIsHeldBack() {
        flusher.countBlocked(1);
        QuicLink link = link("a");
        onPacket = () -> frame(link);
        receive(1);

        assertEquals(List.of("packet", "flush a", "complete"), events);
    }

    @Test
    void aLargerBurstIsFlushedTogetherWithTheAcknowledgements() {
        QuicLink link = link("a");
        onPacket = () -> frame(link);
        socket.writeInbound(packet(LARGE_BYTES, ELSEWHERE), packet(LARGE_BYTES, ELSEWHERE),
                packet(LARGE_BYTES, ELSEWHERE));

        assertEquals(List.of("large packet", "large packet", "large packet", "complete", "flush a"), events);
    }

    @Test
    void eachConnectionIsFlushedOnceInABurst() {
        QuicLink first = link("a");
        QuicLink second = link("b");
        onPacket = () -> {
            send(second);
            send(first);
        };
        receive(4);

        assertEquals(List.of("flush b", "flush a"), events.subList(4, events.size()));
    }

    @Test
    void theNextBurstCountsItsOwnPackets() {
        QuicLink link = link("a");
        onPacket = () -> frame(link);
        socket.writeInbound(packet(LARGE_BYTES, ELSEWHERE), packet(LARGE_BYTES, ELSEWHERE),
                packet(LARGE_BYTES, ELSEWHERE));
        events.clear();
        socket.writeInbound(packet(LARGE_BYTES, ELSEWHERE));

        assertEquals(List.of("large packet", "flush a"), events);
    }

    @Test
    void besideATransferAcknowledgementsAreCompletedAtOnce() {
        QuicLink link = link("a");
        onPacket = () -> send(link);
        socket.writeInbound(packet(LARGE_BYTES, ELSEWHERE));

        assertEquals(List.of("large packet", "flush a", "complete"), events);
    }

    @Test
    void smallPacketsAreReadAndForwardedBeforeLargeOnes() {
        QuicLink link = link("a");
        onPacket = () -> send(link);
        socket.writeInbound(packet(LARGE_BYTES, ELSEWHERE), packet(LARGE_BYTES, ELSEWHERE),
                packet(SMALL_BYTES, ELSEWHERE));

        assertEquals(List.of("packet", "flush a", "large packet", "large packet", "complete", "flush a"), events);
    }

    @Test
    void nothingOvertakesALargePacketOfItsOwnConnection() {
        QuicLink link = link("a");
        onPacket = () -> send(link);
        socket.writeInbound(packet(LARGE_BYTES, HERE), packet(SMALL_BYTES, HERE), packet(SMALL_BYTES, ELSEWHERE));

        assertEquals(List.of("packet", "flush a", "large packet", "packet", "complete", "flush a"), events);
    }

    @Test
    void theNextBurstWaitsForNothingOfTheLast() {
        link("a");
        socket.writeInbound(packet(LARGE_BYTES, HERE), packet(SMALL_BYTES, HERE), packet(SMALL_BYTES, HERE));
        events.clear();
        socket.writeInbound(packet(SMALL_BYTES, HERE), packet(LARGE_BYTES, ELSEWHERE), packet(SMALL_BYTES, HERE));

        assertEquals(List.of("packet", "packet", "large packet", "complete"), events);
    }

    @Test
    void whatOneFlushDoesNotTakeGoesOnInTheNextTurn() {
        QuicLink link = link("a");
        for (int i = 0; i < 20; i++) {
            send(link);
        }
        link.flush();
        link.flush();
        assertEquals(List.of("flush a"), events);

        turn();
        turn();
        assertEquals(List.of("flush a", "flush a"), events);
    }

    /** A device's memory is lent only until the flush, also while the link has more to do. */
    @Test
    void anUnfinishedLinkTakesAndFlushesWhatItsSenderAdds() {
        QuicLink link = link("a");
        for (int i = 0; i < 100; i++) {
            send(link);
        }
        link.flush();
        ByteBuf lent = Unpooled.buffer();
        link.send(lent.retain());
        link.flush();

        assertEquals(List.of("flush a", "flush a"), events);
        assertEquals(1, lent.refCnt());
        lent.release();
    }

    @Test
    void aConnectionWithNothingToSendIsNotFlushed() {
        link("a");
        receive(1);

        assertEquals(List.of("packet"), events);
    }

    @Test
    void whatAFlushMakesAConnectionSendIsFlushedToo() {
        QuicLink first = link("a");
        QuicLink second = link("b");
        onPacket = () -> send(first);
        onFlush = () -> send(second);
        receive(1);

        assertEquals(List.of("packet", "flush a", "flush b"), events);
    }

    @Test
    void aLinkThatIsFlushedByItsSenderFlushesAllThatWait() {
        QuicLink first = link("a");
        QuicLink second = link("b");
        send(first);
        send(second);
        first.flush();
        second.flush();

        assertEquals(List.of("flush a", "flush b"), events);
    }

    @Test
    void whoReceivedIsToldOnceThatTheBurstIsOverBeforeAnythingLeaves() {
        QuicLink first = link("a");
        QuicLink second = link("b");
        first.attach(new BurstEnds("a"));
        second.attach(new BurstEnds("b"));
        onPacket = () -> frame(first);
        receive(2);
        assertEquals(List.of("packet", "packet", "end a", "flush a"), events);

        events.clear();
        socket.writeInbound(packet(LARGE_BYTES, ELSEWHERE), packet(LARGE_BYTES, ELSEWHERE),
                packet(LARGE_BYTES, ELSEWHERE));
        assertEquals(List.of("large packet", "large packet", "large packet", "end a", "complete", "flush a"), events);
    }

    private final class BurstEnds implements LinkHandler {
        private final String name;

        BurstEnds(String name) {
            this.name = name;
        }

        @Override
        public void onDatagram(ByteBuf datagram, long nowNanos) {
            datagram.release();
        }

        @Override
        public void onBurstEnd() {
            events.add("end " + name);
        }

        @Override
        public void onControl(ControlMessage message, long nowNanos) {
            throw new AssertionError("nothing was told");
        }

        @Override
        public void onMalformed(String sentence, long nowNanos) {
            throw new AssertionError(sentence);
        }

        @Override
        public void onDropped(DropReason reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void onClosed(String sentence, long nowNanos) {
            events.add("closed " + name);
        }
    }

    private void pass(int millis) {
        for (int i = 0; i < millis; i++) {
            socket.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            socket.runScheduledPendingTasks();
        }
    }

    private void receive(int packets) {
        Object[] burst = new Object[packets];
        for (int i = 0; i < packets; i++) {
            burst[i] = packet(SMALL_BYTES, ELSEWHERE);
        }
        socket.writeInbound(burst);
    }

    private void turn() {
        List<Runnable> due = List.copyOf(nextTurn);
        nextTurn.clear();
        due.forEach(Runnable::run);
    }

    private static DatagramPacket packet(int lengthBytes, InetSocketAddress sender) {
        return new DatagramPacket(Unpooled.buffer(lengthBytes).writeZero(lengthBytes), HERE, sender);
    }

    private static void send(QuicLink link) {
        link.send(Unpooled.buffer());
    }

    /** A packet whose frame is forwarded. */
    private void frame(QuicLink link) {
        flusher.frameReceived(link);
        send(link);
    }

    /** A link over a channel that says when it is flushed, and then sends all it was given in one packet. */
    private QuicLink link(String name) {
        QuicChannel channel = (QuicChannel) Proxy.newProxyInstance(QuicChannel.class.getClassLoader(),
                new Class<?>[]{QuicChannel.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "isActive" -> true;
                    case "flush" -> {
                        events.add("flush " + name);
                        socket.writeOutbound(packet(LARGE_BYTES, ELSEWHERE));
                        Runnable next = onFlush;
                        onFlush = () -> {
                        };
                        next.run();
                        yield proxy;
                    }
                    case "write" -> {
                        ((ByteBuf) arguments[0]).release();
                        yield null;
                    }
                    case "read" -> {
                        reads++;
                        Runnable next = onRead;
                        onRead = () -> {
                        };
                        next.run();
                        yield proxy;
                    }
                    case "voidPromise" -> null;
                    case "remoteSocketAddress" -> HERE;
                    case "collectPathStats" -> ImmediateEventExecutor.INSTANCE
                            .newFailedFuture(new IllegalStateException("nothing was measured"));
                    case "alloc" -> UnpooledByteBufAllocator.DEFAULT;
                    default -> throw new AssertionError(method);
                });
        return new QuicLink(channel, flusher, TimeUnit.SECONDS.toNanos(1));
    }

    /** Stands where the QUIC codec does. */
    private final class Codec extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object packet) {
            int lengthBytes = ((DatagramPacket) packet).content().readableBytes();
            ((DatagramPacket) packet).release();
            events.add(lengthBytes == LARGE_BYTES ? "large packet" : "packet");
            onPacket.run();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            events.add("complete");
        }
    }
}
