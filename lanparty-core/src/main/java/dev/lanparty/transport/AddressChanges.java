package dev.lanparty.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicPathEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a member's connection where QUIC does not cope with a change of his address. He is back by his next connection in a
 * moment:
 *
 * <ol>
 * <li>he has come from as many addresses as QUIC keeps in mind for one connection: it drops what comes from a further one in
 * silence
 * <li>it is not proven that he is at the new address, without which QUIC sends no more than three times what comes from there
 * (RFC 9000, 8.1): it asks by a challenge, and asks again if that is lost, but not if only the answer is. From then on no frames
 * are sent to him, so that there is room for the end
 * </ol>
 *
 * <p>Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The timer ends with the loop.
final class AddressChanges extends ChannelInboundHandlerAdapter {
    /**
     * Addresses and ports of one connection, kept for its whole life. To QUIC they are the connection ids that a peer may give
     * (active_connection_id_limit), which is 2 unless more are asked for: no more than a single change.
     */
    static final int MOST_ADDRESSES = 16;
    /** For a question and its answer, and once more after the second that QUIC waits for them on a path that it does not know. */
    private static final long PROOF_NANOS = Duration.ofMillis(1_500).toNanos();
    private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();
    /** What room an acknowledgement makes is soon used up. */
    private static final long CLOSE_LOOK_NANOS = Duration.ofMillis(50).toNanos();
    /** Short, to fit into three times an acknowledgement. */
    private static final String NOT_PROVEN = "the new address was not proven; connect again";
    /** With the packet around it. */
    private static final int FAREWELL_BYTES = NOT_PROVEN.length() + 40;
    /** Of what has come from an address that is not proven, so much may be sent there. */
    private static final long AMPLIFICATION = 3;

    private final QuicLink link;
    private int addresses = 1;
    private boolean unproven;
    private long unprovenSinceNanos;

    AddressChanges(QuicLink link) {
        this.link = link;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof QuicPathEvent.New) {
            addresses++;
            if (addresses == 2) {
                look(context);
            }
        } else if (event instanceof QuicPathEvent.PeerMigrated && addresses == MOST_ADDRESSES) {
            link.breakOff("the member's address has changed " + (addresses - 1) + " times; connect again");
        }
        context.fireUserEventTriggered(event);
    }

    /** From the first change on, again and again: QUIC goes back and forth between addresses without a word. */
    private void look(ChannelHandlerContext context) {
        QuicConnectionPathStats stats = link.activePath().measured();
        if (stats == null) {
            return;
        }
        long nowNanos = System.nanoTime();
        boolean before = unproven;
        unproven = !ActivePath.isProven(stats);
        if (!before) {
            unprovenSinceNanos = nowNanos;
        }
        boolean tooLong = unproven && nowNanos - unprovenSinceNanos >= PROOF_NANOS;
        if (tooLong && AMPLIFICATION * stats.recvBytes() - stats.sentBytes() >= FAREWELL_BYTES) {
            link.breakOff(NOT_PROVEN);
            return;
        }
        link.mute(tooLong);
        context.channel().eventLoop().schedule(() -> look(context), tooLong ? CLOSE_LOOK_NANOS : LOOK_NANOS,
                TimeUnit.NANOSECONDS);
    }
}
