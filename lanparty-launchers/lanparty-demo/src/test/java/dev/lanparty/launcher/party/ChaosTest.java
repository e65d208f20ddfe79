package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.Programs;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * An evening on which everything happens, at random from a seed: nothing is delivered altered or twice, nobody is lost for
 * good, and memory stays flat. {@code -Dlanparty.seed=…} has the same evening again, as far as machines do the same twice, and
 * {@code -Dlanparty.chaos.seconds=1800} a long one.
 */
class ChaosTest {
    private static final long SEED = Long.getLong("lanparty.seed", System.nanoTime());
    private static final Duration EVENING = Duration.ofSeconds(Long.getLong("lanparty.chaos.seconds", 20));
    /** On which each role lives for long enough to tell whether its memory stays flat. */
    private static final Duration TELLING_EVENING = Duration.ofMinutes(20);
    private static final Duration REPORT_EVERY = Duration.ofMinutes(1);
    private static final int SHORTEST_STEP_MILLIS = 500;
    private static final int LONGEST_STEP_MILLIS = 2_500;
    /** The silence of a killed player's connection, the longest wait between two tries to come back, and a busy machine. */
    private static final Duration BACK_TIMEOUT = Duration.ofSeconds(60);

    private long reportedNanos = System.nanoTime();

    @Test
    void nothingIsAlteredOrDoubledAndEverybodyComesBack() {
        System.out.println("-Dlanparty.seed=" + SEED + " -Dlanparty.chaos.seconds=" + EVENING.toSeconds());
        Random random = new Random(SEED);
        try (Lab lab = Lab.open(2)) {
            LongLine line = LongLine.into(lab, SEED);
            lab.gather();
            Crowd crowd = new Crowd(lab, random);
            Troubles troubles = new Troubles(lab, line, random, EVENING);
            Memory memory = new Memory();
            long end = System.nanoTime() + EVENING.toNanos();
            while (System.nanoTime() - end < 0) {
                troubles.next();
                crowd.talk();
                step(random);
                lab.revive();
                roles(lab).forEach(memory::look);
                report(crowd, troubles, memory);
            }
            troubles.end();
            System.out.println("everybody was back " + awaitEverybody(lab).toMillis() + " ms after the last trouble");
            assertTrue(crowd.downloadsWithin(BACK_TIMEOUT),
                    () -> "nobody can download any more: " + crowd.brokenStream()
                            + "\n" + connections(lab) + totals(lab));
            crowd.end();
            System.out.println(crowd.tally() + ", " + crowd.wholeStreams() + " downloads, " + troubles.counts() + ", "
                    + memory);
            crowd.assertHonest();
            memory.assertFlat();
            if (EVENING.compareTo(TELLING_EVENING) >= 0) {
                memory.assertTells(roles(lab));
            }
        }
    }

    private static void step(Random random) {
        LockSupport.parkNanos(Duration.ofMillis(SHORTEST_STEP_MILLIS
                + random.nextInt(LONGEST_STEP_MILLIS - SHORTEST_STEP_MILLIS)).toNanos());
    }

    private static Stream<RoleProcess> roles(Lab lab) {
        return Stream.of(lab.relay(), lab.gateway(), lab.client(1), lab.client(2));
    }

    private void report(Crowd crowd, Troubles troubles, Memory memory) {
        if (System.nanoTime() - reportedNanos > REPORT_EVERY.toNanos()) {
            reportedNanos = System.nanoTime();
            System.out.println(crowd.tally() + ", " + crowd.wholeStreams() + " downloads, " + troubles.counts() + ", "
                    + memory);
            crowd.assertHonest();
        }
    }

    /** How long it took until each reached each, with packets of full size. */
    private static Duration awaitEverybody(Lab lab) {
        long begun = System.nanoTime();
        for (List<String> pair : List.of(List.of(Topology.player(1), Topology.LAN_HOST_ADDRESS),
                List.of(Topology.player(2), Topology.LAN_HOST_ADDRESS),
                List.of(Topology.player(1), Topology.playerLanAddress(2)),
                List.of(Topology.LAN_HOST, Topology.playerLanAddress(1)))) {
            String output;
            do {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                lab.revive();
                Programs.Result ping = lab.topology().namespaces().run(pair.getFirst(), "ping", "-n", "-M", "do", "-s",
                        "1472", "-c", "1", "-W", "1", pair.getLast());
                output = ping.output();
            } while (!output.contains("1 received") && System.nanoTime() - begun < BACK_TIMEOUT.toNanos());
            assertTrue(output.contains("1 received"), pair + ": " + output + tails(lab));
        }
        assertEquals(4, roles(lab).filter(RoleProcess::isAlive).count());
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** What the kernel knows of the downloads, at both ends. */
    private static String connections(Lab lab) {
        return Stream.of(Topology.LAN_HOST, Topology.player(1))
                .map(place -> place + ": " + lab.topology().namespaces().run(place, "ss", "-tino").output())
                .collect(Collectors.joining());
    }

    /** What the roles have counted, which they say at their end. */
    private static String totals(Lab lab) {
        try {
            roles(lab).forEach(role -> role.signal("TERM"));
            roles(lab).forEach(role -> role.awaitExit(BACK_TIMEOUT));
        } catch (RuntimeException e) {
            return tails(lab) + ", and then " + e.getMessage();
        }
        return tails(lab);
    }

    private static String tails(Lab lab) {
        return roles(lab).map(role -> role.name() + role.tail(20)).toList().toString();
    }
}
