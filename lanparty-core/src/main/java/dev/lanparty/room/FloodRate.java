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
    private final TokenBucket bucket;
    /** Of the frame in pieces that was judged last; none at first. */
    private int frameNumber = -1;
    /** How many more of its pieces fare as its first did. */
    private int piecesLeft;
    private boolean passes;

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
        if (number != frameNumber || piecesLeft == 0) {
            frameNumber = number;
            piecesLeft = FragmentHeader.count(datagram, header);
            passes = bucket.take(piecesLeft, nowNanos);
        }
        piecesLeft--;
        return passes;
    }
}
