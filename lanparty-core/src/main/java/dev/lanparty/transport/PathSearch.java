package dev.lanparty.transport;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Which of a few sizes of UDP payload the way to a relay carries, asked before there is a connection: QUIC's own discovery
 * begins with the first connection, takes a single loss for a narrow path, and reports sizes that it only tries. Asks for the
 * largest and the smallest size first, so that a path of 1500 bytes costs one round trip and two packets: a thousand who come
 * back at once must not fill the relay's socket with questions. Where only the smallest was answered, all between them are asked,
 * twice, because packets get lost. The relay's silence is an answer too: nothing is known then. Time is an argument; confined to the loop.
 */
final class PathSearch {
    /** What every path carries that QUIC can use (RFC 9000, section 14). */
    static final int SAFE_BYTES = 1_200;
    /**
     * What usual MTUs leave, less the headers of IPv4 (28 bytes) or IPv6 (48) with UDP: 1500, 1492 (PPPoE), 1480 (a tunnel),
     * 1450, 1420 (WireGuard), 1400, 1380, 1350, and 1280, which is all that IPv6 promises.
     */
    private static final int[] CANDIDATES = {1_472, 1_464, 1_452, 1_444, 1_432, 1_422, 1_412, 1_402, 1_392, 1_372,
            1_352,
            1_332, 1_302, 1_252, 1_232, SAFE_BYTES};
    /** As often is asked where nothing is heard. */
    private static final int SILENT_ROUNDS = 3;
    /** As often is asked for all sizes. */
    private static final int FULL_ROUNDS = 2;
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long LEAST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final int[] sizes;
    private final Asker asker;
    /** Of the largest size that was answered. */
    private int best;
    private int silentRounds;
    private int fullRounds;
    private long roundNanos;
    /** Until the first answer of all; -1 before. */
    private long roundTripNanos = -1;
    private long deadlineNanos;
    private boolean done;

    /** Sends a packet of one size. */
    @FunctionalInterface
    interface Asker {
        /** A packet of so many bytes of UDP payload; the answer names the size by its index. */
        void ask(int index, int bytes);
    }

    /**
     * A search that has not begun.
     *
     * @param mostBytes above which nothing is asked, {@link #SAFE_BYTES} or more
     */
    PathSearch(int mostBytes, Asker asker) {
        this.asker = asker;
        sizes = Arrays.stream(CANDIDATES).filter(size -> size <= mostBytes).toArray();
        best = sizes.length;
    }

    /** Asks, asks again or ends, as it is time to: called to begin, after each {@link #answered}, and when {@link #waitNanos} are over. */
    void tick(long nowNanos) {
        if (done || (silentRounds > 0 && nowNanos - deadlineNanos < 0)) {
            return;
        }
        boolean heard = best < sizes.length;
        if (heard ? fullRounds == FULL_ROUNDS : silentRounds == SILENT_ROUNDS) {
            done = true;
            return;
        }
        roundNanos = nowNanos;
        deadlineNanos = nowNanos + (heard ? 2 * roundTripNanos + LEAST_WAIT_NANOS : SILENCE_NANOS);
        if (heard) {
            fullRounds++;
            askAllAbove(best);
        } else {
            silentRounds++;
            asker.ask(0, sizes[0]);
            asker.ask(sizes.length - 1, sizes[sizes.length - 1]);
        }
    }

    /** How long nothing is to be done unless an answer comes. */
    long waitNanos(long nowNanos) {
        return Math.max(0, deadlineNanos - nowNanos);
    }

    private void askAllAbove(int known) {
        for (int index = 0; index < known; index++) {
            asker.ask(index, sizes[index]);
        }
    }

    /** The relay has received the packet of a size. */
    void answered(int index, long nowNanos) {
        if (done || index < 0 || index >= sizes.length) {
            return;
        }
        if (roundTripNanos < 0) {
            roundTripNanos = nowNanos - roundNanos;
            // The other was sent with it: its answer comes within a round trip more, or not at all.
            deadlineNanos = nowNanos + roundTripNanos + LEAST_WAIT_NANOS;
        }
        best = Math.min(best, index);
        done = best == 0;
    }

    /** Whether nothing more is asked. */
    boolean isDone() {
        return done;
    }

    /** The largest size that was answered, if any was. */
    OptionalInt result() {
        return best < sizes.length ? OptionalInt.of(sizes[best]) : OptionalInt.empty();
    }
}
