package dev.lanparty.admission;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The closed rooms of a relay: those that are kept were made by the operator; on an open relay there may be claimed ones too,
 * made by their gateway. A {@link Keeper} writes both down: a change by the operator before it counts, a claim within a moment,
 * since a loop must not wait for a disk. A relay that is killed in that moment has its gateway make the room again, by the same
 * invite. Whoever asks, from any thread, never waits for a file; changes are made one at a time.
 */
public final class RoomBook {
    private final Keeper keeper;
    private final Object changing = new Object();
    private volatile Map<String, RoomEntry> kept;
    private final ClaimedRooms claimed;

    /** Writes rooms down. */
    public interface Keeper {
        /** Brings a room to the disk in place of what was there; if it cannot, it throws and nothing has changed. */
        void save(RoomEntry room);

        /** Takes a room from the disk. */
        void remove(String code);

        /** As {@link #save}, of a claimed room. */
        void saveClaimed(ClaimedRoom room);

        /** As {@link #remove}, of a claimed room. */
        void removeClaimed(String code);
    }

    /**
     * A book.
     *
     * @param rooms those that are kept
     * @param claims those that were claimed; of two rooms of one code the operator's counts
     */
    public RoomBook(Collection<RoomEntry> rooms, Collection<ClaimedRoom> claims, Keeper keeper) {
        this.keeper = keeper;
        Map<String, RoomEntry> byCode = new TreeMap<>();
        rooms.forEach(room -> byCode.put(room.code(), room));
        kept = byCode;
        claimed = new ClaimedRooms(claims.stream().filter(claim -> !byCode.containsKey(claim.room().code())).toList());
    }

    /** A book of no rooms: the operator can make none in it, and claimed ones are there for as long as the relay runs. */
    public static RoomBook ofNone() {
        return new RoomBook(List.of(), List.of(), new Keeper() {
            @Override
            public void save(RoomEntry room) {
                throw new IllegalArgumentException("this relay keeps no rooms");
            }

            @Override
            public void remove(String code) {
                throw new IllegalArgumentException("this relay keeps no rooms");
            }

            @Override
            public void saveClaimed(ClaimedRoom room) {
                // Nowhere to save it.
            }

            @Override
            public void removeClaimed(String code) {
                // It was not saved.
            }
        });
    }

    /** The rooms that are kept, by their codes. */
    public List<RoomEntry> kept() {
        return List.copyOf(kept.values());
    }

    /** The rooms that were claimed. */
    public List<RoomEntry> claimed() {
        return claimed.all();
    }

    /** The room of a code, kept or claimed; null if there is none. */
    public @Nullable RoomEntry find(String code) {
        RoomEntry room = kept.get(code);
        if (room != null) {
            return room;
        }
        ClaimedRoom claim = claimed.find(code);
        return claim == null ? null : claim.room();
    }

    /** Adds a room that its gateway has made. */
    ClaimedRooms.Outcome claim(RoomEntry room, String host, long nowEpochSeconds, long nowNanos) {
        return kept.containsKey(room.code())
                ? ClaimedRooms.Outcome.TAKEN
                : claimed.add(room, host, nowEpochSeconds, nowNanos);
    }

    /** Somebody is in a room. */
    void use(String code, long nowEpochSeconds) {
        claimed.use(code, nowEpochSeconds);
    }

    /**
     * Writes down what gateways have made, and forgets what nobody uses; called about once a second by a thread that may wait.
     *
     * @throws RuntimeException of the keeper if it cannot; what is left is tried again
     */
    void writeDown(long nowEpochSeconds, long nowNanos) {
        synchronized (changing) {
            for (String code : claimed.unused(nowEpochSeconds, nowNanos)) {
                keeper.removeClaimed(code);
                claimed.remove(code);
            }
            List<ClaimedRoom> unwritten = claimed.takeUnwritten();
            int written = 0;
            try {
                for (ClaimedRoom room : unwritten) {
                    keeper.saveClaimed(room);
                    written++;
                }
            } finally {
                unwritten.subList(written, unwritten.size()).forEach(room -> claimed.isUnwritten(room.room().code()));
            }
        }
    }

    /**
     * Adds a room that is kept from now on.
     *
     * @throws IllegalArgumentException if there is one of that code
     */
    public void add(RoomEntry room) {
        synchronized (changing) {
            if (find(room.code()) != null) {
                throw new IllegalArgumentException("room " + room.code() + " is there already");
            }
            keeper.save(room);
            publish(room.code(), room);
        }
    }

    /**
     * Changes a room.
     *
     * @return what it is now
     * @throws IllegalArgumentException if there is none of that code
     */
    public RoomEntry change(String code, UnaryOperator<RoomEntry> change) {
        synchronized (changing) {
            RoomEntry before = kept.get(code);
            if (before == null) {
                return changeClaimed(code, change);
            }
            RoomEntry after = change.apply(before);
            keeper.save(after);
            publish(code, after);
            return after;
        }
    }

    private RoomEntry changeClaimed(String code, UnaryOperator<RoomEntry> change) {
        ClaimedRoom before = claimed.find(code);
        if (before == null) {
            throw noRoom(code);
        }
        ClaimedRoom after = new ClaimedRoom(change.apply(before.room()), before.usedEpochSeconds());
        keeper.saveClaimed(after);
        claimed.replace(after);
        return after.room();
    }

    /**
     * Takes a room out for good.
     *
     * @throws IllegalArgumentException if there is none of that code
     */
    public void remove(String code) {
        synchronized (changing) {
            if (kept.containsKey(code)) {
                keeper.remove(code);
                publish(code, null);
            } else if (claimed.find(code) != null) {
                keeper.removeClaimed(code);
                claimed.remove(code);
            } else {
                throw noRoom(code);
            }
        }
    }

    private void publish(String code, @Nullable RoomEntry room) {
        Map<String, RoomEntry> next = new TreeMap<>(kept);
        if (room == null) {
            next.remove(code);
        } else {
            next.put(code, room);
        }
        kept = next;
    }

    private IllegalArgumentException noRoom(String code) {
        List<String> codes = new ArrayList<>(kept.keySet());
        return new IllegalArgumentException("there is no room " + code
                + (codes.isEmpty() ? "; 'room create' makes one" : "; the relay keeps " + String.join(", ", codes)));
    }
}
