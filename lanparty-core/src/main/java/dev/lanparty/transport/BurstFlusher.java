package dev.lanparty.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The order in which packets are read and links flushed, which decides half the throughput and most of the delay. It
 * stands between the UDP socket and the QUIC codec, and is confined to the loop. The way of a burst of packets, as one turn
 * of the loop reads it:
 *
 * <ol>
 * <li>small packets go on to the codec as they come, large ones are put aside, and behind them whatever else comes from the
 * same connection: the frames of a game do not wait until those of somebody's download were decrypted and encrypted again,
 * and no frame overtakes another of its sender. What the small ones made dirty is flushed
 * <li>the packets put aside go on to the codec
 * <li>after each of the two, whoever was given datagrams is told that no more are there now, so that what he put off is done
 * <li>the codec completes the burst, so that acknowledgements and forwarded frames share packets, then each dirty link is
 * flushed once
 * <li>but after no more than two packets, or small ones alone, as games send them, the links are flushed at once and the codec
 * completes later, when the {@link OwedAcknowledgements} say so: an acknowledgement then rides on the next frame that goes the
 * other way, which spares a packet, a system call and a wake-up of the other side each. For a handshake, a control stream,
 * a transfer or a link whose window is used up nothing is put off
 * <li>a link that had more to send than one turn allows is flushed again after the sockets and devices had their turn
 * <li>packets on their way out tell their link how much of its backlog QUIC has sent
 * </ol>
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write's outcome is its promise's; the timer ends with the loop.
final class BurstFlusher extends ChannelDuplexHandler {
    private static final int SMALL_BURST_PACKETS = 2;
    /** A game's frame or two, in one packet with an acknowledgement. */
    private static final int SMALL_PACKET_BYTES = 400;
    /** For so long after a large packet the acknowledgements of a transfer are expected, which are not put off. */
    private static final long BULK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** What is put off is so late at least, and twice that at most. */
    private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    private final LinkAddresses addresses = new LinkAddresses();
    private final List<DatagramPacket> aside = new ArrayList<>();
    private final List<DatagramSender> dirty = new ArrayList<>();
    private final List<QuicLink> fed = new ArrayList<>();
    /** Of which the codec has yet to complete the burst. */
    private final List<QuicLink> unread = new ArrayList<>();
    private final List<DatagramSender> unfinished = new ArrayList<>();
    private final OwedAcknowledgements owed = new OwedAcknowledgements();
    /** Of packets without frames, which are acknowledgements mostly, nobody asks whose they were. */
    private final OwedAcknowledgements.Debt owedWithoutFrames = new OwedAcknowledgements.Debt();
    private final Runnable nextTurn;
    private final Runnable afterHold = this::afterHold;
    private @Nullable ChannelHandlerContext context;
    private long nowNanos;
    private long largeNanos = System.nanoTime() - BULK_NANOS;
    private int packetsInBurst;
    private int framesInBurst;
    private int blockedLinks;
    /** The burst that is being read must be completed at once. */
    private boolean urgent;
    /** Somebody is owed more acknowledgements than may be put off. */
    private boolean oweTooMuch;
    /** The codec has yet to complete what it has read. */
    private boolean held;
    private boolean holdTimed;

    /**
     * A flusher of one socket.
     *
     * @param turns gives for a task what to call to have it run in the loop's next turn
     */
    BurstFlusher(Function<Runnable, Runnable> turns) {
        nextTurn = turns.apply(this::finish);
    }

    /** A flusher of one socket of a loop. */
    static BurstFlusher on(NetworkLoop loop) {
        return new BurstFlusher(task -> new NextTurn(loop.eventLoop(), task)::ask);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        context = null;
        aside.forEach(DatagramPacket::release);
        aside.clear();
    }

    /** Makes the link of a new connection known. */
    void add(QuicLink link) {
        addresses.add(link);
    }

    /** Forgets a link whose connection is gone. */
    void remove(QuicLink link) {
        addresses.remove(link);
    }

    /** Whether the other side of a link is where a packet has come from, or has been there. */
    // HOT PATH
    boolean isKnownSender(InetSocketAddress address) {
        return addresses.isKnownSender(address);
    }

    /** When the burst that is being read began, in nanoseconds. */
    long nowNanos() {
        return nowNanos;
    }

    /** Notes that a link has given a datagram of the burst to its handler. */
    void frameReceived(QuicLink link) {
        framesInBurst++;
        oweTooMuch |= owed.add(link.debt());
        // The datagrams of one packet, and often of many, go to one link.
        if (fed.isEmpty() || fed.getLast() != link) {
            fed.add(link);
        }
    }

    private void endBurst() {
        for (int i = 0; i < fed.size(); i++) {
            fed.get(i).burstEnd();
        }
        unread.addAll(fed);
        fed.clear();
    }

    /** Notes that a link has datagrams to flush; it is noted once between two flushes. */
    void markDirty(DatagramSender sender) {
        dirty.add(sender);
    }

