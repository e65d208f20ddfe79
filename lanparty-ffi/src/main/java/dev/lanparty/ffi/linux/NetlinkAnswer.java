package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.linux.gen.nlmsghdr;
import dev.lanparty.ffi.linux.gen.rtattr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * One message of the kernel's answer, copied out of the receive buffer: its fixed part and its attributes.
 *
 * @param message from its header on
 * @param fixedBytes the length of the structure that follows the header
 */
record NetlinkAnswer(MemorySegment message, long fixedBytes) {
    MemorySegment fixed() {
        return message.asSlice(nlmsghdr.sizeof(), fixedBytes);
    }

    MemorySegment attributes() {
        return message.asSlice(nlmsghdr.sizeof() + NetlinkMessage.aligned((int) fixedBytes));
    }

    /** The payload of the first attribute of that type, {@code null} if it has none. */
    @Nullable
    MemorySegment attribute(int type) {
        MemorySegment attributes = attributes();
        long at = 0;
        while (at + rtattr.sizeof() <= attributes.byteSize()) {
            MemorySegment header = attributes.asSlice(at, rtattr.sizeof());
            int length = Short.toUnsignedInt(rtattr.rta_len(header));
            if (length < rtattr.sizeof() || at + length > attributes.byteSize()) {
                return null;
            }
            if (Short.toUnsignedInt(rtattr.rta_type(header)) == type) {
                return attributes.asSlice(at + rtattr.sizeof(), length - rtattr.sizeof());
            }
            at += NetlinkMessage.aligned(length);
        }
        return null;
    }

    /** The first attribute of that type as a number, {@code absent} if it has none. */
    int number(int type, int absent) {
        MemorySegment payload = attribute(type);
        return payload == null ? absent : payload.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    }
}
