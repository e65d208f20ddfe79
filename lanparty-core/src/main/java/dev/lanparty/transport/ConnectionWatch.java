package dev.lanparty.transport;

/**
 * Notices that the relay is there, but not on this connection any more: it was killed and started again, or its QUIC has given
 * the connection up and could not say so. QUIC itself takes such a relay for a silent one. Once several packets are
 * unanswered, questions go there and back outside of the connection; if they are answered, and more of QUIC's packets are still not,
 * it is over. A silent path is none of this watch's business: nobody answers there. Confined to the loop; it knows no clock
 * but the calls of {@link #tick}.
 */
final class ConnectionWatch {
    /** Of packets sent since one came, some may be acknowledgements, which are not answered. */
    static final int UNANSWERED_PACKETS = 3;
    /** Half a second. */
    static final int SILENT_TICKS = 2;
    /** In a row: another second. */
    static final int ANSWERS = 5;
    /** From the first of the answers on: all of them, and those before, are lost by chance once in 10^9 times if 5 % are, each way. */
    static final int UNANSWERED_MEANWHILE = 6;

    private long received = -1;
    private long sentWhenHeard;
    private long sentWhenAnswered;
    private int silentTicks;
    private int answers;
    private boolean asked;

    /**
     * Whether to ask now; called every {@link PathWatch#PERIOD_NANOS}.
     *
     * @param nowSent packets of the connection so far
     * @param nowReceived the same
     */
    boolean tick(long nowSent, long nowReceived) {
        if (isHeard(nowSent, nowReceived) || nowSent - sentWhenHeard < UNANSWERED_PACKETS) {
            return false;
        }
        silentTicks++;
        asked = silentTicks >= SILENT_TICKS;
        return asked;
    }

    private boolean isHeard(long nowSent, long nowReceived) {
        if (nowReceived == received) {
            return false;
        }
        received = nowReceived;
        sentWhenHeard = nowSent;
        silentTicks = 0;
        answers = 0;
        asked = false;
        return true;
    }

    /**
     * A question has come back.
     *
     * @param nowSent packets of the connection so far
     * @param nowReceived the same
     * @return whether the connection is over
     */
    boolean answered(long nowSent, long nowReceived) {
        // One answer for each question, however many come at once after a pause.
        if (isHeard(nowSent, nowReceived) || !asked) {
            return false;
        }
        asked = false;
        if (answers == 0) {
            sentWhenAnswered = nowSent;
        }
        answers++;
        return answers >= ANSWERS && nowSent - sentWhenAnswered >= UNANSWERED_MEANWHILE;
    }
}
