package dev.lanparty.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a relay how long packets may be, by {@link PathPacket}s on the socket of a connection: before it is made, by a
 * {@link PathSearch}, and as long as it lasts, by a {@link PathWatch}. Stands before all other handlers, and is confined to
 * the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A packet that cannot be sent is not answered; the timer ends with the search.
final class PathProbe extends ChannelInboundHandlerAdapter {
    private static final long TICK_MILLIS = 5;
    /** Of the number of a question of the watch: whether it is the short one. */
    private static final int SHORT = 1;

    private final Channel socket;
    private final InetSocketAddress relay;
    private final ByteBuffer sourceId;
    private final ByteBuffer destinationId;
    private final Promise<Integer> found;
    private final PathWatch watch = new PathWatch();
    private @Nullable PathSearch search;
    private @Nullable ScheduledFuture<?> ticking;
    private @Nullable Runnable onNarrow;
    private int longBytes;

    /** A probe that asks nothing yet, in the pipeline of a socket. */
    PathProbe(Channel socket, InetSocketAddress relay, int roomMark) {
        this.socket = socket;
        this.relay = relay;
        found = socket.eventLoop().newPromise();
        ConnectionIds ids = new ConnectionIds(roomMark);
        sourceId = ids.newId(QuicCodecs.CONNECTION_ID_BYTES);
        destinationId = ids.newId(QuicCodecs.CONNECTION_ID_BYTES);
    }

    /**
     * Finds the longest UDP payload that goes there and back, within a second, or two where a round trip takes half of
     * one; called once, by any thread.
     *
     * @param mostBytes above which nothing is asked
     */
    Future<Integer> search(int mostBytes) {
        socket.eventLoop().execute(() -> {
            search = new PathSearch(mostBytes, this::ask);
            ticking = socket.eventLoop().scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        });
        return found;
    }

    private void tick() {
        if (search != null) {
            search.tick(System.nanoTime());
            socket.flush();
            endIfDone(search);
        }
    }

    private void endIfDone(PathSearch searched) {
        if (searched.isDone() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
            search = null;
            found.setSuccess(searched.result());
        }
    }

    /**
     * Begins to watch, by calls of {@link #watchPath}.
     *
     * @param bytes of the longest packets
     * @param narrow called when these no longer arrive
     */
    void watch(int bytes, Runnable narrow) {
        longBytes = bytes;
        onNarrow = narrow;
    }

    /** Asks, if it is time to; called every {@link PathWatch#PERIOD_NANOS}. */
    void watchPath() {
        if (onNarrow != null && watch.tick()) {
            ask(watch.asked() << 1, longBytes);
            ask((watch.asked() << 1) | SHORT, PathPacket.BYTES);
            socket.flush();
        }
    }

    private void ask(int number, int bytes) {
        ByteBuf question = PathPacket.question(socket.alloc(), destinationId, sourceId, number, bytes);
        socket.write(new DatagramPacket(question, relay));
    }

    // HOT PATH
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof DatagramPacket packet
                && PathPacket.isAnswer(packet.content(), destinationId, sourceId)) {
            answered(PathPacket.number(packet.content()));
            packet.release();
        } else {
            context.fireChannelRead(message);
        }
    }

    private void answered(int number) {
        if (search != null) {
            search.answered(number, System.nanoTime());
            endIfDone(search);
        } else if ((number & SHORT) == 0) {
            watch.longAnswered();
        } else if (watch.shortAnswered() && onNarrow != null) {
            onNarrow.run();
            onNarrow = null;
        }
    }
}
