package dev.lanparty.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that gateways have made on an open relay, and which of them the disk does not know yet. Bounded, in all and in new
 * ones from one address; none makes room for another but those that nobody has used for {@link #UNUSED}, since a room that is
 * forgotten is free for all, with whoever is in it. Any thread may call.
 */
final class ClaimedRooms {
    /** In all. */
    static final int MOST = 1_000;
    /** New ones in a day from one address, or from an IPv6 network of 64 bits. */
    static final int MOST_FROM_HOST = 16;
    /** After so long a room is nobody's any more. */
    static final Duration UNUSED = Duration.ofDays(30);

    private static final Duration DAY = Duration.ofDays(1);
    /** Between two looks: whoever is in a room says so meanwhile, also when the clock was just put forward. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final Map<String, ClaimedRoom> rooms = new LinkedHashMap<>();
    private final Set<String> unwritten = new HashSet<>();
    private final RecentCounts byHost = new RecentCounts(DAY);
    private Set<String> suspects = Set.of();
    private long lookedNanos;
    private boolean looked;

    /** What became of a claim. */
    enum Outcome {
        /** The room is its gateway's. */
        MADE,
        /** There is one of that code. */
        TAKEN,
        /** There are as many as there may be. */
        FULL,
        /** As many were made from the address as may be. */
        TOO_MANY_FROM_HOST
    }

    ClaimedRooms(Collection<ClaimedRoom> known) {
        known.forEach(room -> rooms.put(room.room().code(), room));
    }

    synchronized List<RoomEntry> all() {
        return rooms.values().stream().map(ClaimedRoom::room).toList();
    }

    synchronized @Nullable ClaimedRoom find(String code) {
        return rooms.get(code);
    }

    synchronized Outcome add(RoomEntry room, String host, long nowEpochSeconds, long nowNanos) {
        String network = RecentCounts.network(host);
        if (rooms.containsKey(room.code())) {
            return Outcome.TAKEN;
        }
        if (rooms.size() >= MOST) {
            return Outcome.FULL;
        }
        if (byHost.of(network, nowNanos) >= MOST_FROM_HOST) {
            return Outcome.TOO_MANY_FROM_HOST;
        }
        byHost.add(network, nowNanos);
        rooms.put(room.code(), new ClaimedRoom(room, nowEpochSeconds));
        unwritten.add(room.code());
        return Outcome.MADE;
    }

    /** Somebody is in a room; a day is exact enough, and spares the disk. */
    synchronized void use(String code, long nowEpochSeconds) {
        ClaimedRoom room = rooms.get(code);
        if (room != null && Math.abs(nowEpochSeconds - room.usedEpochSeconds()) >= DAY.toSeconds()) {
            rooms.put(code, new ClaimedRoom(room.room(), nowEpochSeconds));
            unwritten.add(code);
        }
    }

    /** Puts a room that was changed in the place of what it was. */
    synchronized void replace(ClaimedRoom room) {
        rooms.put(room.room().code(), room);
    }

    synchronized void remove(String code) {
        rooms.remove(code);
        unwritten.remove(code);
    }

    /** The rooms to write down; they count as written from now on. */
    synchronized List<ClaimedRoom> takeUnwritten() {
        List<ClaimedRoom> taken = new ArrayList<>();
        for (String code : unwritten) {
            ClaimedRoom room = rooms.get(code);
            if (room != null) {
                taken.add(room);
            }
        }
        unwritten.clear();
        return taken;
    }

    /** A room could not be written down. */
    synchronized void isUnwritten(String code) {
        unwritten.add(code);
    }

    /** The codes of rooms that nobody has used for so long, and that were so a minute ago too. */
    synchronized List<String> unused(long nowEpochSeconds, long nowNanos) {
        if (looked && nowNanos - lookedNanos < LOOK_EVERY.toNanos()) {
            return List.of();
        }
        looked = true;
        lookedNanos = nowNanos;
        Set<String> old = new HashSet<>();
        rooms.forEach((code, room) -> {
            if (nowEpochSeconds - room.usedEpochSeconds() > UNUSED.toSeconds()) {
                old.add(code);
            }
        });
        List<String> unused = old.stream().filter(suspects::contains).toList();
        suspects = old;
        return unused;
    }
}
