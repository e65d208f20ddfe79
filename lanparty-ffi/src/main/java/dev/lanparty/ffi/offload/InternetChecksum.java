package dev.lanparty.ffi.offload;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The Internet checksum of RFC 1071 over memory. Sums are the folded 16-bit one's complement sums of big-endian words;
 * a sum and its complement are kept apart by name. Stateless; any thread.
 */
public final class InternetChecksum {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfShort NETWORK_SHORT = SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long LOW_INT = 0xFFFF_FFFFL;

    private InternetChecksum() {
    }

    /** The sum of {@code length} bytes; an odd last byte counts as if a zero byte followed (RFC 1071, section 4.1). */
    public static int sum(MemorySegment memory, long offset, long length) {
        // Summed in the machine's order, 8 bytes at a time: byte order only swaps the result (RFC 1071, section 2B).
        long sum = 0;
        long at = offset;
        long end = offset + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long word = memory.get(LONG, at);
            sum += (word & LOW_INT) + (word >>> Integer.SIZE);
        }
        if (at + Integer.BYTES <= end) {
            sum += memory.get(INT, at) & LOW_INT;
            at += Integer.BYTES;
        }
        if (at + Short.BYTES <= end) {
            sum += memory.get(SHORT, at) & 0xFFFF;
            at += Short.BYTES;
        }
        if (at < end) {
            int last = memory.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
            sum += LITTLE_ENDIAN ? last : last << Byte.SIZE;
        }
        int folded = fold(sum);
        return LITTLE_ENDIAN ? (folded & 0xFF) << Byte.SIZE | folded >>> Byte.SIZE : folded;
    }

    /** Folds carries back into 16 bits. */
    static int fold(long sum) {
        long folded = (sum & LOW_INT) + (sum >>> Integer.SIZE);
        folded = (folded & 0xFFFF) + (folded >>> Short.SIZE);
        folded = (folded & 0xFFFF) + (folded >>> Short.SIZE);
        return (int) ((folded & 0xFFFF) + (folded >>> Short.SIZE));
    }

    /**
     * Does what the kernel left to the hardware: replaces the pseudo-header's sum, which lies in the checksum field, by
     * the checksum of everything from {@code start} to the end.
     *
     * @param frameOffset where the frame begins in memory
     * @param frameLength its length in bytes
     * @param start where the checksummed part begins, counted from the frame's first byte
     * @param field where the checksum field lies, counted from {@code start}
     * @return whether it was done; {@code false} if the field lies outside the frame
     */
    public static boolean finish(MemorySegment memory, long frameOffset, int frameLength, int start, int field) {
        if (start + field + Short.BYTES > frameLength) {
            return false;
        }
        long from = frameOffset + start;
        int checksum = neverZero(complement(sum(memory, from, frameLength - start)));
        memory.set(NETWORK_SHORT, from + field, (short) checksum);
        return true;
    }

    static int complement(int sum) {
        return ~sum & 0xFFFF;
    }

    /** UDP's rule: a checksum of zero is sent as its other representation, because zero says "none" (RFC 768). */
    static int neverZero(int checksum) {
        return checksum == 0 ? 0xFFFF : checksum;
    }
}
