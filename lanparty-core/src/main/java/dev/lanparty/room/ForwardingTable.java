package dev.lanparty.room;

import io.netty.util.collection.LongObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which MAC address is behind which port. A client's own address is assigned when it joins and never moves; the addresses
 * of LAN hosts are learned from the frames that the gateway brings, and forgotten after a silence. Confined to the room's
 * thread; looking up and refreshing allocate nothing.
 */
final class ForwardingTable {
    private final LongObjectHashMap<Member> assigned = new LongObjectHashMap<>();
    private final LongObjectHashMap<Station> learned = new LongObjectHashMap<>();
    private final int maxLearned;
    private final long ageNanos;

    /** What {@link #learn} did. */
    enum Learning {
        /** The address is behind that port, as known before or from now on. */
        LEARNED,
        /** It is a client's own address, which does not move. */
        ASSIGNED_ELSEWHERE,
        /** There is no place for another address. */
        FULL
    }

    ForwardingTable(int maxLearned, long ageNanos) {
        this.maxLearned = maxLearned;
        this.ageNanos = ageNanos;
    }

    /** Gives a client its address; what was learned of it is forgotten. */
    void assign(long mac, Member member) {
        assigned.put(mac, member);
        learned.remove(mac);
    }

    /** The client whose own an address is, or null. */
    @Nullable
    Member owner(long mac) {
        return assigned.get(mac);
    }

    /** Notes that a frame from an address came in at a port. */
    // HOT PATH
    Learning learn(long mac, Member port, long nowNanos) {
        Station station = learned.get(mac);
        if (station != null) {
            station.port = port;
            station.seenNanos = nowNanos;
            return Learning.LEARNED;
        }
        if (assigned.containsKey(mac)) {
            return Learning.ASSIGNED_ELSEWHERE;
        }
        if (learned.size() >= maxLearned) {
            return Learning.FULL;
        }
        learned.put(mac, new Station(port, nowNanos));
        return Learning.LEARNED;
    }

    /** The port that an address is behind, or null if it is unknown or was not heard of for too long. */
    // HOT PATH
    @Nullable
    Member lookUp(long mac, long nowNanos) {
        Member owner = assigned.get(mac);
        if (owner != null) {
            return owner;
        }
        Station station = learned.get(mac);
        return station == null || nowNanos - station.seenNanos > ageNanos ? null : station.port;
    }

    /** Forgets all that is behind a port that is gone. */
    void forget(Member port) {
        if (port.mac() != null) {
            assigned.remove(port.mac().bits());
        }
        learned.values().removeIf(station -> station.port == port);
    }

    /** Forgets the addresses that were not heard of for too long, so that others find a place. */
    void age(long nowNanos) {
        learned.values().removeIf(station -> nowNanos - station.seenNanos > ageNanos);
    }

    /** How many addresses are learned, those past their age and not yet swept included. */
    int learnedCount() {
        return learned.size();
    }

    private static final class Station {
        private Member port;
        private long seenNanos;

        private Station(Member port, long seenNanos) {
            this.port = port;
            this.seenNanos = seenNanos;
        }
    }
}
