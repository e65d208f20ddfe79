package dev.lanparty.ffi.linux;

import dev.lanparty.device.Privilege;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;

/**
 * The capabilities of a thread (capabilities(7)). They are a thread's own: what it gives up, those that it starts later have
 * not either, and those that were there before keep.
 */
public final class Capabilities {
    private static final int VERSION_3 = 0x2008_0522;
    private static final int HEADER_BYTES = 8;
    /** Effective, permitted and inheritable, of capabilities 0 to 31 and then of those from 32. */
    private static final int SETS_BYTES = 24;
    private static final int EFFECTIVE = 0;
    private static final int PERMITTED = 4;

    private static final int NET_ADMIN = 12;
    private static final int NET_RAW = 13;

    private Capabilities() {
    }

    /** Has the calling thread give up all but some; what it does not have it does not get. */
    public static void keepOnly(Set<Privilege> kept) {
        Errno errno = new Errno();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(HEADER_BYTES, 4);
            header.set(ValueLayout.JAVA_INT, 0, VERSION_3);
            MemorySegment sets = arena.allocate(SETS_BYTES, 4);
            errno.check(LibC.capget(errno, header, sets), "capget");
            int keep = sets.get(ValueLayout.JAVA_INT, PERMITTED) & bits(kept);
            sets.fill((byte) 0);
            sets.set(ValueLayout.JAVA_INT, EFFECTIVE, keep);
            sets.set(ValueLayout.JAVA_INT, PERMITTED, keep);
            errno.check(LibC.capset(errno, header, sets), "capset");
        }
    }

    private static int bits(Set<Privilege> privileges) {
        int bits = 0;
        for (Privilege privilege : privileges) {
            bits |= 1 << switch (privilege) {
                case ADMINISTER_NETWORK -> NET_ADMIN;
                case RAW_PACKETS -> NET_RAW;
            };
        }
        return bits;
    }
}
