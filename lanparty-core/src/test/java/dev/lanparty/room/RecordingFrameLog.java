package dev.lanparty.room;

import dev.lanparty.filter.DropReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told, and can be switched off. */
final class RecordingFrameLog implements FrameLog {
    private final List<Entry> entries = new ArrayList<>();
    private boolean on = true;

    record Entry(Member from, long destination, long source, int etherType, int lengthBytes, Action action,
            @Nullable DropReason reason, int targets) {
    }

    void turnOff() {
        on = false;
    }

    List<Entry> entries() {
        return entries;
    }

    /** The only decision since the last call. */
    Entry only() {
        if (entries.size() != 1) {
            throw new AssertionError("one decision was expected, not " + entries);
        }
        return entries.removeFirst();
    }

    @Override
    public boolean isOn() {
        return on;
    }

    @Override
    public void record(Member from, long destination, long source, int etherType, int lengthBytes, Action action,
            @Nullable DropReason reason, int targets) {
        entries.add(new Entry(from, destination, source, etherType, lengthBytes, action, reason, targets));
    }
}
