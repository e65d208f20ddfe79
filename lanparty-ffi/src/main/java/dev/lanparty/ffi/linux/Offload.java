package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.virtio_net_hdr;
import dev.lanparty.ffi.offload.Coalescer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The {@code virtio_net_hdr} before a frame, by PACKET_VNET_HDR or IFF_VNET_HDR: what the kernel left for hardware to do, or what
 * is left to it. Static accessors over memory and the header's offset, in the machine's byte order.
 */
final class Offload {
    static final int BYTES = (int) virtio_net_hdr.sizeof();

    private static final long FLAGS = virtio_net_hdr.flags$offset();
    private static final long KIND = virtio_net_hdr.gso_type$offset();
    private static final long HEADER_BYTES = virtio_net_hdr.hdr_len$offset();
    private static final long SEGMENT_BYTES = virtio_net_hdr.gso_size$offset();
    private static final long CHECKSUM_START = virtio_net_hdr.csum_start$offset();
    private static final long CHECKSUM_FIELD = virtio_net_hdr.csum_offset$offset();
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private Offload() {
    }

    static boolean isChecksumUnfinished(MemorySegment memory, long offset) {
        return (memory.get(ValueLayout.JAVA_BYTE, offset + FLAGS) & Linux.VIRTIO_NET_HDR_F_NEEDS_CSUM()) != 0;
    }

    /** Where the checksummed part begins, counted from the frame's first byte. */
    static int checksumStart(MemorySegment memory, long offset) {
        return Short.toUnsignedInt(memory.get(SHORT, offset + CHECKSUM_START));
    }

    /** Where the checksum field lies, counted from {@link #checksumStart}. */
    static int checksumField(MemorySegment memory, long offset) {
        return Short.toUnsignedInt(memory.get(SHORT, offset + CHECKSUM_FIELD));
    }

    static boolean isSuperFrame(MemorySegment memory, long offset) {
        return kind(memory, offset) != Linux.VIRTIO_NET_HDR_GSO_NONE();
    }

    /** Whether it is of a kind whose segments are TCP segments or UDP datagrams. */
    static boolean isDivisible(MemorySegment memory, long offset) {
        int kind = kind(memory, offset);
        return kind == Linux.VIRTIO_NET_HDR_GSO_TCPV4() || kind == Linux.VIRTIO_NET_HDR_GSO_TCPV6()
                || kind == Linux.VIRTIO_NET_HDR_GSO_UDP_L4();
    }

    /** The payload of each of its segments but the last, in bytes. */
    static int segmentBytes(MemorySegment memory, long offset) {
        return Short.toUnsignedInt(memory.get(SHORT, offset + SEGMENT_BYTES));
    }

    /** Says that nothing is left to do. */
    static void writeNone(MemorySegment memory, long offset) {
        memory.set(LONG, offset, 0);
        memory.set(SHORT, offset + Long.BYTES, (short) 0);
    }

    /** Says that what follows is a super-frame of TCP segments, and its checksum unfinished. */
    static void write(MemorySegment memory, long offset, Coalescer superFrame) {
        byte kind = (byte) (superFrame.isIpv4() ? Linux.VIRTIO_NET_HDR_GSO_TCPV4() : Linux.VIRTIO_NET_HDR_GSO_TCPV6());
        memory.set(ValueLayout.JAVA_BYTE, offset + FLAGS, (byte) Linux.VIRTIO_NET_HDR_F_NEEDS_CSUM());
        memory.set(ValueLayout.JAVA_BYTE, offset + KIND, kind);
        memory.set(SHORT, offset + HEADER_BYTES, (short) superFrame.headerBytes());
        memory.set(SHORT, offset + SEGMENT_BYTES, (short) superFrame.segmentBytes());
        memory.set(SHORT, offset + CHECKSUM_START, (short) superFrame.transport());
        memory.set(SHORT, offset + CHECKSUM_FIELD, (short) Coalescer.TCP_CHECKSUM);
    }

    private static int kind(MemorySegment memory, long offset) {
        return memory.get(ValueLayout.JAVA_BYTE, offset + KIND) & 0xFF & ~Linux.VIRTIO_NET_HDR_GSO_ECN();
    }
}
