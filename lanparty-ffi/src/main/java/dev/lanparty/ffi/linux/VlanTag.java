package dev.lanparty.ffi.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Puts an IEEE 802.1Q tag back where the kernel took it out: behind the two MAC addresses. */
final class VlanTag {
    static final int BYTES = 4;

    private static final int ADDRESSES_BYTES = 12;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);

    private VlanTag() {
    }

    /**
     * Moves the addresses {@link #BYTES} towards the start and writes the tag into the gap.
     *
     * @param frameOffset where the frame begins
     * @return where it begins now
     */
    static int putBack(MemorySegment memory, int frameOffset, int protocol, int tag) {
        int begin = frameOffset - BYTES;
        MemorySegment.copy(memory, frameOffset, memory, begin, ADDRESSES_BYTES);
        memory.set(SHORT, begin + ADDRESSES_BYTES, (short) protocol);
        memory.set(SHORT, begin + ADDRESSES_BYTES + Short.BYTES, (short) tag);
        return begin;
    }
}
