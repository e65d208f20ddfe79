package dev.lanparty.transport;

import dev.lanparty.filter.TokenBucket;
import dev.lanparty.wire.PathQuery;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The questions and answers of a {@link PathWatch} on one link. Confined to the loop. */
final class PathDialogue {
    /** Several times what the other side asks by the rules; whoever asks more is not answered. */
    private static final int ANSWERS_PER_SECOND = 20;

    private final QuicLink link;
    private final PathWatch watch = new PathWatch();
    private final TokenBucket answers;
    /** Questions of full length that have not left yet. */
    private int ownLongPackets;

    PathDialogue(QuicLink link, long nowNanos) {
        this.link = link;
        answers = new TokenBucket(ANSWERS_PER_SECOND, ANSWERS_PER_SECOND, nowNanos);
    }

    /** Notes a packet on its way to the socket. */
    // HOT PATH
    void packetSent(int packetBytes) {
        if (packetBytes <= PathSearch.SAFE_BYTES) {
            return;
        }
        if (ownLongPackets > 0) {
            ownLongPackets--;
        } else {
            watch.longPacketSent();
        }
    }

    /**
     * Notes a datagram that has arrived, and takes it if it is of this dialogue.
     *
     * @param datagram released if it is taken
     * @return whether it was
     */
    // HOT PATH
    boolean take(ByteBuf datagram, long nowNanos) {
        if (!PathQuery.isOne(datagram)) {
            if (datagram.readableBytes() >= link.datagramBudgetBytes()) {
                watch.fullLengthReceived();
            }
            return false;
        }
        if (PathQuery.isAnswer(datagram)) {
            if (watch.answered(PathQuery.number(datagram), PathQuery.received(datagram))) {
                link.pathHasNarrowed();
            }
        } else if (datagram.readableBytes() > PathQuery.BYTES) {
            watch.fullLengthReceived();
        } else if (answers.take(nowNanos)) {
            ByteBuf answer = ByteBufAllocator.DEFAULT.directBuffer(PathQuery.BYTES);
            PathQuery.writeAnswer(answer, PathQuery.number(datagram), watch.received());
            link.send(answer);
        }
        datagram.release();
        return true;
    }

    /** Asks if it is time to; called every {@link PathWatch#PERIOD_NANOS}. */
    void tick() {
        switch (watch.tick()) {
            case NONE -> {
                // All that was sent has been heard of.
            }
            case SHORT -> ask(PathQuery.BYTES);
            case FULL_LENGTH_FIRST -> {
                ownLongPackets++;
                ask(link.datagramBudgetBytes());
                ask(PathQuery.BYTES);
            }
        }
    }

    /** Past the link's queue, which would let the short one go first. */
    private void ask(int lengthBytes) {
        ByteBuf question = ByteBufAllocator.DEFAULT.directBuffer(lengthBytes);
        PathQuery.writeQuestion(question, watch.asked(), lengthBytes);
        link.sendPastQueue(question);
    }
}
