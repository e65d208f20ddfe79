package dev.lanparty.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits before a link: in which order it goes, when it is too old, what goes when there is too much. */
class DatagramQueueTest {
    private static final int MAX_BYTES = 100_000;
    private static final long MAX_AGE_NANOS = 1_000;
    private static final long LENT = -1;

    private final List<DropReason> dropped = new ArrayList<>();
    private final DatagramQueue queue = new DatagramQueue(MAX_BYTES, MAX_AGE_NANOS, dropped::add);
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final BufferLedger ledger = new BufferLedger();

    @AfterEach
    void everyBufferIsReleased() {
        queue.clear(DropReason.LINK_CLOSED);
        ledger.assertAllReleased();
        assertEquals(0, allocator.metric().usedDirectMemory());
    }

    @Test
    void datagramsOfOneSizeKeepTheirOrder() {
        for (int mark = 1; mark <= 200; mark++) {
            add(1_000 / (1 + mark % 2 * 9), mark);
        }
        List<Integer> small = new ArrayList<>();
        List<Integer> large = new ArrayList<>();
        for (ByteBuf next = queue.poll(0, true); next != null; next = queue.poll(0, true)) {
            (next.readableBytes() <= DatagramQueue.SMALL_BYTES ? small : large).add(mark(next));
            next.release();
        }
        assertEquals(100, small.size());
        assertEquals(small.stream().sorted().toList(), small);
        assertEquals(large.stream().sorted().toList(), large);
    }

    @Test
    void aSmallDatagramGoesBeforeTheLargeOnesThatWait() {
        add(1_000, 1);
        add(1_000, 2);
        add(100, 3);

        assertEquals(List.of(3, 1, 2), drain(0));
    }

    @Test
    void smallDatagramsDoNotStarveALargeOne() {
        add(1_000, 1);
        for (int i = 0; i < 3 * DatagramQueue.SMALL_IN_A_ROW; i++) {
            add(100, 2);
        }
        assertEquals(DatagramQueue.SMALL_IN_A_ROW, drain(0).indexOf(1));
    }

    @Test
    void aSmallDatagramThatWaitedTooLongIsDroppedAndTold() {
        for (int mark = 1; mark <= 3; mark++) {
            add(100, mark);
            queue.keep(allocator, mark);
        }
        assertEquals(List.of(3), drain(MAX_AGE_NANOS + 3));
        assertEquals(List.of(DropReason.LINK_QUEUE_AGED, DropReason.LINK_QUEUE_AGED), dropped);
    }

    @Test
    void ofLargeDatagramsThatWaitedTooLongOneIsDroppedForEachSent() {
        for (int mark = 1; mark <= 6; mark++) {
            add(1_000, mark);
        }
        queue.keep(allocator, 0);
        assertEquals(List.of(2, 4, 6), drain(MAX_AGE_NANOS + 1));
        assertEquals(List.of(DropReason.LINK_QUEUE_AGED, DropReason.LINK_QUEUE_AGED, DropReason.LINK_QUEUE_AGED),
                dropped);
    }

    /** The thread was not run between a frame's coming and its flush: that says nothing about the path. */
    @Test
    void aDatagramThatThePathWasNotYetAskedToTakeIsOfAnyAge() {
        add(100, 1);
        add(1_000, 2);
        queue.keep(allocator, 0);
        add(100, 3);
        add(1_000, 4);

        assertEquals(List.of(3, 4), drain(100 * MAX_AGE_NANOS));
        assertEquals(List.of(DropReason.LINK_QUEUE_AGED, DropReason.LINK_QUEUE_AGED), dropped);
    }

    @Test
    void theOldestLargeOneGoesWhenThereIsTooMuch() {
        add(100, 1);
        for (int mark = 2; mark <= 101; mark++) {
            add(1_000, mark);
        }
        assertEquals(List.of(DropReason.LINK_QUEUE_FULL), dropped);
        assertTrue(queue.bytes() <= MAX_BYTES);
        List<Integer> left = drain(0);
        assertEquals(List.of(1, 3), left.subList(0, 2));
    }

