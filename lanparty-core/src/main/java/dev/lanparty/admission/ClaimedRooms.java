package dev.lanparty.admission;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that gateways have made on an open relay, for as long as it runs: bounded, the oldest is forgotten first. Any thread
 * may call.
 */
final class ClaimedRooms {
    private static final int MOST = 1_000;

    private final Map<String, RoomEntry> rooms = new LinkedHashMap<>();

    synchronized List<RoomEntry> all() {
        return List.copyOf(rooms.values());
    }

    synchronized @Nullable RoomEntry find(String code) {
        return rooms.get(code);
    }

    /** Adds a room, unless there is one of that code. */
    synchronized boolean add(RoomEntry room) {
        if (rooms.containsKey(room.code())) {
            return false;
        }
        if (rooms.size() == MOST) {
            rooms.remove(rooms.keySet().iterator().next());
        }
        rooms.put(room.code(), room);
        return true;
    }

    /** Changes a room; null if there is none. */
    synchronized @Nullable RoomEntry change(String code, UnaryOperator<RoomEntry> change) {
        RoomEntry before = rooms.get(code);
        if (before == null) {
            return null;
        }
        RoomEntry after = change.apply(before);
        rooms.put(code, after);
        return after;
    }

    /** Takes a room out; false if there is none. */
    synchronized boolean remove(String code) {
        return rooms.remove(code) != null;
    }
}
