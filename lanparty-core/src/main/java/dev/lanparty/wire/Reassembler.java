package dev.lanparty.wire;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Ethernet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Puts frames together from fragments. Confined to one thread; allocates nothing once it has as many frames underway as it
 * ever had. A fragment's way:
 *
 * <ol>
 * <li>frames are given up whose time is up
 * <li>the frame that it is a piece of, by source peer and number; a frame that is done with does not begin again
 * <li>a new frame takes the place of the oldest where there is none: see below whose
 * <li>its header and count are those of the pieces before; what it carries is copied
 * <li>a frame whose pieces are all there goes to the sink
 * </ol>
 *
 * What a peer sends can harm only its own frames. A source has at most {@link #MAX_FRAMES_PER_SOURCE} underway. If there
 * are {@link #MAX_FRAMES} of all sources, the oldest frame of a source with most of them goes, so that of n sources none
 * that has less than the n-th part loses one to another. A piece that contradicts another ends its frame, as RFC 5722
 * wants it for IPv6: a frame never mixes what was judged with what came later in its stead. The relay judges every first
 * piece, and the first piece alone decides; see {@code filter.SafetyFilter}. What the relay itself cuts for a narrow path is of one
 * source, 0, whoever sent it: its pieces leave together, and of those that lack one the oldest goes first.
 *
 * <p>
 * Each piece that is not used is counted as {@link DropReason#FRAGMENT_DUPLICATE} or {@link DropReason#FRAGMENT_LATE}, and
 * each frame that is given up, once with all its pieces, as {@link DropReason#FRAGMENT_INCOMPLETE},
 * {@link DropReason#FRAGMENT_CONFLICT} or {@link DropReason#JUMBO}.
 */
public final class Reassembler {
    /** Frames underway of all sources, each of at most {@link Ethernet#MAX_TAGGED_FRAME_BYTES}. */
    public static final int MAX_FRAMES = 64;
    /** Frames underway of one source. */
    public static final int MAX_FRAMES_PER_SOURCE = MAX_FRAMES / 2;
    /**
     * How long a frame waits for its pieces, which were sent together. Far less than the 16-bit numbers last at any rate
     * that can be met (RFC 4963): 130,000 frames a second.
     */
    public static final long TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** One more than can have a frame underway: one can always be forgotten. */
    private static final int MAX_SOURCES = MAX_FRAMES + 1;

    private final Consumer<DropReason> onDropped;
    private final Sink sink;
    /** Oldest first. */
    private final List<PartialFrame> underway = new ArrayList<>(MAX_FRAMES);
    private final List<PartialFrame> unused = new ArrayList<>(MAX_FRAMES);
    /** The one that began a frame last comes last. */
    private final List<FragmentSource> sources = new ArrayList<>(MAX_SOURCES);
    private final ByteBuf spare = Unpooled.wrappedBuffer(new byte[Ethernet.MAX_TAGGED_FRAME_BYTES]);

    /** Takes frames that are whole. */
    @FunctionalInterface
    public interface Sink {
        /** A frame; its bytes are valid, and may be changed, during the call. */
        void deliver(ByteBuf buffer, int offset, int lengthBytes);
    }

    /** Has no frame underway. */
    public Reassembler(Consumer<DropReason> onDropped, Sink sink) {
        this.onDropped = onDropped;
        this.sink = sink;
    }

    /**
     * Takes a fragment, and gives its frame to the sink if it was the last.
     *
     * @param datagram a fragment that {@link TunnelDatagram#check} takes, in a buffer of one component; neither released
     *            nor changed
     */
    // HOT PATH
    public void accept(ByteBuf datagram, long nowNanos) {
        expire(nowNanos);
        int peer = TunnelDatagram.sourcePeer(datagram);
        int number = FragmentHeader.frameNumber(datagram,
                TunnelDatagram.frameOffset(datagram) - FragmentHeader.BYTES);
        int position = find(peer, number);
        if (position < 0) {
            FragmentSource source = source(peer);
            if (source.isDone(number, nowNanos)) {
                onDropped.accept(DropReason.FRAGMENT_LATE);
                return;
            }
            makeRoom(source, nowNanos);
            position = begin(source, number, nowNanos);
        }
        PartialFrame frame = underway.get(position);
        DropReason reason = frame.add(datagram);
        if (reason == DropReason.FRAGMENT_DUPLICATE) {
            onDropped.accept(reason);
        } else if (reason != null) {
            giveUp(position, reason, nowNanos);
        } else if (frame.isComplete()) {
            finish(position, nowNanos);
            sink.deliver(frame.whole(spare), 0, frame.lengthBytes());
        }
    }

    /**
     * Gives up the frames whose time is up. Every fragment does it too; without them, a call now and then keeps the counters
     * true.
     */
    public void expire(long nowNanos) {
        while (!underway.isEmpty() && nowNanos - underway.getFirst().startedNanos() >= TIMEOUT_NANOS) {
            giveUp(0, DropReason.FRAGMENT_INCOMPLETE, nowNanos);
        }
    }

    /** The newest are asked first: mostly it is one of them. */
    private int find(int peer, int number) {
        for (int i = underway.size() - 1; i >= 0; i--) {
            PartialFrame frame = underway.get(i);
            if (frame.number() == number && frame.source().peer() == peer) {
                return i;
            }
        }
        return -1;
    }

    private FragmentSource source(int peer) {
        int position = sources.size() - 1;
        while (position >= 0 && sources.get(position).peer() != peer) {
            position--;
        }
        if (position >= 0) {
            FragmentSource known = sources.remove(position);
            sources.add(known);
            return known;
        }
        FragmentSource source = sources.size() < MAX_SOURCES ? new FragmentSource() : sources.remove(idlest());
        source.begin(peer);
        sources.add(source);
        return source;
    }

    private int idlest() {
        int position = 0;
        while (sources.get(position).underway() > 0) {
            position++;
        }
        return position;
    }

    private void makeRoom(FragmentSource source, long nowNanos) {
        if (source.underway() == MAX_FRAMES_PER_SOURCE) {
            giveUp(oldestOf(source), DropReason.FRAGMENT_INCOMPLETE, nowNanos);
        } else if (underway.size() == MAX_FRAMES) {
            giveUp(oldestOf(busiest(source)), DropReason.FRAGMENT_INCOMPLETE, nowNanos);
        }
    }

    private int oldestOf(FragmentSource source) {
        int position = 0;
        while (underway.get(position).source() != source) {
            position++;
        }
        return position;
    }

    /** A source with most frames underway: of several, the preferred one, else the one whose frame is the oldest. */
    private FragmentSource busiest(FragmentSource preferred) {
        FragmentSource busiest = preferred;
        for (int i = 0; i < underway.size(); i++) {
            FragmentSource source = underway.get(i).source();
            if (source.underway() > busiest.underway()) {
                busiest = source;
            }
        }
        return busiest;
    }

    private int begin(FragmentSource source, int number, long nowNanos) {
        PartialFrame frame = unused.isEmpty() ? new PartialFrame(source) : unused.removeLast();
        frame.begin(source, number, nowNanos);
        source.started();
        underway.add(frame);
        return underway.size() - 1;
    }

    private void giveUp(int position, DropReason reason, long nowNanos) {
        onDropped.accept(reason);
        finish(position, nowNanos);
    }

    /** The frame's bytes stay as they are until the next fragment. */
    private void finish(int position, long nowNanos) {
        PartialFrame frame = underway.remove(position);
        frame.source().finished(frame.number(), nowNanos);
        unused.add(frame);
    }
}
