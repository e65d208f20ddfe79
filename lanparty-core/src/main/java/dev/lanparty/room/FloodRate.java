package dev.lanparty.room;

import dev.lanparty.filter.TokenBucket;
import dev.lanparty.wire.FragmentHeader;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;

/**
 * Holds a member's flooded frames to their rate. The pieces of a frame count as so many frames, and pass together or not at
 * all: were each judged by itself, a storm of long frames would lose one piece of every frame, and nothing of what passed
 * would be of use. Confined to one thread; time is an argument.
 */
final class FloodRate {
    /** Of which pieces are underway at once: the network may mix those of frames that were sent one after the other. */
    private static final int FRAMES = 4;

    private final TokenBucket bucket;
    private final int[] frameNumbers = new int[FRAMES];
    /** How many more of each one's pieces fare as its first did. */
    private final int[] piecesLeft = new int[FRAMES];
    private final boolean[] passes = new boolean[FRAMES];
    private int oldest;

    /** Lets a second's worth of floods pass in one burst: a LAN game's server list is asked for by all players at once. */
    FloodRate(int perSecond, long nowNanos) {
        bucket = new TokenBucket(perSecond, perSecond, nowNanos);
    }

    /**
     * Whether a datagram may be flooded.
     *
     * @param datagram one that {@link TunnelDatagram#check} takes
     */
    // HOT PATH
    boolean take(ByteBuf datagram, long nowNanos) {
        if (!TunnelDatagram.isFragment(datagram)) {
            return bucket.take(nowNanos);
        }
        int header = TunnelDatagram.frameOffset(datagram) - FragmentHeader.BYTES;
        int number = FragmentHeader.frameNumber(datagram, header);
        int frame = find(number);
        if (frame < 0) {
            frame = oldest;
            oldest = (oldest + 1) % FRAMES;
            frameNumbers[frame] = number;
            piecesLeft[frame] = FragmentHeader.count(datagram, header);
            passes[frame] = bucket.take(piecesLeft[frame], nowNanos);
        }
        piecesLeft[frame]--;
        return passes[frame];
    }

    private int find(int number) {
        for (int i = 0; i < FRAMES; i++) {
            if (frameNumbers[i] == number && piecesLeft[i] > 0) {
                return i;
            }
        }
        return -1;
    }
}
