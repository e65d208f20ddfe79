package dev.lanparty.transport;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Which of a few sizes of UDP payload the way to a relay carries, asked before there is a connection: QUIC's own discovery
 * begins with the first connection, takes a single loss for a narrow path, and reports sizes that it only tries. Asks for all
 * sizes at once, so that a path of 1500 bytes costs one round trip, and what was not answered a second time. The relay's
 * silence is nobody's fault here: the connection then begins with {@link #SAFE_BYTES}. Time is an argument; confined to the
 * loop.
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
    private static final int ROUNDS = 3;
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long LEAST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final int[] sizes;
    private final Asker asker;
    /** Of the largest size that was answered. */
    private int best;
    private int round;
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

    /** Asks, asks again or ends, as it is time to; called every few milliseconds until {@link #isDone}. */
    void tick(long nowNanos) {
        if (done || (round > 0 && nowNanos - deadlineNanos < 0)) {
            return;
        }
        // A second time, because packets get lost; a third only where nothing at all was heard.
        if (round == ROUNDS || (best < sizes.length && round == ROUNDS - 1)) {
            done = true;
            return;
        }
        round++;
        roundNanos = nowNanos;
        deadlineNanos = nowNanos + (roundTripNanos < 0 ? SILENCE_NANOS : 2 * roundTripNanos + LEAST_WAIT_NANOS);
        for (int index = 0; index < best; index++) {
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
            // The others were sent with it: they come within a round trip more, or not at all.
            deadlineNanos = nowNanos + roundTripNanos + LEAST_WAIT_NANOS;
        }
        best = Math.min(best, index);
        done = best == 0;
    }

    /** Whether nothing more is asked. */
    boolean isDone() {
        return done;
    }

    /** The largest size that was answered, or what every path carries. */
    int result() {
        return best < sizes.length ? sizes[best] : SAFE_BYTES;
    }
}