    @Test
    void theOldestSmallOneGoesWhenAllAreSmall() {
        for (int mark = 1; mark <= 1_001; mark++) {
            add(100, mark);
        }
        assertEquals(List.of(DropReason.LINK_QUEUE_FULL), dropped);
        assertEquals(2, drain(0).get(0));
    }

    @Test
    void whatIsKeptSurvivesTheLendersMemory() {
        ByteBuf lent = ledger.of(new byte[]{1, 2, 3, 4});
        queue.add(lent.retain());
        queue.keep(allocator, 0);
        lent.setByte(0, 9).release();

        ByteBuf kept = queue.poll(0, true);
        assertNotNull(kept);
        assertArrayEquals(new byte[]{1, 2, 3, 4}, ByteBufUtil.getBytes(kept));
        kept.release();
    }

    @Test
    void onlyWhatCameInSinceTheLastTimeIsCopied() {
        add(100, 1);
        add(1_000, 2);
        queue.keep(allocator, 0);
        long copied = allocator.metric().usedDirectMemory();
        add(100, 3);
        queue.keep(allocator, 0);

        assertEquals(1_100, copied);
        assertEquals(1_200, allocator.metric().usedDirectMemory());
        assertEquals(List.of(1, 3, 2), drain(0));
    }

    @Test
    void boundsMustBePositive() {
        assertThrows(IllegalArgumentException.class, () -> new DatagramQueue(0, 1, dropped::add));
        assertThrows(IllegalArgumentException.class, () -> new DatagramQueue(1, 0, dropped::add));
    }

    @Test
    void behavesAsANaiveQueueDoes() {
        Random random = Seeds.random();
        Deque<long[]> small = new ArrayDeque<>();
        Deque<long[]> large = new ArrayDeque<>();
        int inARow = 0;
        long now = 0;
        for (int step = 0; step < 50_000; step++) {
            now += random.nextInt(20);
            if (random.nextInt(5) < 3) {
                int length = random.nextBoolean() ? 8 + random.nextInt(DatagramQueue.SMALL_BYTES - 7) : 1_300;
                add(length, step);
                (length <= DatagramQueue.SMALL_BYTES ? small : large).add(new long[]{step, LENT, length});
                while (bytes(small) + bytes(large) > MAX_BYTES) {
                    (large.isEmpty() ? small : large).removeFirst();
                }
                if (random.nextInt(4) == 0) {
                    queue.keep(allocator, now);
                    keep(small, now);
                    keep(large, now);
                }
                continue;
            }
            while (isAged(small, now)) {
                small.removeFirst();
            }
            if (isAged(large, now)) {
                large.removeFirst();
            }
            boolean takeLarge = small.isEmpty() || (inARow >= DatagramQueue.SMALL_IN_A_ROW && !large.isEmpty());
            inARow = takeLarge ? 0 : inARow + 1;
            long @Nullable [] expected = (takeLarge ? large : small).pollFirst();
            ByteBuf next = queue.poll(now, true);
            assertEquals(expected == null ? -1 : expected[0], next == null ? -1 : mark(next));
            if (next != null) {
                next.release();
            }
            assertEquals(bytes(small) + bytes(large), queue.bytes());
        }
    }

    private static boolean isAged(Deque<long[]> lane, long now) {
        return !lane.isEmpty() && lane.getFirst()[1] != LENT && now - lane.getFirst()[1] > MAX_AGE_NANOS;
    }

    private static void keep(Deque<long[]> lane, long now) {
        lane.stream().filter(entry -> entry[1] == LENT).forEach(entry -> entry[1] = now);
    }

    private static long bytes(Deque<long[]> lane) {
        return lane.stream().mapToLong(entry -> entry[2]).sum();
    }

    private void add(int lengthBytes, int mark) {
        queue.add(ledger.of(ByteBuffer.allocate(lengthBytes).putInt(mark).array()));
    }

    private static int mark(ByteBuf datagram) {
        return datagram.getInt(datagram.readerIndex());
    }

    private List<Integer> drain(long nowNanos) {
        List<Integer> marks = new ArrayList<>();
        for (ByteBuf next = queue.poll(nowNanos, true); next != null; next = queue.poll(nowNanos, true)) {
            marks.add(mark(next));
            next.release();
        }
        return marks;
    }
}
