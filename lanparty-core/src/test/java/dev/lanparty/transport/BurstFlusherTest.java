package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.quic.QuicChannel;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order a burst's packets are read, its connections flushed, and the codec told that the burst is over. */
class BurstFlusherTest {
    private final List<String> events = new ArrayList<>();
    private final BurstFlusher flusher = new BurstFlusher();
    private final EmbeddedChannel socket = new EmbeddedChannel(flusher, new Codec());

    /** What each packet makes the connections do. */
    private Runnable onPacket = () -> {
    };
    /** What a flush makes them do, once. */
    private Runnable onFlush = () -> {
    };

    @AfterEach
    void nothingIsLeft() {
        socket.finishAndReleaseAll();
    }

    @Test
    void aSmallBurstIsFlushedBeforeTheCodecSendsItsAcknowledgements() {
        QuicLink link = link("a");
        onPacket = () -> send(link);
        receive(2);

        assertEquals(List.of("packet", "packet", "flush a", "complete"), events);
    }

    @Test
    void aLargerBurstIsFlushedTogetherWithTheAcknowledgements() {
        QuicLink link = link("a");
        onPacket = () -> send(link);
        receive(3);

        assertEquals(List.of("packet", "packet", "packet", "complete", "flush a"), events);
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

        assertEquals(List.of("complete", "flush b", "flush a"), events.subList(4, events.size()));
    }

    @Test
    void theNextBurstCountsItsOwnPackets() {
        QuicLink link = link("a");
        onPacket = () -> send(link);
        receive(3);
        events.clear();
        receive(1);

        assertEquals(List.of("packet", "flush a", "complete"), events);
    }

    @Test
    void aConnectionWithNothingToSendIsNotFlushed() {
        link("a");
        receive(1);

        assertEquals(List.of("packet", "complete"), events);
    }

    @Test
    void whatAFlushMakesAConnectionSendIsFlushedToo() {
        QuicLink first = link("a");
        QuicLink second = link("b");
        onPacket = () -> send(first);
        onFlush = () -> send(second);
        receive(1);

        assertEquals(List.of("packet", "flush a", "flush b", "complete"), events);
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

    private void receive(int packets) {
        ByteBuf[] burst = new ByteBuf[packets];
        for (int i = 0; i < packets; i++) {
            burst[i] = Unpooled.buffer();
        }
        socket.writeInbound((Object[]) burst);
    }

    private static void send(QuicLink link) {
        link.send(Unpooled.buffer());
    }

    /** A link over a channel that does no more than say when it is flushed. */
    private QuicLink link(String name) {
        QuicChannel channel = (QuicChannel) Proxy.newProxyInstance(QuicChannel.class.getClassLoader(),
                new Class<?>[]{QuicChannel.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "isActive" -> true;
                    case "flush" -> {
                        events.add("flush " + name);
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
                    case "voidPromise" -> null;
                    default -> throw new AssertionError(method);
                });
        return new QuicLink(channel, flusher);
    }

    /** Stands where the QUIC codec does. */
    private final class Codec extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object packet) {
            ((ByteBuf) packet).release();
            events.add("packet");
            onPacket.run();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            events.add("complete");
        }
    }
}
