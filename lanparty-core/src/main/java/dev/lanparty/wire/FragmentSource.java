package dev.lanparty.wire;

/** What a {@link Reassembler} knows of one peer that sends fragments. */
final class FragmentSource {
    /** How far back a frame is remembered that is done with. */
    static final int REMEMBERED_NUMBERS = Long.SIZE;

    private int peer;
    private int underway;
    /** The newest number that is done with. */
    private int newest;
    /** Bit n: the number that is n before the newest is done with. */
    private long done;
    private long doneNanos;

    /** Begins anew, for another peer. */
    void begin(int newPeer) {
        peer = newPeer;
        underway = 0;
        done = 0;
    }

    int peer() {
        return peer;
    }

    /** Its frames that wait for pieces. */
    int underway() {
        return underway;
    }

    /** One more of its frames waits for pieces. */
    void started() {
        underway++;
    }

    /**
     * One of its frames waits no more, and its number is remembered. Numbers are compared as RFC 1982 does, and all are
     * forgotten when none was added for the time of a reassembly, so that a peer which starts anew is followed.
     */
    void finished(int number, long nowNanos) {
        underway--;
        forgetOld(nowNanos);
        int ahead = done == 0 ? REMEMBERED_NUMBERS : (short) (number - newest);
        if (ahead > 0) {
            done = ahead < REMEMBERED_NUMBERS ? done << ahead | 1 : 1;
            newest = number;
            doneNanos = nowNanos;
        } else if (-ahead < REMEMBERED_NUMBERS) {
            done |= 1L << -ahead;
            doneNanos = nowNanos;
        }
    }

    /** Whether a frame of this number is done with, as far as it is remembered. */
    boolean isDone(int number, long nowNanos) {
        forgetOld(nowNanos);
        int behind = (short) (newest - number);
        return behind >= 0 && behind < REMEMBERED_NUMBERS && (done >>> behind & 1) != 0;
    }

    private void forgetOld(long nowNanos) {
        if (nowNanos - doneNanos >= Reassembler.TIMEOUT_NANOS) {
            done = 0;
        }
    }
}
