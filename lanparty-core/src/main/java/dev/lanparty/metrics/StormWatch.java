package dev.lanparty.metrics;

import dev.lanparty.filter.DropReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Notices in the counters of drops that somebody's frames go round in circles, or come without end, and says so: at once, then
 * at most every 10 seconds for as long as it lasts. Confined to one thread; time is an argument.
 */
public final class StormWatch {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Above how many in a second which drops mean a storm; a few of the second kind any machine causes now and then. */
    private static final Map<DropReason, Integer> STORMY = new EnumMap<>(Map.of(DropReason.RATE_FLOODED, 0,
            DropReason.RATE_ALL, 0, DropReason.SOURCE_NOT_OWN, 50, DropReason.SOURCE_OF_CLIENT, 50));

    private final Map<DropReason, Long> lastSecond = new EnumMap<>(DropReason.class);
    private final Map<DropReason, Long> lastTold = new EnumMap<>(DropReason.class);
    private boolean stormy;
    private boolean told;
    private long toldNanos;

    /**
     * Looks at the counters; called about once a second.
     *
     * @param count how many frames were dropped for a reason so far
     * @return what there is to say for a log, to follow a name, or null
     */
    public @Nullable String tick(long nowNanos, ToLongFunction<DropReason> count) {
        STORMY.forEach((reason, most) -> {
            long now = count.applyAsLong(reason);
            stormy |= now - lastSecond.getOrDefault(reason, 0L) > most;
            lastSecond.put(reason, now);
        });
        if (!stormy || (told && nowNanos - toldNanos < QUIET_NANOS)) {
            return null;
        }
        String drops = STORMY.keySet().stream()
                .filter(reason -> lastSecond.getOrDefault(reason, 0L) > lastTold.getOrDefault(reason, 0L))
                .map(reason -> (lastSecond.getOrDefault(reason, 0L) - lastTold.getOrDefault(reason, 0L)) + " "
                        + reason.sentence())
                .collect(Collectors.joining(", "));
        lastTold.putAll(lastSecond);
        stormy = false;
        told = true;
        toldNanos = nowNanos;
        return "a loop, or a program gone wild: dropped " + drops;
    }
}
