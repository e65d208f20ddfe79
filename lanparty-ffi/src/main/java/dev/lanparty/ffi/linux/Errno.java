package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * Where a failed call of {@link LibC} leaves its reason. One per thread or per device and direction, never shared: two
 * threads would read each other's. Its value means something only after a call has returned -1.
 */
final class Errno {
    private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final long OFFSET = LAYOUT.byteOffset(StructLayout.PathElement.groupElement("errno"));

    /** Of an automatic arena: a shared one would cost more than the call. */
    private final MemorySegment segment = Arena.ofAuto().allocate(LAYOUT);

    MemorySegment segment() {
        return segment;
    }

    int value() {
        return segment.get(ValueLayout.JAVA_INT, OFFSET);
    }

    /** The last failure as an exception, with the advice that usually fits its reason. */
    DeviceException failure(String call) {
        return Failures.of(call, value());
    }

    /**
     * Passes the result of a call on, or throws what it left here.
     *
     * @param call the call and its subject, for the message
     */
    int check(int result, String call) {
        if (result == -1) {
            throw failure(call);
        }
        return result;
    }
}
