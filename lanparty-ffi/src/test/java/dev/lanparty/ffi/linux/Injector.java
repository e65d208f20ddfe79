package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.sockaddr_ll;
import dev.lanparty.ffi.linux.gen.virtio_net_hdr;
import dev.lanparty.ffi.offload.SuperFrame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Sends frames as a host with offloads would: super-frames, and frames whose checksum is left to hardware. */
final class Injector implements AutoCloseable {
    private final Errno errno = new Errno();
    private final int socket;

    Injector(String interfaceName) {
        int type = Linux.SOCK_RAW() | Linux.SOCK_CLOEXEC();
        socket = errno.check(LibC.socket(errno, Linux.AF_PACKET(), type, 0), "socket");
        try (InterfaceControl control = new InterfaceControl(interfaceName); Arena arena = Arena.ofConfined()) {
            MemorySegment address = sockaddr_ll.allocate(arena);
            sockaddr_ll.sll_family(address, (short) Linux.AF_PACKET());
            sockaddr_ll.sll_ifindex(address, control.index());
            errno.check(LibC.bind(errno, socket, address), "bind");
            errno.check(LibC.setsockopt(errno, socket, Linux.SOL_PACKET(), Linux.PACKET_VNET_HDR(),
                    arena.allocateFrom(ValueLayout.JAVA_INT, 1)), "setsockopt");
        }
    }

    /** Sends a TCP or UDP frame for the kernel or the hardware to cut. */
    void sendSuperFrame(SuperFrame frame, int segmentBytes) {
        int kind = frame.tcp()
                ? frame.ipv4() ? Linux.VIRTIO_NET_HDR_GSO_TCPV4() : Linux.VIRTIO_NET_HDR_GSO_TCPV6()
                : Linux.VIRTIO_NET_HDR_GSO_UDP_L4();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = virtio_net_hdr.allocate(arena);
            virtio_net_hdr.flags(header, (byte) Linux.VIRTIO_NET_HDR_F_NEEDS_CSUM());
            virtio_net_hdr.gso_type(header, (byte) kind);
            virtio_net_hdr.gso_size(header, (short) segmentBytes);
            virtio_net_hdr.hdr_len(header, (short) frame.payload());
            virtio_net_hdr.csum_start(header, (short) frame.transport());
            virtio_net_hdr.csum_offset(header, (short) (frame.tcp() ? 16 : 6));
            send(arena, header, frame.bytes());
        }
    }

    /** Sends a frame as it is. */
    void send(byte[] frame) {
        try (Arena arena = Arena.ofConfined()) {
            send(arena, virtio_net_hdr.allocate(arena), frame);
        }
    }

    private void send(Arena arena, MemorySegment header, byte[] frame) {
        MemorySegment message = arena.allocate(Offload.BYTES + frame.length);
        message.copyFrom(header);
        message.asSlice(Offload.BYTES).copyFrom(MemorySegment.ofArray(frame));
        if (LibC.send(errno, socket, message, message.byteSize(), 0) == -1) {
            throw errno.failure("send");
        }
    }

    @Override
    public void close() {
        LibC.close(errno, socket);
    }
}
