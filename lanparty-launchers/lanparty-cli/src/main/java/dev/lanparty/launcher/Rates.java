package dev.lanparty.launcher;

import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.CounterSnapshot;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes rates out of counters that are read again and again. Confined to the thread that shows them. */
public final class Rates {
    private static final double NANOS_PER_SECOND = 1e9;

    private @Nullable CounterSnapshot last;
    private long lastNanos;

    /** As in {@code frames/s in 5, out 4, dropped 1}: the rates since the last call, and the drops of all time. */
    public String describe(CounterSnapshot now, long nowNanos, String in, String out) {
        CounterSnapshot before = last == null ? now : last;
        double seconds = Math.max(1e-3, (nowNanos - lastNanos) / NANOS_PER_SECOND);
        last = now;
        lastNanos = nowNanos;
        return String.format(Locale.ROOT, "frames/s %s %.0f, %s %.0f, dropped %d", in,
                (now.get(Counter.FRAMES_IN) - before.get(Counter.FRAMES_IN)) / seconds, out,
                (now.get(Counter.FRAMES_OUT) - before.get(Counter.FRAMES_OUT)) / seconds, now.drops());
    }
}
