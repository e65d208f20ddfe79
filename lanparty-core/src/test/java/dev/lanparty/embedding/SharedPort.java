package dev.lanparty.embedding;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanparty.transport.Listener;

/** Whether one port can have several loops here. */
final class SharedPort {
    private static final String MISSING = "this kernel cannot steer packets between sockets of one port";

    private SharedPort() {
    }

    /** Skips the test where a port cannot be shared; on the machine that judges changes, which can, it fails instead. */
    static void demand() {
        boolean can = Listener.canShare();
        if (System.getenv("CI") != null) {
            assertTrue(can, MISSING);
        }
        assumeTrue(can, MISSING);
    }
}
