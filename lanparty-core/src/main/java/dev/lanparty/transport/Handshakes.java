package dev.lanparty.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The handshakes that are underway on one loop. When all members of a relay come back at once, those that are begun are to be
 * finished first: were all begun, each would be so slow that its player gives it up and begins another, and the work would be
 * for nobody. Who has to wait is not answered, which costs next to nothing, and asks again within a second or two. In a turn of
 * the loop that has become long, none is begun either: the frames of those who are in a room come first.
 *
 * <p>Only young ones count: with those that somebody begins and never finishes, nobody keeps the others out for long. Confined
 * to the loop; time is an argument.
 */
final class Handshakes {
    /** As many as a slow core finishes in far less than the second after which a player asks again. */
    static final int MOST_AT_ONCE = 64;
    /** A round trip to the other side of the world and back, and time to compute. */
    static final long YOUNG_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Of one turn of the loop, after which it begins no more: a frame that waits meanwhile is not too old to be sent. */
    static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Deque<Handshake> young = new ArrayDeque<>();
    private int underway;

    /** One of them. */
    final class Handshake {
        private final long begunNanos;
        private boolean counted = true;

        private Handshake(long begunNanos) {
            this.begunNanos = begunNanos;
        }

        /** It is over, by whatever; may be called again. */
        void over() {
            if (counted) {
                counted = false;
                underway--;
            }
        }
    }

    /**
     * Whether another may begin now.
     *
     * @param turnBeganNanos when the loop began to read what it reads now
     */
    boolean mayBegin(long nowNanos, long turnBeganNanos) {
        return nowNanos - turnBeganNanos <= TURN_NANOS && hasPlace(nowNanos);
    }

    private boolean hasPlace(long nowNanos) {
        for (Handshake eldest = young.peek(); eldest != null
                && (!eldest.counted || nowNanos - eldest.begunNanos > YOUNG_NANOS); eldest = young.peek()) {
            eldest.over();
            young.remove();
        }
        return underway < MOST_AT_ONCE;
    }

    /** Another begins. */
    Handshake begin(long nowNanos) {
        Handshake handshake = new Handshake(nowNanos);
        young.add(handshake);
        underway++;
        return handshake;
    }
}
