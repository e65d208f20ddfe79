package dev.lanparty.link;

import dev.lanparty.filter.DropReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits before a link, bounded in bytes and in age. A small datagram, as games send them, goes before the large ones
 * of a bulk transfer, but never so often that those starve; among its like each keeps its place. What is too much is
 * dropped oldest first and told, each datagram with its reason. A small one is never sent past its age; of the large ones
 * past it, one is dropped for each that is sent, or a loop that was kept from running for a moment would drop all that a
 * transfer has under way.
 *
 * <p>Datagrams come in lent: their bytes are someone else's, who overwrites them once the burst is flushed. What is still
 * here then is kept as a copy by {@link #keep}, and only from then on it ages: what delayed a datagram before, such as a
 * thread that was not run, was not the path, and sending it late is better than not at all. Confined to the link's
 * thread; time is an argument.
 */
public final class DatagramQueue {
    /** A datagram no longer than this is small: a frame of 256 bytes in its tunnel header. */
    public static final int SMALL_BYTES = 260;
    /** So many small ones may go in a row while a large one waits. */
    static final int SMALL_IN_A_ROW = 16;

    private final Lane small = new Lane();
    private final Lane large = new Lane();
    private final int maxBytes;
    private final long maxAgeNanos;
    private final Consumer<DropReason> onDropped;
    private int bytes;
    private int smallInARow;

    /**
     * An empty queue.
     *
     * @param maxBytes of all that waits, 1 or more
     * @param maxAgeNanos after which a datagram that was kept is not worth sending any more, 1 or more
     * @param onDropped is told of each datagram that will not be sent
     */
    public DatagramQueue(int maxBytes, long maxAgeNanos, Consumer<DropReason> onDropped) {
        if (maxBytes < 1 || maxAgeNanos < 1) {
            throw new IllegalArgumentException("a queue holds at least 1 byte for 1 ns, not " + maxBytes + " bytes for "
                    + maxAgeNanos + " ns");
        }
        this.maxBytes = maxBytes;
        this.maxAgeNanos = maxAgeNanos;
        this.onDropped = onDropped;
    }

    /** Adds a datagram, which is the queue's to release from now on. */
    // HOT PATH
    public void add(ByteBuf datagram) {
        int lengthBytes = datagram.readableBytes();
        bytes += lengthBytes;
        (lengthBytes <= SMALL_BYTES ? small : large).add(datagram);
        while (bytes > maxBytes) {
            drop(large.isEmpty() ? small : large, DropReason.LINK_QUEUE_FULL);
        }
    }

    /**
     * Takes the datagram to be sent next, which is the caller's to release, or null if none is left.
     *
     * @param largeToo whether a large one may go now
     */
    // HOT PATH
    public @Nullable ByteBuf poll(long nowNanos, boolean largeToo) {
        while (isAged(small, nowNanos)) {
            drop(small, DropReason.LINK_QUEUE_AGED);
        }
        if (isAged(large, nowNanos)) {
            drop(large, DropReason.LINK_QUEUE_AGED);
        }
        boolean largeIsDue = largeToo && (small.isEmpty() || (smallInARow >= SMALL_IN_A_ROW && !large.isEmpty()));
        smallInARow = largeIsDue ? 0 : smallInARow + 1;
        Lane next = largeIsDue ? large : small;
        return next.isEmpty() ? null : take(next);
    }

    private boolean isAged(Lane lane, long nowNanos) {
        return lane.hasKept() && nowNanos - lane.oldestNanos() > maxAgeNanos;
    }

    private void drop(Lane lane, DropReason reason) {
        take(lane).release();
        onDropped.accept(reason);
    }

    private ByteBuf take(Lane lane) {
        ByteBuf datagram = lane.take();
        bytes -= datagram.readableBytes();
        return datagram;
    }

    /** Copies what came in lent since the last call, so that the lenders may overwrite it. */
    public void keep(ByteBufAllocator allocator, long nowNanos) {
        small.keep(allocator, nowNanos);
        large.keep(allocator, nowNanos);
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return small.isEmpty() && large.isEmpty();
    }

    /** The bytes of all that waits. */
    public int bytes() {
        return bytes;
    }

    /** Drops all that waits, for one reason. */
    public void clear(DropReason reason) {
        while (!small.isEmpty()) {
            drop(small, reason);
        }
        while (!large.isEmpty()) {
            drop(large, reason);
        }
    }

    /** Datagrams in the order of their coming: a ring that grows with what waits. */
    private static final class Lane {
        private static final int INITIAL_SLOTS = 64;

        private @Nullable ByteBuf[] datagrams = new ByteBuf[INITIAL_SLOTS];
        private long[] sinceNanos = new long[INITIAL_SLOTS];
        private int head;
        private int count;
        private int lent;

        boolean isEmpty() {
            return count == 0;
        }

        boolean hasKept() {
            return count > lent;
        }

        /** Since when the first one is kept. */
        long oldestNanos() {
            return sinceNanos[head];
        }

        void add(ByteBuf datagram) {
            if (count == datagrams.length) {
                grow();
            }
            int slot = head + count & datagrams.length - 1;
            datagrams[slot] = datagram;
            count++;
            lent++;
        }

        ByteBuf take() {
            ByteBuf datagram = datagrams[head];
            if (datagram == null) {
                throw new IllegalStateException("nothing waits");
            }
            datagrams[head] = null;
            head = head + 1 & datagrams.length - 1;
            count--;
            lent = Math.min(lent, count);
            return datagram;
        }

        void keep(ByteBufAllocator allocator, long nowNanos) {
            for (int i = count - lent; i < count; i++) {
                int slot = head + i & datagrams.length - 1;
                sinceNanos[slot] = nowNanos;
                ByteBuf borrowed = datagrams[slot];
                if (borrowed != null) {
                    ByteBuf copy = allocator.directBuffer(borrowed.readableBytes());
                    // Read, not written: a buffer that is written into another makes a view of each.
                    borrowed.getBytes(borrowed.readerIndex(), copy, borrowed.readableBytes());
                    borrowed.release();
                    datagrams[slot] = copy;
                }
            }
            lent = 0;
        }

        private void grow() {
            ByteBuf[] moreDatagrams = new ByteBuf[count * 2];
            long[] moreSince = new long[count * 2];
            int untilEnd = count - head;
            System.arraycopy(datagrams, head, moreDatagrams, 0, untilEnd);
            System.arraycopy(datagrams, 0, moreDatagrams, untilEnd, head);
            System.arraycopy(sinceNanos, head, moreSince, 0, untilEnd);
            System.arraycopy(sinceNanos, 0, moreSince, untilEnd, head);
            datagrams = moreDatagrams;
            sinceNanos = moreSince;
            head = 0;
        }
    }
}
