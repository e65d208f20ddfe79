package dev.lanparty.filter;

import io.netty.buffer.ByteBuf;

/**
 * Changes bytes that an Internet checksum covers, and mends the checksum by the difference (RFC 1624): a wrong one stays
 * wrong. Used for packet after packet.
 */
final class ChecksumPatch {
    private int base;
    private long difference;

    /** Begins with the bytes of another packet; a sum's words are counted from {@code base}. */
    void begin(int base) {
        this.base = base;
        difference = 0;
    }

    /** Whether a byte was changed. */
    boolean isChanged() {
        return difference != 0;
    }

    void set(ByteBuf buffer, int index, int value) {
        int change = value - buffer.getUnsignedByte(index);
        difference += (index - base & 1) == 0 ? (long) change << 8 : change;
        buffer.setByte(index, value);
    }

    void zero(ByteBuf buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            set(buffer, i, 0);
        }
    }

    /** Mends the checksum in the two bytes at an index. It never becomes 0, which of UDP's would mean that there is none. */
    void finish(ByteBuf buffer, int index) {
        long sum = (~buffer.getUnsignedShort(index) & 0xffff) + difference;
        buffer.setShort(index, (int) ~Math.floorMod(sum, 0xffffL));
    }
}
