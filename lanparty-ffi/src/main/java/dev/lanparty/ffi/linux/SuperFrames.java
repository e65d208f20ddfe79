package dev.lanparty.ffi.linux;

import dev.lanparty.device.PacketDevice;
import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.offload.Segmenter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The one super-frame that is being cut up. From a network it arrives where the sender, not this machine, decides about offloads: on
 * veth pairs, bridges and in virtual machines; from a TAP, because that asks for them.
 *
 * <p>A super-frame's way:
 * <ol>
 * <li>{@link #read} fetches it whole from the socket's queue, or {@link #copy} from its slot if it fitted
 * <li>{@link #begin} puts its VLAN tag back and finds out how to cut it
 * <li>{@link #next} writes its segments, over several bursts if need be
 * </ol>
 * Confined to the receiving thread; allocates nothing after construction.
 */
final class SuperFrames {
    private static final int MTU_BYTES = 1500;
    /** The kernel merges up to 64 KiB, and the link header and its tags come on top. */
    static final int LONGEST_BYTES = (64 << 10) + 256;
    private static final int OFFLOAD_AT = VlanTag.BYTES;
    private static final int FRAME_AT = OFFLOAD_AT + Offload.BYTES;

    private final MemorySegment memory = Arena.ofAuto().allocate(FRAME_AT + LONGEST_BYTES, Long.BYTES);
    private final MemorySegment whole = memory.asSlice(OFFLOAD_AT);
    private final Segmenter segmenter = new Segmenter(MTU_BYTES, PacketDevice.MAX_FRAME_BYTES);
    private int lengthBytes;

    /**
     * Reads the frame that waits in the socket's queue.
     *
     * @return whether there was one and it fitted
     */
    boolean read(Errno errno, int socket) {
        int flags = Linux.MSG_DONTWAIT() | Linux.MSG_TRUNC();
        long got = LibC.recv(errno, socket, whole, flags);
        if (got == -1 && errno.value() == Linux.ENETDOWN()) {
            // Told once, in place of a frame that still is there.
            got = LibC.recv(errno, socket, whole, flags);
        }
        lengthBytes = (int) got - Offload.BYTES;
        return got >= Offload.BYTES && got <= whole.byteSize();
    }

    /** Copies it from a slot whose neighbours may be reused before its last segment is lent. */
    void copy(MemorySegment ring, long offloadOffset, int frameBytes) {
        MemorySegment.copy(ring, offloadOffset, memory, OFFLOAD_AT, (long) Offload.BYTES + frameBytes);
        lengthBytes = frameBytes;
    }

    boolean isDivisible() {
        return Offload.isDivisible(memory, OFFLOAD_AT);
    }

    boolean isSuperFrame() {
        return Offload.isSuperFrame(memory, OFFLOAD_AT);
    }

    /** Begins to cut a frame that was in no VLAN. */
    Segmenter.Verdict begin() {
        return begin(FRAME_AT, lengthBytes, Offload.segmentBytes(memory, OFFLOAD_AT),
                Offload.isChecksumUnfinished(memory, OFFLOAD_AT));
    }

    /** Begins to cut a frame of which the kernel had taken that tag. */
    Segmenter.Verdict begin(int vlanProtocol, int vlanTag) {
        int segmentBytes = Offload.segmentBytes(memory, OFFLOAD_AT);
        boolean checksumUnfinished = Offload.isChecksumUnfinished(memory, OFFLOAD_AT);
        int begin = VlanTag.putBack(memory, FRAME_AT, vlanProtocol, vlanTag);
        return begin(begin, lengthBytes + VlanTag.BYTES, segmentBytes, checksumUnfinished);
    }

    private Segmenter.Verdict begin(int at, int length, int segmentBytes, boolean checksumUnfinished) {
        return segmenter.start(memory, at, length, segmentBytes, checksumUnfinished);
    }

    boolean hasNext() {
        return segmenter.hasNext();
    }

    /** Writes the next segment; its length in bytes. */
    int next(MemorySegment target, int offset) {
        return segmenter.next(target, offset);
    }
}
