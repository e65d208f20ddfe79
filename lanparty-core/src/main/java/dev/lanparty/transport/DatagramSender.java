package dev.lanparty.transport;

import dev.lanparty.filter.DropReason;
import dev.lanparty.link.DatagramQueue;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection's datagrams on their way to QUIC:
 *
 * <ol>
 * <li>all that one burst brings waits in the {@link DatagramQueue}, and the {@link BurstFlusher} is told once
 * <li>at the flush QUIC is given as many as share a system call, small ones first
 * <li>large ones only as fast as the {@link Pacer} allows; for what it holds back a timer asks for another turn
 * <li>no more than QUIC's window takes, by the {@link QuicBacklog}; when that has moved, another turn is asked for
 * <li>what is left is copied out of the lender's memory, and ages from then on
 * </ol>
 *
 * <p>Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty closes a channel on which writing fails; the link hears of that.
final class DatagramSender {
    /** In one turn of the loop: as many as share a system call, few enough that the others have their turn soon. */
    private static final int DATAGRAMS_PER_FLUSH = 16;
    /** In QUIC's own queue while its window is used up: what one acknowledgement frees leaves at once. */
    private static final int MAX_BACKLOG_DATAGRAMS = 16;
    private static final int MAX_QUEUE_BYTES = 1 << 20;
    /** A backlog that did not move for so long is not believed any more. */
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** What the pace allows in that time shares its way. */
    private static final long LEAST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final QuicChannel channel;
    private final BurstFlusher flusher;
    private final DatagramQueue queue;
    private final QuicBacklog backlog = new QuicBacklog();
    private Pacer pacer = new Pacer(System.nanoTime());
    private @Nullable InetSocketAddress pacedAddress;
    private final Runnable measure;
    private final Runnable afterPacer = this::afterPacer;
    private long movedNanos;
    /** Has been given something since the last flush. */
    private boolean dirty;
    /** Had more than one flush takes, and will have another turn. */
    private boolean unfinished;
    /** Has more than QUIC's window takes, and will go on when that has moved. */
    private boolean blocked;
    /** Has more than its pace allows, and will go on after a while. */
    private boolean paced;

    /**
     * A sender that has nothing to send.
     *
     * @param maxAgeNanos how long a datagram may wait for a path that takes no more now
     * @param onDropped is told of each datagram that will not be sent
     * @param measure asks for what QUIC has measured, which {@link #measured} is then told
     */
    DatagramSender(QuicChannel channel, BurstFlusher flusher, long maxAgeNanos, Consumer<DropReason> onDropped,
            Runnable measure) {
        this.channel = channel;
        this.flusher = flusher;
        this.measure = measure;
        queue = new DatagramQueue(MAX_QUEUE_BYTES, maxAgeNanos, onDropped);
    }

    /** Adds a datagram, lent until the flush, which is the sender's to release. */
    // HOT PATH
    void add(ByteBuf datagram) {
        markDirty();
        queue.add(datagram);
    }

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            flusher.markDirty(this);
        }
    }

    /** Sends what was added, as far as the path takes it; with it goes whatever else waits on this loop. */
    void flush() {
        if (dirty) {
            flusher.flushDirty();
        }
    }

    /** Gives QUIC as much of the queue as it can put into packets now, and keeps the rest. */
    // HOT PATH
    void flushNow() {
        dirty = false;
        long nowNanos = System.nanoTime();
        int room = room(nowNanos);
        int given = 0;
        while (given < room && giveNext(nowNanos)) {
            given++;
        }
        if (given > 0) {
            channel.flush();
        }
        if (!queue.isEmpty()) {
            queue.keep(channel.alloc(), nowNanos);
            if (given < room) {
                waitForPacer(nowNanos);
            } else {
                goOn(nowNanos);
            }
        }
        if (pacer.wantsMeasurement(nowNanos)) {
            measure.run();
        }
    }

    private int room(long nowNanos) {
        if (blocked && nowNanos - movedNanos > STUCK_NANOS) {
            backlog.clear();
        }
        return backlog.count() == 0 ? DATAGRAMS_PER_FLUSH : MAX_BACKLOG_DATAGRAMS - backlog.count();
    }

    // HOT PATH
    private boolean giveNext(long nowNanos) {
        ByteBuf next = queue.poll(nowNanos, pacer.allows(nowNanos));
        if (next == null) {
            return false;
        }
        int lengthBytes = next.readableBytes();
        if (lengthBytes > DatagramQueue.SMALL_BYTES) {
            pacer.sent(lengthBytes, nowNanos);
        }
        backlog.taken(lengthBytes);
        channel.write(next, channel.voidPromise());
        return true;
    }

    private void waitForPacer(long nowNanos) {
        long waitNanos = pacer.holdBack(nowNanos);
        if (!paced) {
            paced = true;
            channel.eventLoop().schedule(afterPacer, Math.max(waitNanos, LEAST_WAIT_NANOS), TimeUnit.NANOSECONDS);
        }
    }

    private void afterPacer() {
        paced = false;
        takeTurn();
        flush();
    }

    private void goOn(long nowNanos) {
        if (backlog.count() < MAX_BACKLOG_DATAGRAMS) {
            askForTurn();
        } else if (!blocked) {
            blocked = true;
            movedNanos = nowNanos;
            flusher.countBlocked(1);
        }
    }

    private void askForTurn() {
        if (!unfinished) {
            unfinished = true;
            flusher.flushNextTurn(this);
        }
    }

    /** The turn that was asked for has come. */
    void takeTurn() {
        unfinished = false;
        markDirty();
    }

    /** A packet of this connection is on its way to the socket. */
    // HOT PATH
    void packetSent(int packetBytes) {
        backlog.sent(packetBytes);
        if (blocked && backlog.count() < MAX_BACKLOG_DATAGRAMS) {
            unblock();
            askForTurn();
        }
    }

    private void unblock() {
        if (blocked) {
            blocked = false;
            flusher.countBlocked(-1);
        }
    }

    /** Takes what QUIC has measured. A pace that was found for one path says nothing of another. */
    void measured(QuicConnectionPathStats stats) {
        long nowNanos = System.nanoTime();
        InetSocketAddress address = stats.peerAddress();
        if (pacedAddress != null && !pacedAddress.equals(address)) {
            pacer = new Pacer(nowNanos, stats.sent(), stats.lost());
        }
        pacedAddress = address;
        pacer.measured(stats.rtt(), stats.deliveryRate(), stats.sent(), stats.lost(), nowNanos);
    }

    /** Takes it that QUIC holds nothing. */
    void forgetBacklog() {
        backlog.clear();
    }

    /** Drops what waits. */
    void dropWaiting() {
        queue.clear(DropReason.LINK_CLOSED);
    }

    /** The connection is gone: what waits is dropped. */
    void end() {
        dropWaiting();
        unblock();
    }
}
