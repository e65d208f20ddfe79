package dev.lanparty.wire;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rules of {@link Reassembler} once more, with maps and without haste; it remembers every source. */
final class NaiveReassembler {
    private static final long TIMEOUT_NANOS = 500_000_000;

    private final Map<Key, Frame> underway = new LinkedHashMap<>();
    private final Map<Integer, Done> done = new HashMap<>();
    private final List<byte[]> delivered = new ArrayList<>();
    private final Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);

    List<byte[]> delivered() {
        return delivered;
    }

    Map<DropReason, Long> drops() {
        return drops;
    }

    int underway() {
        return underway.size();
    }

    void expire(long now) {
        for (Key key : List.copyOf(underway.keySet())) {
            if (now - frame(key).started >= TIMEOUT_NANOS) {
                giveUp(key, DropReason.FRAGMENT_INCOMPLETE, now);
            }
        }
    }

    void accept(Key key, int index, int count, byte[] header, byte[] piece, long now) {
        expire(now);
        Frame frame = underway.get(key);
        if (frame == null) {
            if (doneOf(key.peer).has(key.number, now)) {
                drop(DropReason.FRAGMENT_LATE);
                return;
            }
            makeRoom(key.peer, now);
            frame = new Frame(now, count, header, new TreeMap<>());
            underway.put(key, frame);
        }
        byte[] before = frame.pieces.get(index);
        if (frame.count != count || !Arrays.equals(frame.header, header)
                || (before != null && !Arrays.equals(before, piece))) {
            giveUp(key, DropReason.FRAGMENT_CONFLICT, now);
        } else if (before != null) {
            drop(DropReason.FRAGMENT_DUPLICATE);
        } else {
            frame.pieces.put(index, piece);
            byte[] whole = Frames.join(header, Frames.join(frame.pieces.values().toArray(new byte[0][])));
            boolean tagged = header[12] == (byte) 0x81 && header[13] == 0;
            if (whole.length > (tagged ? 1_518 : 1_514)) {
                giveUp(key, DropReason.JUMBO, now);
            } else if (frame.pieces.size() == count) {
                delivered.add(whole);
                finish(key, now);
            }
        }
    }

    private void makeRoom(int peer, long now) {
        List<Key> own = underway.keySet().stream().filter(key -> key.peer == peer).toList();
        if (own.size() == 32) {
            giveUp(own.getFirst(), DropReason.FRAGMENT_INCOMPLETE, now);
        } else if (underway.size() == 64) {
            Map<Integer, List<Key>> byPeer = new LinkedHashMap<>();
            underway.keySet().forEach(key -> byPeer.computeIfAbsent(key.peer, unused -> new ArrayList<>()).add(key));
            int most = byPeer.values().stream().map(List::size).max(Comparator.naturalOrder()).orElseThrow();
            List<Key> losers = own.size() == most
                    ? own
                    : byPeer.values().stream().filter(keys -> keys.size() == most).findFirst().orElseThrow();
            giveUp(losers.getFirst(), DropReason.FRAGMENT_INCOMPLETE, now);
        }
    }

    private void giveUp(Key key, DropReason reason, long now) {
        drop(reason);
        finish(key, now);
    }

    private void finish(Key key, long now) {
        underway.remove(key);
        doneOf(key.peer).add(key.number, now);
    }

    private void drop(DropReason reason) {
        drops.merge(reason, 1L, Long::sum);
    }

    private Frame frame(Key key) {
        return underway.getOrDefault(key, Frame.NONE);
    }

    private Done doneOf(int peer) {
        return done.computeIfAbsent(peer, unused -> new Done());
    }

    /** Whose frame, and which. */
    record Key(int peer, int number) {
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Frame(long started, int count, byte[] header, SortedMap<Integer, byte[]> pieces) {
        static final Frame NONE = new Frame(0, 0, new byte[0], new TreeMap<>());
    }

    /** The numbers of a source that are done with, in a list. */
    private static final class Done {
        private final List<Integer> numbers = new ArrayList<>();
        private int newest;
        private long lastNanos;

        boolean has(int number, long now) {
            return now - lastNanos < TIMEOUT_NANOS && numbers.contains(number);
        }

        void add(int number, long now) {
            if (now - lastNanos >= TIMEOUT_NANOS) {
                numbers.clear();
            }
            int ahead = Math.floorMod(number - newest, 65_536);
            if (numbers.isEmpty() || (ahead > 0 && ahead < 32_768)) {
                newest = number;
            } else if (Math.floorMod(newest - number, 65_536) >= 64) {
                return;
            }
            numbers.add(number);
            numbers.removeIf(old -> Math.floorMod(newest - old, 65_536) >= 64);
            lastNanos = now;
        }
    }
}
