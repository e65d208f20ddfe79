package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.nlmsghdr;
import dev.lanparty.ffi.linux.gen.rtattr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A request to the kernel's routing tables, rtnetlink(7): a header, a fixed part, and attributes. Written once, by one
 * thread.
 */
final class NetlinkMessage {
    private static final int LONGEST_BYTES = 512;
    private static final int ALIGNMENT = 4;
    private static final int HEADER_BYTES = (int) nlmsghdr.sizeof();
    private static final int ATTRIBUTE_HEADER_BYTES = (int) rtattr.sizeof();

    private final MemorySegment memory;
    private final int fixedBytes;
    private int end;

    /**
     * Begins a message.
     *
     * @param type as in RTM_NEWADDR
     * @param flags beside NLM_F_REQUEST
     * @param fixedBytes the length of the structure that follows the header
     */
    NetlinkMessage(Arena arena, int type, int flags, long fixedBytes) {
        this.memory = arena.allocate(LONGEST_BYTES, Long.BYTES);
        this.fixedBytes = (int) fixedBytes;
        nlmsghdr.nlmsg_type(memory, (short) type);
        nlmsghdr.nlmsg_flags(memory, (short) (Linux.NLM_F_REQUEST() | flags));
        end = HEADER_BYTES + aligned((int) fixedBytes);
    }

    /** The structure that follows the header, to be filled in. */
    MemorySegment fixed() {
        return memory.asSlice(HEADER_BYTES, fixedBytes);
    }

    NetlinkMessage add(int attribute, int value) {
        MemorySegment payload = reserve(attribute, Integer.BYTES);
        payload.set(ValueLayout.JAVA_INT, 0, value);
        return this;
    }

    NetlinkMessage add(int attribute, byte[] value) {
        reserve(attribute, value.length).copyFrom(MemorySegment.ofArray(value));
        return this;
    }

    /** Adds attributes as they stood in an answer. */
    NetlinkMessage addAll(MemorySegment attributes) {
        memory.asSlice(end).copyFrom(attributes);
        end += aligned((int) attributes.byteSize());
        return this;
    }

    private MemorySegment reserve(int attribute, int payloadBytes) {
        MemorySegment header = memory.asSlice(end);
        rtattr.rta_len(header, (short) (ATTRIBUTE_HEADER_BYTES + payloadBytes));
        rtattr.rta_type(header, (short) attribute);
        int payload = end + ATTRIBUTE_HEADER_BYTES;
        end = payload + aligned(payloadBytes);
        return memory.asSlice(payload, payloadBytes);
    }

    /** The whole message with its length and that number. */
    MemorySegment finish(int sequence) {
        nlmsghdr.nlmsg_len(memory, end);
        nlmsghdr.nlmsg_seq(memory, sequence);
        return memory.asSlice(0, end);
    }

    static int aligned(int length) {
        return length + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
