package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.RoleProcess;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Ten pings a second for as long as it takes, that trouble may interrupt: traffic that tells by itself whether it gets through. */
final class Pings implements AutoCloseable {
    private static final int USUAL_BYTES = 200;
    /** With the headers of IPv4 and ICMP, a packet of 1500 bytes. */
    private static final int FULL_BYTES = 1_472;
    private static final int HEADER_BYTES = 8;
    /** Half a second of them: one alone may have been on its way. */
    private static final int ENOUGH = 5;

    private final RoleProcess ping;
    /** With its number; as long as what it answers. */
    private final Pattern answer;

    private Pings(Lab lab, String namespace, String address, int bytes) {
        // Whoever sends may not fragment them.
        ping = lab.party().run("ping", namespace, List.of("ping", "-n", "-i", "0.1", "-M", "do", "-p", "5a", "-s",
                Integer.toString(bytes), address));
        answer = Pattern.compile("(?m)^" + (HEADER_BYTES + bytes) + " bytes from .*icmp_seq=(\\d+)");
    }

    /** From a namespace to an address. */
    static Pings begin(Lab lab, String namespace, String address) {
        return new Pings(lab, namespace, address, USUAL_BYTES);
    }

    /** As above, in packets of 1500 bytes. */
    static Pings beginFullSize(Lab lab, String namespace, String address) {
        return new Pings(lab, namespace, address, FULL_BYTES);
    }

    /** As above, answered by the time that this returns. */
    static Pings start(Lab lab, String namespace, String address) {
        Pings pings = begin(lab, namespace, address);
        pings.awaitAnswers(Duration.ofSeconds(10));
        return pings;
    }

    private int answers() {
        return (int) answer.matcher(ping.out()).results().count();
    }

    /** Waits until so many in a row are answered, each before the next. */
    void awaitRow(int length, Duration timeout) {
        assertTrue(ping.awaitOut(said -> longestRow(said) >= length, timeout),
                () -> "no " + length + " in a row within " + timeout.toMillis() + " ms: " + ping.out() + ping.err());
    }

    private int longestRow(String said) {
        int longest = 0;
        int row = 0;
        int last = 0;
        for (MatchResult answered : answer.matcher(said).results().toList()) {
            int number = Integer.parseInt(answered.group(1));
            row = number == last + 1 ? row + 1 : 1;
            last = number;
            longest = Math.max(longest, row);
        }
        return longest;
    }

    /** The longest time from one that was answered to the next, as far as a tenth of a second tells. */
    Duration longestSilence() {
        int longest = 0;
        int last = 0;
        for (MatchResult answered : answer.matcher(ping.out()).results().toList()) {
            int number = Integer.parseInt(answered.group(1));
            longest = Math.max(longest, number - last);
            last = number;
        }
        return Duration.ofMillis(100).multipliedBy(longest);
    }

    /** Waits until some more are answered. */
    void awaitAnswers(Duration timeout) {
        int before = answers();
        assertTrue(ping.awaitOut(said -> answers() >= before + ENOUGH, timeout),
                () -> "no more answers within " + timeout.toMillis() + " ms: " + ping.out() + ping.err());
    }

    /** Ends them; none was answered twice, cut or with other bytes. */
    @Override
    public void close() {
        String said = ping.out();
        ping.close();
        assertFalse(said.contains("DUP!"), said);
        assertFalse(said.contains("wrong data"), said);
        assertFalse(said.contains("truncated"), said);
    }
}
