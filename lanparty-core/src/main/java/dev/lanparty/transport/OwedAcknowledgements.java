package dev.lanparty.transport;

import java.util.ArrayList;
import java.util.List;

/**
 * Who waits for an acknowledgement. QUIC puts it into whatever packet goes there next, so that at most times it costs nothing:
 * two machines that play answer each other within a frame's time. By itself it is sent only for whom nothing else was sent
 * for a while, or who has sent much since. QUIC allows 25 ms by default (RFC 9000, section 18.2). Confined to the loop.
 */
final class OwedAcknowledgements {
    /** So many frames of one link may be unacknowledged. */
    static final int MOST_FRAMES = 8;

    private final List<Debt> debts = new ArrayList<>();

    /** What one link is owed. */
    static final class Debt {
        private int frames;
        private boolean old;
        private boolean listed;

        /** A packet went there, and the acknowledgement with it. */
        // HOT PATH
        void paid() {
            frames = 0;
            old = false;
        }
    }

    /** Notes that a frame came from there; tells whether so many have that they are to be acknowledged now. */
    // HOT PATH
    boolean add(Debt debt) {
        if (!debt.listed) {
            debt.listed = true;
            debts.add(debt);
        }
        debt.frames++;
        return debt.frames >= MOST_FRAMES;
    }

    /**
     * Whether it is time to acknowledge all, asked at equal intervals: somebody was owed something the last time already, or nobody is
     * owed anything, so that it costs no packet.
     */
    boolean isTime() {
        boolean late = false;
        for (int i = debts.size() - 1; i >= 0; i--) {
            Debt debt = debts.get(i);
            if (debt.frames > 0) {
                late |= debt.old;
                debt.old = true;
            } else {
                debt.listed = false;
                debts.set(i, debts.getLast());
                debts.removeLast();
            }
        }
        return late || debts.isEmpty();
    }

    /** All were acknowledged. */
    void allPaid() {
        for (int i = 0; i < debts.size(); i++) {
            debts.get(i).paid();
            debts.get(i).listed = false;
        }
        debts.clear();
    }
}
