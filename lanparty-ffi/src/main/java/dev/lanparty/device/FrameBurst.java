package dev.lanparty.device;

/**
 * Where a burst of received frames lies in a device's memory: made once, filled by each
 * {@link PacketDevice#receive}, confined to the receiving thread.
 */
public final class FrameBurst {
    private final int[] offsets;
    private final int[] lengths;
    private int count;

    /** A burst of at most {@code capacity} frames, 1 or more. */
    public FrameBurst(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, was " + capacity);
        }
        offsets = new int[capacity];
        lengths = new int[capacity];
    }

    /** The number of frames it can hold. */
    public int capacity() {
        return offsets.length;
    }

    /** The number of frames it holds. */
    public int count() {
        return count;
    }

    public boolean isFull() {
        return count == offsets.length;
    }

    /** The index in {@link PacketDevice#receiveMemory} of the first byte of frame {@code index}. */
    public int offset(int index) {
        return offsets[index];
    }

    /** The length in bytes of frame {@code index}. */
    public int length(int index) {
        return lengths[index];
    }

    /** Empties the burst; called by the device that fills it. */
    public void clear() {
        count = 0;
    }

    /** Adds a frame; called by the device that fills the burst. */
    public void add(int offset, int lengthBytes) {
        offsets[count] = offset;
        lengths[count] = lengthBytes;
        count++;
    }
}
