package dev.lanparty.metrics;

import dev.lanparty.filter.DropReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one place: one thread writes, any thread may read a {@link #snapshot}. A read sees each counter whole,
 * though not all at one moment.
 */
public final class Counters {
    private static final Counter[] COUNTERS = Counter.values();
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] cells = new long[COUNTERS.length + DropReason.values().length];

    /** Where a counter's value lies. */
    @SuppressWarnings("EnumOrdinal") // An index for as long as the process lives, never stored or sent.
    static int cell(Counter counter) {
        return counter.ordinal();
    }

    /** Where the value of a reason's counter lies: behind all others. */
    @SuppressWarnings("EnumOrdinal") // As above.
    static int cell(DropReason reason) {
        return COUNTERS.length + reason.ordinal();
    }

    /** Adds one. */
    public void increment(Counter counter) {
        add(cell(counter), 1);
    }

    /** Adds an amount of 0 or more. */
    public void add(Counter counter, long amount) {
        add(cell(counter), amount);
    }

    /** Counts a dropped frame. */
    public void drop(DropReason reason) {
        drop(reason, 1);
    }

    /** Counts 0 or more dropped frames. */
    public void drop(DropReason reason, long frames) {
        add(cell(reason), frames);
    }

    /** The value of a counter. */
    public long get(Counter counter) {
        return (long) CELL.getOpaque(cells, cell(counter));
    }

    /** How many frames were dropped for a reason. */
    public long get(DropReason reason) {
        return (long) CELL.getOpaque(cells, cell(reason));
    }

    /** The values now. */
    public CounterSnapshot snapshot() {
        long[] copy = new long[cells.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (long) CELL.getOpaque(cells, i);
        }
        return new CounterSnapshot(copy);
    }

    private void add(int cell, long amount) {
        CELL.setOpaque(cells, cell, cells[cell] + amount);
    }
}
