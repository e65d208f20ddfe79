package dev.lanparty.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The latest delays that were measured, so many of them. Confined to one thread; a copy is another's. */
final class Delays {
    private static final int KEPT = 1 << 16;

    private final long[] nanos;
    private long count;

    Delays() {
        this(new long[KEPT], 0);
    }

    private Delays(long[] nanos, long count) {
        this.nanos = nanos;
        this.count = count;
    }

    void add(long delayNanos) {
        nanos[(int) (count % KEPT)] = delayNanos;
        count++;
    }

    Delays copy() {
        return new Delays(nanos.clone(), count);
    }

    /** The delay that a share of all is not above, in microseconds; -1 if there is none. */
    static long percentileMicros(List<Delays> parts, double share) {
        long[] all = parts.stream()
                .flatMapToLong(part -> Arrays.stream(part.nanos, 0, (int) Math.min(part.count, KEPT)))
                .sorted()
                .toArray();
        return all.length == 0 ? -1 : TimeUnit.NANOSECONDS.toMicros(all[(int) (share * (all.length - 1))]);
    }
}
