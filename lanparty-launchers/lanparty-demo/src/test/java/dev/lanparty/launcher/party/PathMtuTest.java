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
@Timeout(300)
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
    /** Ten seconds of a game, for three moves. */
    private static final int MOVING_DATAGRAMS = 2_000;
    /**
     * For a flow of which nothing is lost: a JVM that has just started is too slow for so much, and a machine that does
     * something else for 20 ms loses of any flow.
     */
    private static final Duration WHOLE_TIMEOUT = Duration.ofSeconds(60);
    /** Five seconds, the one and a half that two flows take to tell, and a busy machine. */
    private static final Duration WORKED_AROUND_TIMEOUT = Duration.ofSeconds(8);
    private static final int MOST_FLOWS_ON_A_BAD_LINE = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private final Lab lab = Lab.open(1);
    private final LongLine line = LongLine.into(lab, 1);
    private final StationProcess player = lab.station(PLAYER);
    private final StationProcess lanHost = lab.station(Topology.LAN_HOST);
    private final List<Way> ways = List.of(
            new Way(player, Topology.playerLanAddress(1), lanHost, Topology.LAN_HOST_ADDRESS),
            new Way(lanHost, Topology.LAN_HOST_ADDRESS, player, Topology.playerLanAddress(1)));
    private int flows;

    private record Way(StationProcess from, String fromAddress, StationProcess to, String toAddress) {
    }

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
        ways.forEach(this::assertMostArrives);
        ways.forEach(PathMtuTest::assertStream);
    }

    /** Each of two pieces crosses the line twice: at a loss of 5 % one frame of five is lost. */
    private void assertMostArrives(Way way) {
        int arrived = 0;
        for (int i = 0; i < MOST_FLOWS_ON_A_BAD_LINE && arrived <= 80; i++) {
            arrived = arrivedOf(way, 200, FULL_PAYLOAD_BYTES, "200");
        }
        assertTrue(arrived > 80, () -> "too few arrived at " + way.toAddress);
    }

    /** Sends a flow of its own, of which nothing is altered or comes twice. */
    private int arrivedOf(Way way, int datagrams, String payloadBytes, String perSecond) {
        String flow = Integer.toString(++flows);
        way.from.ask("flow-send", way.fromAddress, way.toAddress, PORT, flow, Integer.toString(datagrams), payloadBytes,
                perSecond);
        return arrived(way.to, flow, datagrams, "400");
    }

    private static int arrived(StationProcess station, String flow, int atLeast, String millis) {
        List<String> tally = station.ask(PATIENCE, "flow-await", PORT, Integer.toString(atLeast), millis, flow);
        assertEquals(List.of("0", "0"), tally.subList(1, 3), "twice, altered");
        return Integer.parseInt(tally.getFirst());
    }

    @Test
    void aFlowOfFullSizeAt20MegabitsLosesNothingAndAPathThatBecomesNarrowIsNoticed() {
        line.setRouterMtu(1_500);
        line.set(LongLine.Quality.PERFECT);
        gatherAnew();
        for (int datagrams : List.of(FLOW_DATAGRAMS, LONG_FLOW_DATAGRAMS)) {
            ways.forEach(way -> awaitFlow(way, FULL_PAYLOAD_BYTES, datagrams, datagrams));
        }

        line.set(LongLine.Quality.PERFECT.withLongestPacket(1_300));
        long begun = System.nanoTime();
        awaitFlow(ways.getFirst(), ONE_DATAGRAM_BYTES, FLOW_DATAGRAMS, FLOW_DATAGRAMS * 9 / 10);
        Duration workedAround = Duration.ofNanos(System.nanoTime() - begun);
        System.out.println("long packets vanished; a flow came through again after " + workedAround.toMillis() + " ms");
        assertTrue(workedAround.compareTo(WORKED_AROUND_TIMEOUT) <= 0, workedAround::toString);
        awaitFlow(ways.getFirst(), ONE_DATAGRAM_BYTES, FLOW_DATAGRAMS, FLOW_DATAGRAMS);
        lab.assertFullSizePings(Topology.LAN_HOST, Topology.playerLanAddress(1));
    }

    /** One flow after the other at 20 Mbit/s, until so many of one arrive. */
    private void awaitFlow(Way way, String payloadBytes, int datagrams, int atLeast) {
        long end = System.nanoTime() + WHOLE_TIMEOUT.toNanos();
        int arrived;
        do {
            arrived = arrivedOf(way, datagrams, payloadBytes, FLOW_PER_SECOND);
        } while (arrived < atLeast && System.nanoTime() - end < 0);
        assertTrue(arrived >= atLeast, "only " + arrived + " of the last flow of " + datagrams);
    }

    private static void assertStream(Way way) {
        way.to.ask("tcp-listen", STREAM_PORT);
        List<String> sent = way.from.ask(PATIENCE, "tcp-send", way.toAddress, STREAM_PORT,
                Integer.toString(STREAM_BYTES));

        assertEquals(List.of(Integer.toString(STREAM_BYTES), sent.getFirst()), way.to.ask("tcp-result"));
    }

    @Test
    void anAddressThatChangesAgainAndAgainEndsNeitherAStreamNorTheSession() {
        line.setRouterMtu(1_500);
        line.set(new LongLine.Quality(20, 5, 0, 10, 0));
        gatherAnew();
        String peerId = Lab.peerIdOf(lab.client(1));
        lanHost.ask("tcp-listen", STREAM_PORT);
        String flow = Integer.toString(++flows);
        player.ask("flow-start", Topology.playerLanAddress(1), Topology.LAN_HOST_ADDRESS, PORT, flow,
                Integer.toString(MOVING_DATAGRAMS), "200", "200");
        CompletableFuture<List<String>> sending = CompletableFuture.supplyAsync(() -> player.ask(PATIENCE, "tcp-send",
                Topology.LAN_HOST_ADDRESS, STREAM_PORT, Integer.toString(LONG_STREAM_BYTES)));
        for (int move = 1; move <= 3; move++) {
            lab.topology().namespaces().ip(PLAYER, "addr flush dev wan0\naddr add 198.18.1." + (2 + move)
                    + "/24 dev wan0\nroute replace default via 198.18.1.1\n");
            int most = arrived(lanHost, flow, 0, "0") + 100;
            assertTrue(arrived(lanHost, flow, most, "5000") >= most, lab.client(1)::err);
        }

        assertEquals(List.of(Integer.toString(LONG_STREAM_BYTES), sending.join().getFirst()),
                lanHost.ask("tcp-result"));
        arrived(lanHost, flow, MOVING_DATAGRAMS, "10000");
        assertEquals(peerId, Lab.peerIdOf(lab.client(1)));
        assertFalse(lab.client(1).err().contains("relay lost"), lab.client(1)::err);
    }
}
