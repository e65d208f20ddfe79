package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.Topology;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What crosses the bridge, and where it must not appear.
 *
 * <pre>
 * player1 party0 192.168.77.21 ═╗
 *                               relay ═ gateway lan0 ── switch ── lan0 192.168.77.10 lanhost
 * player2 party0 192.168.77.22 ═╝
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class TrafficTest {
    private static final String PLAYER_1 = Topology.player(1);
    private static final String PLAYER_2 = Topology.player(2);
    private static final String ADDRESS_1 = Topology.playerLanAddress(1);
    private static final String ADDRESS_2 = Topology.playerLanAddress(2);
    private static final String LAN_ADDRESS = Topology.LAN_HOST_ADDRESS;
    private static final String GROUP = "239.77.0.1";
    private static final String PORT = "27015";
    /** Open, so that nobody answers that it is not, and never read. */
    private static final String QUIET_PORT = "27016";
    private static final String STREAM_PORT = "9000";
    private static final int STREAM_BYTES = 4_000_000;
    private static final String PATIENCE_MILLIS = "8000";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STREAM_PATIENCE = Duration.ofSeconds(30);

    private final Lab lab = Lab.open(2);
    private final Place player1;
    private final Place player2;
    private final Place lanHost;

    /** Somebody on the bridged LAN. */
    private record Place(StationProcess station, String interfaceName, String address) {
        /** How many frames with a text in them have arrived here so far, once there are at least some. */
        int seen(String text, int least) {
            String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            return Integer.parseInt(station.ask(PATIENCE, "frames", interfaceName, hex, Integer.toString(least),
                    least == 0 ? "0" : PATIENCE_MILLIS).getFirst());
        }

        void awaits(String text) {
            assertTrue(seen(text, 1) >= 1, () -> text + " never came to " + address);
        }

        void says(String to, String port, String text) {
            station.ask("udp-send", address, to, port, text);
        }

        void hears(Place from, String text) {
            assertEquals(List.of(from.address, text), station.ask(PATIENCE, "udp-await", PORT, PATIENCE_MILLIS));
        }
    }

    TrafficTest() {
        lab.gather();
        player1 = new Place(lab.station(PLAYER_1), Lab.TAP, ADDRESS_1);
        player2 = new Place(lab.station(PLAYER_2), Lab.TAP, ADDRESS_2);
        lanHost = new Place(lab.station(Topology.LAN_HOST), Topology.LAN_INTERFACE, LAN_ADDRESS);
        for (Place place : everybody()) {
            place.station.ask("udp-open", PORT, GROUP, place.interfaceName);
            place.station.ask("udp-open", QUIET_PORT);
        }
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private List<Place> everybody() {
        return List.of(player1, player2, lanHost);
    }

    @Test
    void aPlayerAndALanHostPingEachOther() {
        lab.assertPings(PLAYER_1, LAN_ADDRESS);
        lab.assertPings(Topology.LAN_HOST, ADDRESS_1);
    }

    @Test
    void twoPlayersPingEachOther() {
        lab.assertPings(PLAYER_1, ADDRESS_2);
        lab.assertPings(PLAYER_2, ADDRESS_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"255.255.255.255", Topology.LAN_BROADCAST, GROUP})
    void whatIsSaidToEverybodyIsHeardByEverybody(String everybody) {
        for (Place speaker : everybody()) {
            String text = "from " + speaker.address + " to " + everybody;
            speaker.says(everybody, PORT, text);
            for (Place listener : everybody()) {
                // A kernel lets its own machine hear its broadcasts and multicasts too; that proves nothing here.
                listener.hears(speaker, text);
            }
        }
    }

    @Test
    void streamsArriveWholeFromPlayerToLanHost() {
        assertStream(player1, lanHost);
    }

    @Test
    void streamsArriveWholeFromLanHostToPlayer() {
        assertStream(lanHost, player1);
    }

    @Test
    void streamsArriveWholeFromPlayerToPlayer() {
        assertStream(player1, player2);
    }

    private static void assertStream(Place from, Place to) {
        to.station.ask("tcp-listen", STREAM_PORT);
        List<String> sent = from.station.ask(STREAM_PATIENCE, "tcp-send", to.address, STREAM_PORT,
                Integer.toString(STREAM_BYTES));
        List<String> received = to.station.ask(STREAM_PATIENCE, "tcp-result");
        assertEquals(List.of(Integer.toString(STREAM_BYTES), sent.getFirst()), received);
    }

    /**
     * Each frame is followed by one from a place that had it before, so that a reflected or doubled copy of the first would
     * have come before the second.
     */
    @Test
    void aBroadcastComesOnceToAllButNeverBackToWhereItWasSent() {
        everybody().forEach(place -> place.station.ask("capture", place.interfaceName));
        try {
            player1.says(Topology.LAN_BROADCAST, QUIET_PORT, "<of the player>");
            lanHost.awaits("<of the player>");
            player2.awaits("<of the player>");
            lanHost.says(Topology.LAN_BROADCAST, QUIET_PORT, "<of the LAN host>");
            player1.awaits("<of the LAN host>");
            player2.awaits("<of the LAN host>");
            player2.says(Topology.LAN_BROADCAST, QUIET_PORT, "<last but one>");
            player1.awaits("<last but one>");
            lanHost.awaits("<last but one>");
            lanHost.says(Topology.LAN_BROADCAST, QUIET_PORT, "<last>");
            player1.awaits("<last>");
            player2.awaits("<last>");

            assertEquals(List.of(0, 1, 1), seenByEverybody("<of the player>"));
            assertEquals(List.of(1, 1, 0), seenByEverybody("<of the LAN host>"));
            assertEquals(List.of(1, 0, 1), seenByEverybody("<last but one>"));
        } finally {
            everybody().forEach(place -> place.station.ask("capture-end", place.interfaceName));
        }
    }

    @Test
    void aFrameToOneIsSeenByNobodyElseOnceItsPlaceIsKnown() {
        lab.assertPings(PLAYER_1, LAN_ADDRESS);
        everybody().forEach(place -> place.station.ask("capture", place.interfaceName));
        try {
            player1.says(LAN_ADDRESS, QUIET_PORT, "<to the LAN host>");
            lanHost.awaits("<to the LAN host>");
            lanHost.says(ADDRESS_1, QUIET_PORT, "<to the player>");
            player1.awaits("<to the player>");
            lanHost.says(Topology.LAN_BROADCAST, QUIET_PORT, "<to all>");
            player1.awaits("<to all>");
            player2.awaits("<to all>");

            assertEquals(List.of(0, 0, 1), seenByEverybody("<to the LAN host>"));
            assertEquals(List.of(1, 0, 0), seenByEverybody("<to the player>"));
        } finally {
            everybody().forEach(place -> place.station.ask("capture-end", place.interfaceName));
        }
    }

    private List<Integer> seenByEverybody(String text) {
        return everybody().stream().map(place -> place.seen(text, 0)).toList();
    }
}
