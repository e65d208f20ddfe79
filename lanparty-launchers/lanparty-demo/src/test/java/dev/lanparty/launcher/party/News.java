package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.RoleProcess;
import java.time.Duration;

/**
 * What a role says from a moment on: one that outlives the relay says the same things again and again.
 *
 * @param from how much it had said on standard error at that moment
 */
record News(RoleProcess role, int from) {
    /** From now on. */
    static News of(RoleProcess role) {
        return new News(role, role.err().length());
    }

    /** Waits for something. */
    void hear(String text, Duration timeout) {
        assertTrue(role.awaitErr(said -> said.substring(from).contains(text), timeout),
                () -> text + " is not in what the " + role.name() + " said: " + role.err().substring(from));
    }

    /** Nobody has left by what it has heard, and itself it was in the room all the time. */
    void assertNobodyLeft() {
        String said = role.err().substring(from);
        assertFalse(said.contains(" has left: "), said);
        assertFalse(said.contains("relay lost"), said);
        assertTrue(role.isAlive(), said);
    }
}
