package dev.lanparty.transport;

import dev.lanparty.wire.RoomMark;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.internal.CleanableDirectBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Lets several sockets share one UDP port (SO_REUSEPORT), and the kernel give each packet to the loop that {@link RoomMark}
 * says: by a classic BPF program on the group of sockets (socket(7), SO_ATTACH_REUSEPORT_CBPF), which needs no rights. It sees
 * the UDP payload and answers with the number of a socket in the order of their binding.
 */
final class PortSteering {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    /** struct sock_fprog of a 64-bit kernel: the number of instructions, and at 8 their address. */
    private static final int PROGRAM_BYTES = 16;
    private static final int PROGRAM_ADDRESS = 8;
    /** struct sock_filter: code, two jumps, a constant. */
    private static final int INSTRUCTION_BYTES = 8;
    private static final RawUnixChannelOption ATTACH = new RawUnixChannelOption("SO_ATTACH_REUSEPORT_CBPF", SOL_SOCKET,
            SO_ATTACH_REUSEPORT_CBPF, PROGRAM_BYTES);

    // linux/filter.h and linux/bpf_common.h
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_BYTE_AT_X = 0x50;
    private static final int JUMP = 0x05;
    private static final int JUMP_IF_SET = 0x45;
    private static final int COPY_TO_X = 0x07;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int MODULO = 0x94;
    private static final int RETURN = 0x16;

    // RFC 9000, sections 17.2 and 17.3
    private static final int LONG_HEADER = 0x80;
    private static final int SHORT_HEADER_DESTINATION = 1;
    private static final int LONG_HEADER_DESTINATION_LENGTH = 5;
    /** Of the source connection id's first byte, were the destination's of no length. */
    private static final int LONG_HEADER_SOURCE = 7;

    private PortSteering() {
    }

    /** Whether this kernel does it. */
    static boolean isSupported() {
        if (!Epoll.isAvailable()) {
            return false;
        }
        EpollDatagramChannel socket = new EpollDatagramChannel();
        try {
            attach(socket, 2);
            return true;
        } catch (ChannelException e) {
            return false;
        } finally {
            socket.unsafe().closeForcibly();
        }
    }

    /** Lets a socket share its port; the first one of the port steers for all. */
    static void share(EpollDatagramChannel socket) {
        socket.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
    }

    /**
     * Makes a socket that is not bound yet the first of a port that so many loops share. Its bind fails where another program
     * has the port, though that one shares as well.
     */
    static void attach(EpollDatagramChannel socket, int loops) {
        share(socket);
        int[][] program = program(loops);
        CleanableDirectBuffer memory = Buffer.allocateDirectBufferWithNativeOrder(program.length * INSTRUCTION_BYTES);
        try {
            for (int[] instruction : program) {
                memory.buffer().putShort((short) instruction[0]).put((byte) instruction[1]).put((byte) instruction[2])
                        .putInt(instruction[3]);
            }
            // The kernel takes a copy.
            ByteBuffer argument = ByteBuffer.allocate(PROGRAM_BYTES).order(ByteOrder.nativeOrder());
            argument.putShort(0, (short) program.length);
            argument.putLong(PROGRAM_ADDRESS, Buffer.memoryAddress(memory.buffer()));
            socket.config().setOption(ATTACH, argument);
        } finally {
            memory.clean();
        }
    }

    /** Each instruction: code, jump if true, jump if false, constant. */
    private static int[][] program(int loops) {
        return new int[][]{
                /* 0 */ {LOAD_BYTE, 0, 0, 0},
                /* 1 */ {JUMP_IF_SET, 2, 0, LONG_HEADER},
                /* 2 */ {LOAD_BYTE, 0, 0, SHORT_HEADER_DESTINATION},
                /* 3 */ {JUMP, 0, 0, 3},
                /* 4 */ {LOAD_BYTE, 0, 0, LONG_HEADER_DESTINATION_LENGTH},
                /* 5 */ {COPY_TO_X, 0, 0, 0},
                /* 6 */ {LOAD_BYTE_AT_X, 0, 0, LONG_HEADER_SOURCE},
                /* 7 */ {SHIFT_RIGHT, 0, 0, RoomMark.SHIFT},
                /* 8 */ {MODULO, 0, 0, loops},
                /* 9 */ {RETURN, 0, 0, 0}};
    }
}
