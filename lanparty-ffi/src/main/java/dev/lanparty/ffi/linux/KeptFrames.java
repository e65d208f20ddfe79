package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.offload.Coalescer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The TCP segments that a device keeps until its next flush, to hand them to the kernel in one call, behind the offload header that
 * says how to cut them. Confined to the sending thread; allocates nothing after construction.
 */
final class KeptFrames {
    /** The longest IP packet, and its link header. */
    private static final int LONGEST_BYTES = (64 << 10) + 14;

    private final MemorySegment memory = Arena.ofAuto().allocate(Offload.BYTES + LONGEST_BYTES, Long.BYTES);
    private final Coalescer coalescer = new Coalescer(memory, Offload.BYTES);

    /** How many are kept. */
    int count() {
        return coalescer.segments();
    }

    /** Keeps a frame, if nothing is kept that it does not continue, and it is of a kind that is worth it. */
    boolean keep(MemorySegment frame, long offset, int lengthBytes) {
        return coalescer.offer(frame, offset, lengthBytes);
    }

    /** Where the frames lie, behind their offload header. */
    MemorySegment memory() {
        return memory;
    }

    /**
     * Makes them ready to be sent, and keeps none any more.
     *
     * @return how many bytes to send
     */
    long take() {
        if (coalescer.segments() == 1) {
            Offload.writeNone(memory, 0);
        } else {
            coalescer.finish();
            Offload.write(memory, 0, coalescer);
        }
        int lengthBytes = Offload.BYTES + coalescer.lengthBytes();
        coalescer.clear();
        return lengthBytes;
    }
}
