package dev.lanparty.room;

import dev.lanparty.filter.DropReason;
import org.jspecify.annotations.Nullable;

/** Takes every decision of a room about a frame, when someone wants to see them all; off by default. */
public interface FrameLog {
    /** Logs nothing. */
    FrameLog OFF = new FrameLog() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public void record(Member from, long destination, long source, int etherType, int lengthBytes, Action action,
                @Nullable DropReason reason, int targets) {
            // Nobody reads it.
        }
    };

    /** What a room did with a frame. */
    enum Action {
        /** Sent to the one port that its destination is behind. */
        FORWARD,
        /** Sent to every port but its own. */
        FLOOD,
        /** Sent nowhere. */
        DROP
    }

    /** Whether {@link #record} should be called at all. */
    boolean isOn();

    /**
     * One decision.
     *
     * @param from who sent the frame
     * @param destination MAC bits, -1 if the datagram could not be read so far; as all that follow
     * @param source MAC bits
     * @param etherType or length, as in the frame
     * @param lengthBytes of the frame or fragment
     * @param action what was done
     * @param reason why it was dropped, null if it was not
     * @param targets how many ports it was sent to
     */
    void record(Member from, long destination, long source, int etherType, int lengthBytes, Action action,
            @Nullable DropReason reason, int targets);
}
