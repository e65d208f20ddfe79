package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames of full size cross whatever the internet carries, and however badly. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class PathMtuTest {
    private static final String PLAYER = Topology.player(1);
    private static final String PORT = "27100";
    private static final String STREAM_PORT = "9000";
    private static final int STREAM_BYTES = 200_000;
    /** Some three seconds at 10 Mbit/s. */
    private static final int LONG_STREAM_BYTES = 3_000_000;
    /** With the headers of IPv4 and UDP, a packet of 1500 bytes. */
    private static final String FULL_PAYLOAD_BYTES = "1472";
    /** Its frame is one datagram where the path is wide, in a packet of some 1400 bytes. */
    private static final String ONE_DATAGRAM_BYTES = "1310";
    /** A quarter of a second at 20 Mbit/s. */
    private static final int FLOW_DATAGRAMS = 425;
    /** Two seconds. */
    private static final int LONG_FLOW_DATAGRAMS = 3_400;
    private static final String FLOW_PER_SECOND = "1700";
    /** A JVM that has just started is too slow for so much, on a busy machine for some seconds. */
    private static final int MOST_FLOWS = 30;
    /** By then it is not, and only what else the machine does may hold it up. */
    private static final int MOST_LONG_FLOWS = 5;
    /** Five seconds, the one and a half that two flows take to tell, and a busy machine. */
    private static final Duration WORKED_AROUND_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private final Lab lab = Lab.open(1);
    private final LongLine line = LongLine.into(lab, 1);
    private final StationProcess player = lab.station(PLAYER);
    private final StationProcess lanHost = lab.station(Topology.LAN_HOST);
    private int flows;

    PathMtuTest() {
        for (StationProcess station : List.of(player, lanHost)) {
            station.ask("flow-open", PORT);
        }
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private void gatherAnew() {
        lab.gather();
        for (RoleProcess member : List.of(lab.client(1), lab.gateway())) {
            member.signal("TERM");
            assertEquals(0, member.awaitExit(END_TIMEOUT));
        }
        lab.gather();
    }

    /** The first two of what is lost, late and slow are what a good and a bad evening have; the last is a bad Wi-Fi. */
    @ParameterizedTest
    @CsvSource({"1280, true, 1, 20, 5, 50", "1400, false, 10, 80, 20, 10", "1500, true, 50, 20, 10, 50"})
    void framesOfFullSizeCrossAPathOf(int mtuBytes, boolean routerTells, int lostPerMille, int delayMillis,
            int jitterMillis, int megabits) {
        line.setRouterMtu(routerTells ? mtuBytes : 1_500);
        int longestPacket = routerTells ? 0 : mtuBytes;
        line.set(LongLine.Quality.PERFECT.withLongestPacket(longestPacket));
        gatherAnew();
        lab.assertFullSizePings(PLAYER, Topology.LAN_HOST_ADDRESS);
        lab.assertFullSizePings(Topology.LAN_HOST, Topology.playerLanAddress(1));

        line.set(new LongLine.Quality(delayMillis, jitterMillis, lostPerMille, megabits, longestPacket));
        assertMostArrives(player, Topology.playerLanAddress(1), lanHost, Topology.LAN_HOST_ADDRESS);
        assertMostArrives(lanHost, Topology.LAN_HOST_ADDRESS, player, Topology.playerLanAddress(1));
        assertStream(player, lanHost, Topology.LAN_HOST_ADDRESS);
        assertStream(lanHost, player, Topology.playerLanAddress(1));
    }

    private void assertMostArrives(StationProcess from, String fromAddress, StationProcess to, String toAddress) {
        int before = arrived(to);
        flows++;
        from.ask("flow-send", fromAddress, toAddress, PORT, Integer.toString(flows), "200", FULL_PAYLOAD_BYTES, "200");
        List<String> tally = to.ask("flow-await", PORT, Integer.toString(before + 200), "400");

        assertEquals(List.of("0", "0"), tally.subList(1, 3), "twice, altered");
        // Each of two pieces crosses the line twice: at a loss of 5 % one frame of five is lost.
        assertTrue(Integer.parseInt(tally.getFirst()) - before > 80, tally::toString);
    }

    private static int arrived(StationProcess station) {
        return Integer.parseInt(station.ask("flow-await", PORT, "0", "0").getFirst());
    }

    @Test
    void aFlowOfFullSizeAt20MegabitsLosesNothingAndAPathThatBecomesNarrowIsNoticed() {
        line.setRouterMtu(1_500);
        line.set(LongLine.Quality.PERFECT);
        gatherAnew();
        for (int i = 0; i < 2; i++) {
            int datagrams = i == 0 ? FLOW_DATAGRAMS : LONG_FLOW_DATAGRAMS;
            int most = i == 0 ? MOST_FLOWS : MOST_LONG_FLOWS;
            awaitWholeFlow(player, Topology.playerLanAddress(1), lanHost, Topology.LAN_HOST_ADDRESS,
                    FULL_PAYLOAD_BYTES, datagrams, most);
            awaitWholeFlow(lanHost, Topology.LAN_HOST_ADDRESS, player, Topology.playerLanAddress(1),
                    FULL_PAYLOAD_BYTES, datagrams, most);
        }

        line.set(LongLine.Quality.PERFECT.withLongestPacket(1_300));
        long begun = System.nanoTime();
        awaitWholeFlow(player, Topology.playerLanAddress(1), lanHost, Topology.LAN_HOST_ADDRESS, ONE_DATAGRAM_BYTES,
                FLOW_DATAGRAMS, MOST_FLOWS);
        Duration workedAround = Duration.ofNanos(System.nanoTime() - begun);
        System.out
                .println("long packets vanished; a flow was whole again after " + workedAround.toMillis() + " ms");
        assertTrue(workedAround.compareTo(WORKED_AROUND_TIMEOUT) <= 0, workedAround::toString);
        lab.assertFullSizePings(Topology.LAN_HOST, Topology.playerLanAddress(1));
    }

    private void awaitWholeFlow(StationProcess from, String fromAddress, StationProcess to, String toAddress,
            String payloadBytes, int datagrams, int mostFlows) {
        int arrived = 0;
        for (int i = 0; i < mostFlows && arrived < datagrams; i++) {
            int before = arrived(to);
            flows++;
            from.ask("flow-send", fromAddress, toAddress, PORT, Integer.toString(flows),
                    Integer.toString(datagrams), payloadBytes, FLOW_PER_SECOND);
            List<String> tally = to.ask("flow-await", PORT, Integer.toString(before + datagrams), "300");
            arrived = Integer.parseInt(tally.getFirst()) - before;
            assertEquals(List.of("0", "0"), tally.subList(1, 3), "twice, altered");
        }
        assertEquals(datagrams, arrived);
    }

    private static void assertStream(StationProcess from, StationProcess to, String toAddress) {
        to.ask("tcp-listen", STREAM_PORT);
        List<String> sent = from.ask(PATIENCE, "tcp-send", toAddress, STREAM_PORT, Integer.toString(STREAM_BYTES));

        assertEquals(List.of(Integer.toString(STREAM_BYTES), sent.getFirst()), to.ask("tcp-result"));
    }

    @Test
    void anAddressThatChangesAgainAndAgainEndsNeitherAStreamNorTheSession() {
        line.setRouterMtu(1_500);
        line.set(new LongLine.Quality(20, 5, 0, 10, 0));
        gatherAnew();
        String peerId = Lab.peerIdOf(lab.client(1));
        lanHost.ask("tcp-listen", STREAM_PORT);
        int before = arrived(lanHost);
        flows++;
        player.ask("flow-start", Topology.playerLanAddress(1), Topology.LAN_HOST_ADDRESS, PORT,
                Integer.toString(flows), "700", "200", "200");
        CompletableFuture<List<String>> sending = CompletableFuture.supplyAsync(() -> player.ask(PATIENCE, "tcp-send",
                Topology.LAN_HOST_ADDRESS, STREAM_PORT, Integer.toString(LONG_STREAM_BYTES)));
        for (int move = 1; move <= 3; move++) {
            lab.topology().namespaces().ip(PLAYER, "addr flush dev wan0\naddr add 198.18.1." + (2 + move)
                    + "/24 dev wan0\nroute replace default via 198.18.1.1\n");
            int arrivedAtMove = arrived(lanHost);
            List<String> tally = lanHost.ask("flow-await", PORT, Integer.toString(arrivedAtMove + 100), "5000");
            assertTrue(Integer.parseInt(tally.getFirst()) >= arrivedAtMove + 100, lab.client(1)::err);
            assertEquals(List.of("0", "0"), tally.subList(1, 3), "twice, altered");
        }

        assertEquals(List.of(Integer.toString(LONG_STREAM_BYTES), sending.join().getFirst()),
                lanHost.ask("tcp-result"));
        lanHost.ask("flow-await", PORT, Integer.toString(before + 700), "2000");
        assertEquals(peerId, Lab.peerIdOf(lab.client(1)));
        assertFalse(lab.client(1).err().contains("relay lost"), lab.client(1)::err);
    }
}
