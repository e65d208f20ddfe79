package dev.lanparty.room;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all lobbies of one relay count together, because the limits hold for the relay: its rooms, and the members from each
 * address. Any thread may call, and only who comes or goes does; a frame never waits for it.
 */
public final class Census {
    private final RoomLimits limits;
    private final Map<String, Integer> membersByHost = new HashMap<>();
    private int rooms;

    /** A limit that is reached. */
    enum Full {
        HOST, ROOMS
    }

    public Census(RoomLimits limits) {
        this.limits = limits;
    }

    /** Counts a member in, and its room if it is a new one; or says which limit is in the way, and counts nothing. */
    synchronized @Nullable Full enter(String host, boolean newRoom) {
        int fromHost = membersByHost.getOrDefault(host, 0);
        if (fromHost >= limits.maxMembersPerHost()) {
            return Full.HOST;
        }
        if (newRoom && rooms >= limits.maxRooms()) {
            return Full.ROOMS;
        }
        membersByHost.put(host, fromHost + 1);
        rooms += newRoom ? 1 : 0;
        return null;
    }

    /** Counts a member where it is now instead of where it was; or says that this is full, and changes nothing. */
    synchronized boolean move(String from, String to) {
        if (from.equals(to)) {
            return true;
        }
        if (enter(to, false) != null) {
            return false;
        }
        leave(from, false);
        return true;
    }

    /** Counts a member out, and its room if it was the last there. */
    synchronized void leave(String host, boolean lastOfRoom) {
        membersByHost.computeIfPresent(host, (key, count) -> count == 1 ? null : count - 1);
        rooms -= lastOfRoom ? 1 : 0;
    }
}
