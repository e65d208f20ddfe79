package dev.lanparty.launcher;

import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.CounterSnapshot;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in one line what a role did since its start, every reason for a dropped frame included. */
public final class Totals {
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private Totals() {
    }

    /** As in {@code from LAN 12 frames (0.0 MB), to LAN 9 frames (0.0 MB), dropped 2 (VLAN tag 2)}. */
    public static String describe(CounterSnapshot counters, String in, String out) {
        String drops = counters.dropsByReason().entrySet().stream()
                .map(drop -> drop.getKey().sentence() + " " + drop.getValue()).collect(Collectors.joining(", "));
        return in + " " + flow(counters, Counter.FRAMES_IN, Counter.BYTES_IN) + ", " + out + " "
                + flow(counters, Counter.FRAMES_OUT, Counter.BYTES_OUT) + ", dropped " + counters.drops()
                + (drops.isEmpty() ? "" : " (" + drops + ")");
    }

    private static String flow(CounterSnapshot counters, Counter frames, Counter bytes) {
        return String.format(Locale.ROOT, "%d frames (%.1f MB)", counters.get(frames),
                counters.get(bytes) / BYTES_PER_MEGABYTE);
    }
}
