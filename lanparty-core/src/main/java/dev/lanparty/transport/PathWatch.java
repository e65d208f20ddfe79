package dev.lanparty.transport;

import java.util.concurrent.TimeUnit;

/**
 * Notices that long packets no longer reach the other side though short ones do: a path that has become narrower and does
 * not say so. QUIC takes them for lost, one by one, and goes on sending more. While long packets are sent the other side is
 * asked, in a short datagram, how many of full length it has received; where that did not grow, a question of full length goes
 * before each short one. Only what short questions find is believed, so that neither loss nor silence is taken for a narrow
 * path. Confined to the loop; it knows no clock but the calls of {@link #tick}.
 */
final class PathWatch {
    /** Between two calls of {@link #tick}. */
    static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Answers in a row that know of no long packet: at a loss of 20 % one in 3,000 times by chance. */
    static final int FRUITLESS_ANSWERS = 5;
    /** While all is well, so many ticks are one question. */
    private static final int TICKS_BETWEEN = 3;

    private int fullLengthReceived;
    private boolean longSent;
    private boolean unconfirmed;
    private int ticks;
    private int asked;
    /** The last question that was asked without one of full length before it. */
    private int askedAlone;
    private int answered;
    private int farReceived;
    private int fruitless;

    /** What to send now. */
    enum Question {
        /** Nothing. */
        NONE,
        /** A short question. */
        SHORT,
        /** One of the full length, and a short one behind it. */
        FULL_LENGTH_FIRST
    }

    /** A packet has left that is longer than every path carries. */
    void longPacketSent() {
        longSent = true;
    }

    /** A datagram of full length has arrived. */
    void fullLengthReceived() {
        fullLengthReceived++;
    }

    /** How many datagrams of full length have arrived. */
    int received() {
        return fullLengthReceived;
    }

    /** Says what to ask, under the number {@link #asked}; called every {@link #PERIOD_NANOS}. */
    Question tick() {
        ticks++;
        if (unconfirmed) {
            asked++;
            return Question.FULL_LENGTH_FIRST;
        }
        if (!longSent || ticks < TICKS_BETWEEN) {
            return Question.NONE;
        }
        ticks = 0;
        longSent = false;
        unconfirmed = true;
        fruitless = 0;
        asked++;
        askedAlone = asked;
        return Question.SHORT;
    }

    /** The number of the last question. */
    int asked() {
        return asked;
    }

    /**
     * A short question was answered.
     *
     * @param number of the question; an older one's answer says nothing new
     * @param received how many datagrams of full length the other side has received
     * @return whether the path has become narrower
     */
    boolean answered(int number, int received) {
        if (number - answered <= 0 || number - asked > 0) {
            return false;
        }
        answered = number;
        if (received != farReceived) {
            farReceived = received;
            unconfirmed = false;
            fruitless = 0;
        } else if (unconfirmed && number - askedAlone > 0) {
            fruitless++;
        }
        return fruitless >= FRUITLESS_ANSWERS;
    }
}
