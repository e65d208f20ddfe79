package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceStatistics;
import dev.lanparty.ffi.offload.Segmenter;
import java.util.concurrent.atomic.AtomicLongArray;

/** A device's counters. Each has one writer, the receiving or the sending thread; any thread may read. */
@SuppressWarnings("EnumOrdinal") // the index into an array that never leaves this object
final class FrameCounters {
    /** What is counted; the meaning of each is {@link DeviceStatistics}'. */
    enum Counter {
        RECEIVED, SENT, DROPPED_BY_KERNEL, DROPPED_TOO_LONG, DROPPED_MALFORMED, SEGMENTED, CHECKSUM_FINISHED
    }

    /** Where a super-frame is counted. */
    static Counter of(Segmenter.Verdict verdict) {
        return switch (verdict) {
            case READY -> Counter.SEGMENTED;
            case MALFORMED -> Counter.DROPPED_MALFORMED;
            case TOO_LONG -> Counter.DROPPED_TOO_LONG;
        };
    }

    private final AtomicLongArray counts = new AtomicLongArray(Counter.values().length);

    void increment(Counter counter) {
        add(counter, 1);
    }

    /** Not an atomic addition: the counter's one writer needs none. */
    void add(Counter counter, long amount) {
        counts.setOpaque(counter.ordinal(), counts.getPlain(counter.ordinal()) + amount);
    }

    DeviceStatistics snapshot() {
        return new DeviceStatistics(get(Counter.RECEIVED), get(Counter.SENT), get(Counter.DROPPED_BY_KERNEL),
                get(Counter.DROPPED_TOO_LONG), get(Counter.DROPPED_MALFORMED), get(Counter.SEGMENTED),
                get(Counter.CHECKSUM_FINISHED));
    }

    private long get(Counter counter) {
        return counts.getOpaque(counter.ordinal());
    }
}
