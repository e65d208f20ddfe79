package dev.lanparty.admission;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The closed rooms of a relay: those that are kept were made by the operator, and a {@link Keeper} writes each down before a
 * change counts; on an open relay there may be claimed ones too, made by their gateway, for as long as the relay runs.
 * Whoever asks, from any thread, never waits for a file; changes are made one at a time.
 */
public final class RoomBook {
    private final Keeper keeper;
    private final Object changing = new Object();
    private volatile Map<String, RoomEntry> kept;
    private final ClaimedRooms claimed = new ClaimedRooms();

    /** Writes kept rooms down. */
    public interface Keeper {
        /** Brings a room to the disk in place of what was there; if it cannot, it throws and nothing has changed. */
        void save(RoomEntry room);

        /** Takes a room from the disk. */
        void remove(String code);
    }

    /**
     * A book.
     *
     * @param rooms those that are kept
     */
    public RoomBook(Collection<RoomEntry> rooms, Keeper keeper) {
        this.keeper = keeper;
        Map<String, RoomEntry> byCode = new TreeMap<>();
        rooms.forEach(room -> byCode.put(room.code(), room));
        kept = byCode;
    }

    /** A book of no rooms, in which the operator can make none. */
    public static RoomBook ofNone() {
        return new RoomBook(List.of(), new Keeper() {
            @Override
            public void save(RoomEntry room) {
                throw new IllegalArgumentException("this relay keeps no rooms");
            }

            @Override
            public void remove(String code) {
                throw new IllegalArgumentException("this relay keeps no rooms");
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
        return room == null ? claimed.find(code) : room;
    }

    /** Adds a room that its gateway has made, unless there is one of that code. */
    boolean claim(RoomEntry room) {
        return !kept.containsKey(room.code()) && claimed.add(room);
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
                RoomEntry changed = claimed.change(code, change);
                if (changed == null) {
                    throw noRoom(code);
                }
                return changed;
            }
            RoomEntry after = change.apply(before);
            keeper.save(after);
            publish(code, after);
            return after;
        }
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
                return;
            }
        }
        if (!claimed.remove(code)) {
            throw noRoom(code);
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
