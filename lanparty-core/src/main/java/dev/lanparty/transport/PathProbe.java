package dev.lanparty.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a relay by {@link PathPacket}s on the socket of a connection: how long packets may be, before it is made by a
 * {@link PathSearch}, and as long as it lasts by a {@link PathWatch}; and whether the relay is there, by knocking before it is made,
 * and for a {@link ConnectionWatch}. Stands before all other handlers, and is confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A packet that cannot be sent is not answered; the timer ends with the search.
final class PathProbe extends ChannelInboundHandlerAdapter {
    /** Two short packets from each of a thousand members in half a second are little work for a relay that has just been started. */
    private static final long KNOCK_MILLIS = 250;
    /** By the remainder of the number of a question: who has asked. */
    private static final int LONG = 0;
    private static final int SHORT = 1;
    private static final int CONNECTION = 2;
    private static final int KNOCK = 3;
    private static final int WIDTH = 4;
    private static final int KINDS = 5;
    private static final String FORGOTTEN = "the relay is there, but does not know this connection any more";

    private final Channel socket;
    private final InetSocketAddress relay;
    private final ByteBuffer sourceId;
    private final ByteBuffer destinationId;
    private final Promise<Boolean> heard;
    private final PathWatch watch = new PathWatch();
    private final ConnectionWatch connectionWatch = new ConnectionWatch();
    private @Nullable Searching searching;
    private @Nullable ScheduledFuture<?> waiting;
    private @Nullable Runnable onNarrow;
    private @Nullable QuicLink watched;
    private int longBytes = PathPacket.BYTES;

    /** A search, and who waits for what it finds. */
    private record Searching(PathSearch search, Promise<OptionalInt> found) {
    }

    /** A probe that asks nothing yet, in the pipeline of a socket. */
    PathProbe(Channel socket, InetSocketAddress relay, int roomMark) {
        this.socket = socket;
        this.relay = relay;
        heard = socket.eventLoop().newPromise();
        ConnectionIds ids = new ConnectionIds(roomMark);
        sourceId = ids.newId(QuicCodecs.CONNECTION_ID_BYTES);
        destinationId = ids.newId(QuicCodecs.CONNECTION_ID_BYTES);
    }

    /**
     * Finds the longest UDP payload that goes there and back, within a second, or two where a round trip takes half of
     * one; nothing if no answer came. One search at a time; called by any thread.
     *
     * @param mostBytes above which nothing is asked
     */
    Future<OptionalInt> search(int mostBytes) {
        Promise<OptionalInt> found = socket.eventLoop().newPromise();
        PathSearch search = new PathSearch(mostBytes, (index, bytes) -> ask(index * KINDS + WIDTH, bytes));
        socket.eventLoop().execute(() -> {
            searching = new Searching(search, found);
            goOn();
        });
        return found;
    }

    /**
     * Asks from now on whether the relay is there, until it answers, the future is cancelled or the socket is closed; called
     * once, by any thread.
     */
    Future<Boolean> knock() {
        socket.eventLoop().execute(() -> {
            ScheduledFuture<?> knocking = socket.eventLoop().scheduleAtFixedRate(() -> {
                ask(KNOCK, PathPacket.BYTES);
                socket.flush();
            }, 0, KNOCK_MILLIS, TimeUnit.MILLISECONDS);
            heard.addListener(answered -> knocking.cancel(false));
            socket.closeFuture().addListener(closed -> knocking.cancel(false));
        });
        return heard;
    }

    private void goOn() {
        if (searching == null) {
            return;
        }
        PathSearch search = searching.search();
        search.tick(System.nanoTime());
        socket.flush();
        if (search.isDone()) {
            searching.found().setSuccess(search.result());
            searching = null;
        } else {
            waiting = socket.eventLoop().schedule(this::goOn, search.waitNanos(System.nanoTime()),
                    TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Begins to watch a path, by calls of {@link #tickWatches}.
     *
     * @param bytes of the longest packets
     * @param narrow called when these no longer arrive
     */
    void watchPath(int bytes, Runnable narrow) {
        longBytes = bytes;
        onNarrow = narrow;
    }

    /** Begins to watch a connection, by calls of {@link #tickWatches}; it is broken off when the relay does not know it any more. */
    void watchConnection(QuicLink link) {
        watched = link;
    }

    /** Asks, if it is time to; called every {@link PathWatch#PERIOD_NANOS}. */
    void tickWatches() {
        if (onNarrow != null && watch.tick()) {
            ask(watch.asked() * KINDS + LONG, longBytes);
            ask(watch.asked() * KINDS + SHORT, PathPacket.BYTES);
            socket.flush();
        }
        QuicConnectionPathStats stats = measured();
        if (stats != null && connectionWatch.tick(stats.sent(), stats.recv())) {
            // In full length: where only short packets arrive, the path is at fault.
            ask(CONNECTION, longBytes);
            socket.flush();
        }
    }

    private @Nullable QuicConnectionPathStats measured() {
        return watched == null ? null : watched.activePath().measured();
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
        switch (number % KINDS) {
            case LONG -> watch.longAnswered();
            case SHORT -> shortAnswered();
            case CONNECTION -> relayAnswered();
            case KNOCK -> heard.trySuccess(true);
            default -> widthAnswered(number / KINDS);
        }
    }

    private void widthAnswered(int index) {
        if (searching != null) {
            searching.search().answered(index, System.nanoTime());
            if (waiting != null) {
                waiting.cancel(false);
            }
            goOn();
        }
    }

    private void shortAnswered() {
        if (watch.shortAnswered() && onNarrow != null) {
            onNarrow.run();
            onNarrow = null;
        }
    }

    private void relayAnswered() {
        QuicConnectionPathStats stats = measured();
        if (watched != null && stats != null && connectionWatch.answered(stats.sent(), stats.recv())) {
            watched.breakOff(FORGOTTEN);
            watched = null;
        }
    }
}
