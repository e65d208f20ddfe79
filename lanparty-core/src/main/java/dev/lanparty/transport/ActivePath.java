package dev.lanparty.transport;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What QUIC has measured of the path that a connection uses. It keeps those of former addresses in mind, the first of them
 * first, each with the values that it had last. Confined to the loop.
 */
final class ActivePath {
    /** By the numbers of QUIC's library: of lower ones no challenge was answered. 3 says that a longest packet was answered, too. */
    private static final long ADDRESS_PROVEN = 2;

    private final QuicChannel channel;
    private int index;

    ActivePath(QuicChannel channel) {
        this.channel = channel;
    }

    /** What is known now, or null of a connection that is not established, or over. */
    @Nullable
    QuicConnectionPathStats measured() {
        QuicConnectionPathStats stats = channel.isActive() ? at(index) : null;
        if (stats == null || stats.active()) {
            return stats;
        }
        index = 0;
        stats = at(0);
        while (stats != null && !stats.active()) {
            index++;
            stats = at(index);
        }
        return stats;
    }

    /**
     * Whether the other side is known to be there; then its answer was measured, too: before, QUIC takes a third of a second for the
     * round-trip time.
     */
    static boolean isProven(QuicConnectionPathStats stats) {
        return stats.validationState() >= ADDRESS_PROVEN;
    }

    /** Null if there are not so many paths; on the loop the answer is there at once. */
    private @Nullable QuicConnectionPathStats at(int pathIndex) {
        Future<QuicConnectionPathStats> answer = channel.collectPathStats(pathIndex);
        return answer.isSuccess() ? answer.getNow() : null;
    }
}
