package dev.lanparty.room;

import dev.lanparty.control.Role;
import dev.lanparty.frame.MacAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of members whose connection was lost, each kept for a while for whoever has its token. The place itself is free:
 * another may have its MAC address meanwhile, but not its id, and not for longer than its owner is away. Confined to the
 * lobby's thread; time is an argument.
 */
final class Absences {
    /** How long a place is kept. */
    static final Duration KEPT = Duration.ofMinutes(2);
    /** Who makes a relay forget others' places must have been in as many himself. */
    private static final int MOST = 4_096;

    private final Map<Integer, Absence> byPeerId = new LinkedHashMap<>();
    private final int most;

    /**
     * The place of one who is away.
     *
     * @param tenure when he had it first: of two who have had an address, the smaller one goes before
     */
    record Absence(String room, Role role, @Nullable MacAddress mac, ResumeToken token, long tenure, long untilNanos) {
    }

    /** Nobody is away; so many places are kept, of {@code peerIds} ids that there are. */
    Absences(int peerIds) {
        most = Math.min(MOST, peerIds / 4);
    }

    /** Keeps the place of a member that was lost; if there are too many, the one that has been kept longest is not any more. */
    void keep(Member lost, long nowNanos) {
        byPeerId.put(lost.peerId(), new Absence(lost.room().code(), lost.role(), lost.mac(), lost.token(),
                lost.tenure(), nowNanos + KEPT.toNanos()));
        if (byPeerId.size() > most) {
            Iterator<Absence> oldest = byPeerId.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** The place that a token is for, or null if it is kept no more, or never was. */
    @Nullable
    Absence find(ResumeToken token, long nowNanos) {
        Absence absence = byPeerId.get(token.peerId());
        return absence != null && absence.token().matches(token) && nowNanos - absence.untilNanos() < 0
                ? absence
                : null;
    }

    /** Its owner is back. */
    void end(Absence absence) {
        byPeerId.remove(absence.token().peerId());
    }

    /** Whether an id is somebody's who may come back. */
    boolean holds(int peerId) {
        return byPeerId.containsKey(peerId);
    }

    int size() {
        return byPeerId.size();
    }

    /** Forgets those who have been away for too long; called about once a second. */
    void expire(long nowNanos) {
        byPeerId.values().removeIf(absence -> nowNanos - absence.untilNanos() >= 0);
    }
}
