package dev.lanparty.ffi.linux;

import dev.lanparty.device.PacketDevice;
import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.tpacket2_hdr;
import dev.lanparty.ffi.linux.gen.virtio_net_hdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The TPACKET_V2 ring that the kernel fills with frames, mapped into one stretch of memory with a side area behind it in
 * which frames cut from super-frames are lent.
 *
 * <p>A slot is {@code tpacket2_hdr} (32 bytes), {@code sockaddr_ll}, {@code virtio_net_hdr} (10 bytes), frame. The frame
 * begins at {@code align16(52 + link header) + 10 - link header}, so at least 62 bytes into its slot: 30 bytes between
 * the header and the frame may be overwritten, room for the headroom and for a VLAN tag.
 *
 * <p>Slots are taken in order and all handed back together by {@link #handBack}. Confined to the receiving thread, but
 * {@link #release}, which runs when no one is receiving any more.
 */
@SuppressWarnings("restricted")
final class ReceiveRing {
    static final int SLOT_BYTES = 2048;
    static final int SLOT_COUNT = 2048;
    static final int BLOCK_BYTES = 64 << 10;
    static final int SIDE_SLOT_COUNT = 64;

    private static final long RING_BYTES = (long) SLOT_BYTES * SLOT_COUNT;
    private static final long MEMORY_BYTES = RING_BYTES + (long) SLOT_BYTES * SIDE_SLOT_COUNT;
    private static final int READ_WRITE = Linux.PROT_READ() | Linux.PROT_WRITE();

    private static final long STATUS = tpacket2_hdr.tp_status$offset();
    private static final long LENGTH = tpacket2_hdr.tp_len$offset();
    private static final long CAPTURED = tpacket2_hdr.tp_snaplen$offset();
    private static final long MAC = tpacket2_hdr.tp_mac$offset();
    private static final long VLAN_TAG = tpacket2_hdr.tp_vlan_tci$offset();
    private static final long VLAN_PROTOCOL = tpacket2_hdr.tp_vlan_tpid$offset();
    private static final long OFFLOAD_BYTES = virtio_net_hdr.sizeof();
    private static final int ETHER_TYPE_VLAN = 0x8100;

    /** Acquire and release: the status word guards everything else in its slot. */
    private static final VarHandle STATUS_WORD = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final long address;
    private int head;
    private int taken;
    private long slot;
    private int status;
    private int sideTaken;

    /** Maps the ring of that socket. */
    ReceiveRing(Errno errno, int socket) {
        MemorySegment reserved = map(errno, MemorySegment.NULL, MEMORY_BYTES,
                Linux.MAP_PRIVATE() | Linux.MAP_ANONYMOUS(), -1);
        address = reserved.address();
        // Unmapped when nobody can read frames any more: a buffer lent before the close must not fault after it.
        memory = reserved.reinterpret(MEMORY_BYTES, Arena.ofAuto(),
                unreachable -> LibC.munmap(new Errno(), unreachable, MEMORY_BYTES));
        map(errno, memory, RING_BYTES, Linux.MAP_SHARED() | Linux.MAP_FIXED(), socket);
    }

    private static MemorySegment map(Errno errno, MemorySegment at, long lengthBytes, int flags, int descriptor) {
        MemorySegment mapped = LibC.mmap(errno, at, lengthBytes, READ_WRITE, flags, descriptor);
        if (mapped.address() == Linux.MAP_FAILED().address()) {
            throw errno.failure("mmap(" + lengthBytes + " bytes)");
        }
        return mapped;
    }

    /** The ring and the side area behind it. */
    MemorySegment memory() {
        return memory;
    }

    /** Gives every slot taken back to the kernel, and empties the side area. */
    void handBack() {
        int index = head - taken;
        while (taken > 0) {
            long at = (long) (index & SLOT_COUNT - 1) * SLOT_BYTES;
            STATUS_WORD.setRelease(memory, at + STATUS, Linux.TP_STATUS_KERNEL());
            index++;
            taken--;
        }
        sideTaken = 0;
    }

    /** Takes the next slot; {@code false} if the kernel has not filled it, or if all are taken. */
    boolean takeSlot() {
        if (taken == SLOT_COUNT) {
            return false;
        }
        long at = (long) (head & SLOT_COUNT - 1) * SLOT_BYTES;
        int found = (int) STATUS_WORD.getAcquire(memory, at + STATUS);
        if ((found & Linux.TP_STATUS_USER()) == 0) {
            return false;
        }
        slot = at;
        status = found;
        head++;
        taken++;
        return true;
    }

    /** Where the frame of the slot taken last begins in {@link #memory}. */
    int frameOffset() {
        return (int) slot + Short.toUnsignedInt(memory.get(ValueLayout.JAVA_SHORT, slot + MAC));
    }

    /** Where the {@code virtio_net_hdr} of the slot taken last lies: what the kernel left for hardware to do. */
    long offloadOffset() {
        return frameOffset() - OFFLOAD_BYTES;
    }

    /** The frame's length as it arrived. */
    int lengthBytes() {
        return memory.get(ValueLayout.JAVA_INT, slot + LENGTH);
    }

    /** Whether the slot was too short for the frame. */
    boolean isCut() {
        return memory.get(ValueLayout.JAVA_INT, slot + CAPTURED) < lengthBytes();
    }

    /** Whether the socket has the whole frame to be read. */
    boolean isWholeQueued() {
        return (status & Linux.TP_STATUS_COPY()) != 0;
    }

    /** Whether the kernel took a VLAN tag out of the frame. */
    boolean hasVlanTag() {
        return (status & Linux.TP_STATUS_VLAN_VALID()) != 0;
    }

    int vlanProtocol() {
        return (status & Linux.TP_STATUS_VLAN_TPID_VALID()) == 0
                ? ETHER_TYPE_VLAN
                : Short.toUnsignedInt(memory.get(ValueLayout.JAVA_SHORT, slot + VLAN_PROTOCOL));
    }

    int vlanTag() {
        return Short.toUnsignedInt(memory.get(ValueLayout.JAVA_SHORT, slot + VLAN_TAG));
    }

    boolean hasSideSlot() {
        return sideTaken < SIDE_SLOT_COUNT;
    }

    /** Takes a slot of the side area; the index in {@link #memory} at which a frame may begin. */
    int takeSideSlot() {
        return (int) RING_BYTES + sideTaken++ * SLOT_BYTES + PacketDevice.HEADROOM_BYTES;
    }

    /** Lets go of the socket: its memory is replaced by plain memory in one step, so that lent frames stay readable. */
    void release(Errno errno) {
        map(errno, MemorySegment.ofAddress(address), RING_BYTES,
                Linux.MAP_PRIVATE() | Linux.MAP_ANONYMOUS() | Linux.MAP_FIXED(), -1);
    }
}