    /** Notes that a link has more to flush than one turn allows, or can go on; it is flushed in the next turn. */
    void flushNextTurn(DatagramSender sender) {
        unfinished.add(sender);
        nextTurn.run();
    }

    private void finish() {
        unfinished.forEach(DatagramSender::takeTurn);
        unfinished.clear();
        flushDirty();
    }

    /** Notes that one more or one less link waits for QUIC's window. */
    void countBlocked(int change) {
        blockedLinks += change;
    }

    // HOT PATH
    @Override
    public void channelRead(ChannelHandlerContext current, Object message) {
        if (packetsInBurst == 0) {
            nowNanos = System.nanoTime();
        }
        packetsInBurst++;
        if (message instanceof DatagramPacket packet) {
            urgent |= !QuicCodecs.isOfConnection(packet.content());
            if (isPutAside(packet)) {
                return;
            }
        }
        current.fireChannelRead(message);
    }

    private boolean isPutAside(DatagramPacket packet) {
        boolean large = packet.content().readableBytes() > SMALL_PACKET_BYTES;
        if (!large && aside.isEmpty()) {
            return false;
        }
        QuicLink link = addresses.findSender(packet.sender());
        if (!large && (link == null || !link.hasPacketsAside())) {
            return false;
        }
        aside.add(packet);
        if (link != null) {
            link.setPacketsAside(true);
        }
        return true;
    }

    // HOT PATH
    @Override
    public void channelReadComplete(ChannelHandlerContext current) {
        addresses.nextTurn();
        if (packetsInBurst == 0) {
            return;
        }
        if (!aside.isEmpty()) {
            largeNanos = nowNanos;
        }
        boolean bulk = nowNanos - largeNanos < BULK_NANOS;
        boolean mayBePutOff = packetsInBurst <= SMALL_BURST_PACKETS || !bulk;
        endBurst();
        if (!aside.isEmpty()) {
            flushDirty();
            readAside(current);
            endBurst();
        }
        if (framesInBurst < packetsInBurst) {
            urgent |= bulk;
            oweTooMuch |= owed.add(owedWithoutFrames);
        }
        packetsInBurst = 0;
        framesInBurst = 0;
        if (mayBePutOff) {
            flushDirty();
        }
        if (mayBePutOff && !urgent && !oweTooMuch && blockedLinks == 0) {
            readOn();
            putOff(current);
        } else {
            complete(current);
        }
    }

    /** What comes of it may be completed at once, and then nothing is left to read on. */
    private void readOn() {
        for (int i = 0; i < unread.size(); i++) {
            unread.get(i).readOn();
        }
        unread.clear();
    }

    private void readAside(ChannelHandlerContext current) {
        for (int i = 0; i < aside.size(); i++) {
            QuicLink link = addresses.findSender(aside.get(i).sender());
            if (link != null) {
                link.setPacketsAside(false);
            }
            current.fireChannelRead(aside.get(i));
        }
        aside.clear();
    }

    private void complete(ChannelHandlerContext current) {
        held = false;
        urgent = false;
        oweTooMuch = false;
        owed.allPaid();
        unread.clear();
        current.fireChannelReadComplete();
        flushDirty();
    }

    /** Has something other than datagrams leave at once, or with the burst that is being read. */
    void hurry() {
        if (packetsInBurst > 0) {
            urgent = true;
        } else if (held && context != null) {
            complete(context);
        }
    }

    /** Reads packets of which the burst is over long since. */
    void readLate(Runnable reading) {
        nowNanos = System.nanoTime();
        reading.run();
        endBurst();
        framesInBurst = 0;
        if (context != null) {
            complete(context);
        }
    }

    private void putOff(ChannelHandlerContext current) {
        held = true;
        if (!holdTimed) {
            holdTimed = true;
            current.channel().eventLoop().schedule(afterHold, HOLD_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void afterHold() {
        holdTimed = false;
        if (!held || context == null) {
            return;
        }
        if (owed.isTime()) {
            complete(context);
        } else {
            putOff(context);
        }
    }

    /** Flushes the links that have something to send. */
    // HOT PATH
    void flushDirty() {
        if (dirty.isEmpty()) {
            return;
        }
        // A flush may make a handler send again: such a link comes to the end of the list.
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flushNow();
        }
        dirty.clear();
        if (context != null) {
            // The codec does not flush a connection of which it has yet to complete a burst.
            context.flush();
        }
    }

    // HOT PATH
    @Override
    public void write(ChannelHandlerContext current, Object message, ChannelPromise promise) {
        if (message instanceof DatagramPacket packet && QuicCodecs.isOfConnection(packet.content())) {
            QuicLink link = addresses.find(packet.recipient());
            if (link != null) {
                int left = packet.content().readableBytes();
                int segmentBytes = packet instanceof SegmentedDatagramPacket segmented ? segmented.segmentSize() : left;
                for (; left > 0; left -= segmentBytes) {
                    link.packetSent(Math.min(left, segmentBytes));
                }
            }
        }
        current.write(message, promise);
    }
}
