package dev.lanparty.admission;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final long WINDOW = Attempts.WINDOW.toNanos();
    private static final long START = -5;

    private final Attempts attempts = new Attempts();

    private void fail(String host, int times) {
        for (int i = 0; i < times; i++) {
            attempts.failed(host, "ROOM1", START);
        }
    }

    @Test
    void anAddressHasTenTriesUntilTheWindowIsOver() {
        fail("192.0.2.1", Attempts.MOST_FROM_HOST - 1);
        assertFalse(attempts.areUsedUp("192.0.2.1", "ROOM1", START));
        fail("192.0.2.1", 1);
        assertTrue(attempts.areUsedUp("192.0.2.1", "ROOM1", START));
        assertTrue(attempts.areUsedUp("192.0.2.1", "ROOM2", START + WINDOW));
        assertFalse(attempts.areUsedUp("192.0.2.1", "ROOM1", START + WINDOW + 1));
        assertFalse(attempts.areUsedUp("192.0.2.2", "ROOM1", START));
    }

    @Test
    void aRoomThatManyTryKeepsOutThoseWhoFailedAndNobodyElse() {
        for (int i = 0; i < Attempts.MOST_FOR_ROOM; i++) {
            attempts.failed("198.51.100." + i, "ROOM1", START);
        }
        assertTrue(attempts.areUsedUp("198.51.100.7", "ROOM1", START));
        assertFalse(attempts.areUsedUp("198.51.100.7", "ROOM2", START));
        assertFalse(attempts.areUsedUp("203.0.113.9", "ROOM1", START));
    }

    @Test
    void aNetworkOfIpv6CountsAsOneAddress() {
        for (int i = 0; i < Attempts.MOST_FROM_HOST; i++) {
            attempts.failed("2001:db8:0:1:0:0:0:" + i, "ROOM1", START);
        }
        assertTrue(attempts.areUsedUp("2001:db8:0:1:ffff:0:0:1", "ROOM1", START));
        assertFalse(attempts.areUsedUp("2001:db8:0:2:0:0:0:1", "ROOM1", START));
    }

    /** What is remembered of whoever came long ago makes room, so that a crowd cannot fill the memory. */
    @Test
    void remembersNoMoreThanSoMany() {
        fail("192.0.2.1", Attempts.MOST_FROM_HOST);
        for (int i = 0; i < 8_192; i++) {
            attempts.failed("10.0." + i / 256 + "." + i % 256, "ROOM" + i, START);
        }
        assertFalse(attempts.areUsedUp("192.0.2.1", "ROOM1", START));
    }
}
