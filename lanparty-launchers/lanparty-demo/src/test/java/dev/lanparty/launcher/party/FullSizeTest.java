package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Packets of 1500 bytes cross the bridge between real kernels, and TCP does not need them to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class FullSizeTest {
    private static final String PLAYER_1 = Topology.player(1);
    private static final String PLAYER_2 = Topology.player(2);
    private static final String ADDRESS_1 = Topology.playerLanAddress(1);
    private static final String ADDRESS_2 = Topology.playerLanAddress(2);
    private static final String LAN_ADDRESS = Topology.LAN_HOST_ADDRESS;
    private static final String PORT = "27015";
    /** With the headers of IPv4 and UDP, a packet of 1500 bytes. */
    private static final int FULL_PAYLOAD_BYTES = 1_472;
    private static final int DATAGRAMS = 100;
    private static final String STREAM_PORT = "9000";
    private static final String STREAM_BYTES = "200000";
    /** As the option of TCP says it: the room's 1422 bytes less the headers of IPv4 and TCP, and what the kernels say. */
    private static final String HELD_SEGMENT_SIZE = "02040566";
    private static final String USUAL_SEGMENT_SIZE = "020405b4";
    /** The option that Linux puts behind it. */
    private static final String SELECTIVE_ACKNOWLEDGEMENTS = "0402";
    private static final String PATIENCE_MILLIS = "8000";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Lab lab = Lab.open(2);
    private final StationProcess player1;
    private final StationProcess player2;
    private final StationProcess lanHost;

    FullSizeTest() {
        lab.gather();
        player1 = lab.station(PLAYER_1);
        player2 = lab.station(PLAYER_2);
        lanHost = lab.station(Topology.LAN_HOST);
        List.of(player1, player2, lanHost).forEach(station -> station.ask("udp-open", PORT));
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void pingsOfFullSizeThatMayNotBeFragmentedAreAnsweredInEveryDirection() {
        lab.assertFullSizePings(PLAYER_1, LAN_ADDRESS);
        lab.assertFullSizePings(Topology.LAN_HOST, ADDRESS_1);
        lab.assertFullSizePings(PLAYER_1, ADDRESS_2);
        lab.assertFullSizePings(PLAYER_2, ADDRESS_1);
    }

    @Test
    void datagramsOfFullSizeArriveUnaltered() {
        assertDatagrams(player1, ADDRESS_1, lanHost, LAN_ADDRESS);
        assertDatagrams(lanHost, LAN_ADDRESS, player1, ADDRESS_1);
        assertDatagrams(player1, ADDRESS_1, player2, ADDRESS_2);
    }

    /** What opens a connection names no longer segments than one datagram carries, in both directions, whoever opens it. */
    @Test
    void tcpIsHeldToSegmentsThatOneDatagramCarries() {
        assertHeld(player1, Lab.TAP, lanHost, Topology.LAN_INTERFACE, LAN_ADDRESS);
        assertHeld(lanHost, Topology.LAN_INTERFACE, player1, Lab.TAP, ADDRESS_1);
        assertHeld(player1, Lab.TAP, player2, Lab.TAP, ADDRESS_2);
    }

    private static void assertHeld(StationProcess from, String fromInterface, StationProcess to, String toInterface,
            String toAddress) {
        from.ask("capture", fromInterface);
        to.ask("capture", toInterface);
        to.ask("tcp-listen", STREAM_PORT);
        List<String> sent = from.ask(PATIENCE, "tcp-send", toAddress, STREAM_PORT, STREAM_BYTES);
        assertEquals(List.of(STREAM_BYTES, sent.getFirst()), to.ask(PATIENCE, "tcp-result"));
        for (StationProcess end : List.of(from, to)) {
            String interfaceName = end == from ? fromInterface : toInterface;
            // More than one if an answer was late, and TCP asked again.
            assertTrue(openings(end, interfaceName, HELD_SEGMENT_SIZE, 1) >= 1, interfaceName);
            assertEquals(0, openings(end, interfaceName, USUAL_SEGMENT_SIZE, 0));
            end.ask("capture-end", interfaceName);
        }
    }

    /** What the kernel has delivered may not have been read yet by the capture. */
    private static int openings(StationProcess station, String interfaceName, String segmentSize, int least) {
        return Integer.parseInt(station.ask(PATIENCE, "frames", interfaceName,
                segmentSize + SELECTIVE_ACKNOWLEDGEMENTS, Integer.toString(least), PATIENCE_MILLIS).getFirst());
    }

    /** One after the other: a burst may be too much for a connection that has just begun, and that is no fault of theirs. */
    private static void assertDatagrams(StationProcess from, String fromAddress, StationProcess to, String toAddress) {
        for (int i = 0; i < DATAGRAMS; i++) {
            from.ask("udp-send", fromAddress, toAddress, PORT, text(i));
            assertEquals(List.of(fromAddress, text(i)), to.ask(PATIENCE, "udp-await", PORT, PATIENCE_MILLIS));
        }
    }

    /** Each differs from the others from its first byte to its last. */
    private static String text(int number) {
        String word = String.format("%04d", number);
        return word.repeat(FULL_PAYLOAD_BYTES / word.length());
    }
}
