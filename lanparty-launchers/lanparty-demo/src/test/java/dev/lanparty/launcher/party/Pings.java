package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.RoleProcess;
import java.time.Duration;
import java.util.List;

/** Ten pings a second for as long as it takes, that trouble may interrupt: traffic that tells by itself whether it gets through. */
final class Pings implements AutoCloseable {
    private static final String ANSWER = " bytes from ";
    /** Half a second of them: one alone may have been on its way. */
    private static final int ENOUGH = 5;

    private final RoleProcess ping;

    private Pings(RoleProcess ping) {
        this.ping = ping;
    }

    /** From a namespace to an address, answered by the time that this returns. */
    static Pings start(Lab lab, String namespace, String address) {
        Pings pings = new Pings(lab.party().run("ping", namespace,
                List.of("ping", "-n", "-i", "0.1", "-p", "5a", "-s", "200", address)));
        pings.awaitAnswers(Duration.ofSeconds(10));
        return pings;
    }

    private int answers() {
        return (int) ping.out().lines().filter(line -> line.contains(ANSWER)).count();
    }

    /** Waits until some more are answered. */
    void awaitAnswers(Duration timeout) {
        int before = answers();
        assertTrue(ping.awaitOut(said -> answers() >= before + ENOUGH, timeout),
                () -> "no more answers within " + timeout.toMillis() + " ms: " + ping.out() + ping.err());
    }

    /** Ends them; none was answered twice or with other bytes. */
    @Override
    public void close() {
        String said = ping.out();
        ping.close();
        assertFalse(said.contains("DUP!"), said);
        assertFalse(said.contains("wrong data"), said);
    }
}
