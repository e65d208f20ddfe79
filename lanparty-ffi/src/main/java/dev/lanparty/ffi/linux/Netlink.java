package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceException;
import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.nlmsgerr;
import dev.lanparty.ffi.linux.gen.nlmsghdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation with the kernel's routing tables, rtnetlink(7): one question at a time, each answered before the next.
 * Any thread. Like every socket it stays in the network namespace it was made in.
 */
final class Netlink implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long HEADER_BYTES = nlmsghdr.sizeof();
    /** linux/netlink.h: family, padding, port, groups. */
    private static final long SOCKADDR_NL_BYTES = 12;
    private static final long SOCKADDR_NL_PORT = 4;

    private final Errno errno = new Errno();
    private final int socket;
    private int sequence;
    private boolean closed;

    Netlink() {
        int type = Linux.SOCK_RAW() | Linux.SOCK_CLOEXEC();
        socket = errno.check(LibC.socket(errno, Linux.AF_NETLINK(), type, Linux.NETLINK_ROUTE()),
                "socket(AF_NETLINK)");
    }

    /**
     * Takes an address, netlink(7), that only one socket of the network namespace has, for as long as it is open.
     *
     * @param port not of those that the kernel gives by itself, which are process numbers or negative
     * @return whether nobody had it
     */
    synchronized boolean takePort(int port) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_NL_BYTES, Integer.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) Linux.AF_NETLINK());
            address.set(ValueLayout.JAVA_INT, SOCKADDR_NL_PORT, port);
            if (LibC.bind(errno, socket, address) == 0) {
                return true;
            }
            if (errno.value() == Linux.EADDRINUSE()) {
                return false;
            }
            throw errno.failure("bind(AF_NETLINK)");
        }
    }

    /**
     * Asks for a change and waits for the kernel's word.
     *
     * @return 0, or the number of the error
     */
    synchronized int change(NetlinkMessage message, String call) {
        try (Arena arena = Arena.ofConfined()) {
            ask(message, call);
            MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
            while (true) {
                MemorySegment answer = receive(buffer, call);
                if (isOurs(answer) && type(answer) == Linux.NLMSG_ERROR()) {
                    return error(answer);
                }
            }
        }
    }

    /**
     * Asks for a list.
     *
     * @param fixedBytes the length of the structure each answer begins with
     */
    synchronized List<NetlinkAnswer> list(NetlinkMessage message, long fixedBytes, String call) {
        List<NetlinkAnswer> answers = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            ask(message, call);
            MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
            while (!collect(receive(buffer, call), fixedBytes, call, answers)) {
                // A list comes in several parts; the last says so.
            }
        }
        return answers;
    }

    /** Asks for one thing; throws the kernel's refusal. */
    synchronized NetlinkAnswer get(NetlinkMessage message, long fixedBytes, String call) {
        List<NetlinkAnswer> answers = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            ask(message, call);
            MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
            while (answers.isEmpty()) {
                collect(receive(buffer, call), fixedBytes, call, answers);
            }
        }
        return answers.getFirst();
    }

    private void ask(NetlinkMessage message, String call) {
        if (closed) {
            throw Failures.closed(call);
        }
        sequence++;
        MemorySegment bytes = message.finish(sequence);
        if (LibC.send(errno, socket, bytes, bytes.byteSize(), 0) == -1) {
            throw errno.failure(call);
        }
    }

    private MemorySegment receive(MemorySegment buffer, String call) {
        while (true) {
            long got = LibC.recv(errno, socket, buffer, 0);
            if (got >= HEADER_BYTES) {
                return buffer.asSlice(0, got);
            }
            if (got != -1 || errno.value() != Linux.EINTR()) {
                throw errno.failure(call);
            }
        }
    }

    /** Copies the messages of one part; whether it was the last. */
    private boolean collect(MemorySegment part, long fixedBytes, String call, List<NetlinkAnswer> answers) {
        MemorySegment rest = part;
        while (rest.byteSize() >= HEADER_BYTES) {
            int length = nlmsghdr.nlmsg_len(rest);
            if (length < HEADER_BYTES || length > rest.byteSize()) {
                return true;
            }
            if (isOurs(rest)) {
                if (type(rest) == Linux.NLMSG_DONE()) {
                    return true;
                }
                if (type(rest) == Linux.NLMSG_ERROR()) {
                    throw Failures.of(call, error(rest));
                }
                byte[] copy = rest.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
                answers.add(new NetlinkAnswer(aligned(copy), fixedBytes));
            }
            rest = rest.asSlice(Math.min(NetlinkMessage.aligned(length), rest.byteSize()));
        }
        return false;
    }

    /** The generated accessors want 8-byte alignment, which a byte array does not promise. */
    private static MemorySegment aligned(byte[] bytes) {
        MemorySegment segment = Arena.ofAuto().allocate(bytes.length, Long.BYTES);
        return segment.copyFrom(MemorySegment.ofArray(bytes));
    }

    private boolean isOurs(MemorySegment message) {
        return nlmsghdr.nlmsg_seq(message) == sequence;
    }

    private static int type(MemorySegment message) {
        return Short.toUnsignedInt(nlmsghdr.nlmsg_type(message));
    }

    private static int error(MemorySegment message) {
        return -nlmsgerr.error(message.asSlice(HEADER_BYTES));
    }

    /** Throws the refusal of {@link #change} unless there was none. */
    static void check(int error, String call) throws DeviceException {
        if (error != 0) {
            throw Failures.of(call, error);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(errno, socket);
        }
    }
}
