package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.packet_mreq;
import dev.lanparty.ffi.linux.gen.sockaddr_ll;
import dev.lanparty.ffi.linux.gen.tpacket_req;
import dev.lanparty.ffi.linux.gen.tpacket_stats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The options of a packet(7) socket, in the order in which they must be set: created deaf, given its ring and its
 * options, and bound to the interface last, so that no frame of another interface ever arrives. Used by the thread that
 * opens the device; afterwards {@link #takeError} by the receiving thread and {@link #takeDropped} by one at a time.
 */
final class PacketSocket {
    /** Room for about a hundred whole super-frames that wait beside the ring. */
    private static final int RECEIVE_BUFFER_BYTES = 8 << 20;
    /** About 450 full frames on their way to the card: 5 ms at 1 Gbit/s. */
    private static final int SEND_BUFFER_BYTES = 1 << 20;
    /** Any positive value: frames longer than their slot are queued whole as well. */
    private static final int COPY_WHOLE = 1;

    private final Errno errno = new Errno();
    private final String name;
    private final int number;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment statistics = tpacket_stats.allocate(arena);
    private final MemorySegment error = arena.allocate(ValueLayout.JAVA_INT);
    private final MemorySegment statisticsLength = arena.allocate(ValueLayout.JAVA_INT);
    private final MemorySegment errorLength = arena.allocate(ValueLayout.JAVA_INT);

    /** A socket that hears nothing yet. */
    PacketSocket(String name) {
        this.name = name;
        number = errno.check(LibC.socket(errno, Linux.AF_PACKET(), Linux.SOCK_RAW() | Linux.SOCK_CLOEXEC(), 0),
                "socket(AF_PACKET)");
    }

    int number() {
        return number;
    }

    /** Everything a device wants of its socket but the binding. */
    void configure(int interfaceIndex, int slotCount, int slotBytes, int blockBytes) {
        bind(interfaceIndex, 0);
        set(Linux.PACKET_VERSION(), "PACKET_VERSION", Linux.TPACKET_V2());
        // Says of each frame which checksum is unfinished and how a super-frame is to be cut; refused once a ring is there.
        set(Linux.PACKET_VNET_HDR(), "PACKET_VNET_HDR", 1);
        set(Linux.PACKET_COPY_THRESH(), "PACKET_COPY_THRESH", COPY_WHOLE);
        set(Linux.PACKET_IGNORE_OUTGOING(), "PACKET_IGNORE_OUTGOING", 1);
        enlarge(Linux.SO_RCVBUFFORCE(), "SO_RCVBUFFORCE", RECEIVE_BUFFER_BYTES);
        enlarge(Linux.SO_SNDBUFFORCE(), "SO_SNDBUFFORCE", SEND_BUFFER_BYTES);
        try (Arena call = Arena.ofConfined()) {
            MemorySegment ring = tpacket_req.allocate(call);
            tpacket_req.tp_block_size(ring, blockBytes);
            tpacket_req.tp_block_nr(ring, slotCount / (blockBytes / slotBytes));
            tpacket_req.tp_frame_size(ring, slotBytes);
            tpacket_req.tp_frame_nr(ring, slotCount);
            set(Linux.PACKET_RX_RING(), "PACKET_RX_RING", ring);
        }
    }

    /** From here on frames arrive, those for other stations too; both end when the socket is closed. */
    void listen(int interfaceIndex) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment membership = packet_mreq.allocate(call);
            packet_mreq.mr_ifindex(membership, interfaceIndex);
            packet_mreq.mr_type(membership, (short) Linux.PACKET_MR_PROMISC());
            set(Linux.PACKET_ADD_MEMBERSHIP(), "PACKET_ADD_MEMBERSHIP", membership);
        }
        bind(interfaceIndex, Linux.ETH_P_ALL());
    }

    private void bind(int interfaceIndex, int protocol) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment address = sockaddr_ll.allocate(call);
            sockaddr_ll.sll_family(address, (short) Linux.AF_PACKET());
            sockaddr_ll.sll_protocol(address, networkOrder(protocol));
            sockaddr_ll.sll_ifindex(address, interfaceIndex);
            errno.check(LibC.bind(errno, number, address), "bind(" + name + ")");
        }
    }

    private static short networkOrder(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? (short) value
                : Short.reverseBytes((short) value);
    }

    /** How many frames found the ring full since the last call; the kernel forgets what it has told. */
    long takeDropped() {
        statisticsLength.set(ValueLayout.JAVA_INT, 0, (int) statistics.byteSize());
        errno.check(LibC.getsockopt(errno, number, Linux.SOL_PACKET(), Linux.PACKET_STATISTICS(), statistics,
                statisticsLength), "getsockopt(PACKET_STATISTICS " + name + ")");
        return Integer.toUnsignedLong(tpacket_stats.tp_drops(statistics));
    }

    /** The error that waits on the socket, 0 if none; the kernel forgets what it has told. */
    int takeError(Errno caller) {
        errorLength.set(ValueLayout.JAVA_INT, 0, Integer.BYTES);
        int result = LibC.getsockopt(caller, number, Linux.SOL_SOCKET(), Linux.SO_ERROR(), error, errorLength);
        return result == -1 ? caller.value() : error.get(ValueLayout.JAVA_INT, 0);
    }

    /** The root of a user namespace may do all else that a device takes; there the system's own sizes must do. */
    private void enlarge(int option, String what, int value) {
        try (Arena call = Arena.ofConfined()) {
            int result = LibC.setsockopt(errno, number, Linux.SOL_SOCKET(), option,
                    call.allocateFrom(ValueLayout.JAVA_INT, value));
            if (result != -1 || errno.value() != Linux.EPERM()) {
                errno.check(result, "setsockopt(" + what + ")");
            }
        }
    }

    private void set(int option, String what, int value) {
        try (Arena call = Arena.ofConfined()) {
            set(option, what, call.allocateFrom(ValueLayout.JAVA_INT, value));
        }
    }

    private void set(int option, String what, MemorySegment value) {
        errno.check(LibC.setsockopt(errno, number, Linux.SOL_PACKET(), option, value),
                "setsockopt(" + what + " " + name + ")");
    }
}
