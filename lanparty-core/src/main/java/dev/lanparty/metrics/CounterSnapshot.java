package dev.lanparty.metrics;

import dev.lanparty.filter.DropReason;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values of {@link Counters} at a time; immutable. */
public final class CounterSnapshot {
    private static final Counter[] COUNTERS = Counter.values();
    private static final DropReason[] REASONS = DropReason.values();

    private final long[] values;

    CounterSnapshot(long[] values) {
        this.values = values;
    }

    /** The value of a counter. */
    public long get(Counter counter) {
        return values[Counters.cell(counter)];
    }

    /** How many frames were dropped for a reason. */
    public long get(DropReason reason) {
        return values[Counters.cell(reason)];
    }

    /** How many frames were dropped, for any reason. */
    public long drops() {
        long sum = 0;
        for (DropReason reason : REASONS) {
            sum += get(reason);
        }
        return sum;
    }

    /** How many frames were dropped, by reason, in the order of the reasons; those never met are left out. */
    public Map<DropReason, Long> dropsByReason() {
        Map<DropReason, Long> drops = new LinkedHashMap<>();
        for (DropReason reason : REASONS) {
            if (get(reason) > 0) {
                drops.put(reason, get(reason));
            }
        }
        return drops;
    }

    /** All that is not 0, by label: drops as {@code drop_} and the reason. */
    public Map<String, Long> toMap() {
        Map<String, Long> map = new LinkedHashMap<>();
        for (Counter counter : COUNTERS) {
            if (get(counter) > 0) {
                map.put(counter.label(), get(counter));
            }
        }
        dropsByReason().forEach((reason, count) -> map.put("drop_" + reason.label(), count));
        return map;
    }

    /** The counters of two places taken together. */
    public CounterSnapshot plus(CounterSnapshot other) {
        long[] sum = values.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.values[i];
        }
        return new CounterSnapshot(sum);
    }
}
