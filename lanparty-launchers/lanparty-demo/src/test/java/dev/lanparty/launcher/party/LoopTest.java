package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.Namespaces;
import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Two players who bridge their adapters to one and the same network at home, so that what the room floods comes back to it for
 * ever. The third one plays with the LAN meanwhile.
 *
 * <pre>
 * player1 party0 ── home0 (bridge) ── cable ═╗
 *                                            ║
 * player2 party0 ── home0 (bridge) ── cable ═╝
 * player3 party0 192.168.77.23 ═ relay ═ gateway ── switch ── lanhost
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class LoopTest {
    private static final String PORT = "27200";
    private static final Duration LOG_TIMEOUT = Duration.ofSeconds(20);

    private final Lab lab = Lab.open(3);

    LoopTest() {
        lab.gather();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void aLoopBetweenTwoPlayersIsContainedAndTheLogNamesWhoIsInIt() {
        String mac = lab.macOfPlayer(1);
        closeTheLoop();
        StationProcess player = lab.station(Topology.player(1));

        try (Pings pings = Pings.start(lab, Topology.player(3), Topology.LAN_HOST_ADDRESS)) {
            storm(player, mac);
            pings.awaitAnswers(LOG_TIMEOUT);
            System.out.println("beside a loop: " + pings.longestSilence().toMillis() + " ms without an answer");
        }
        lab.assertPings(Topology.player(3), Topology.LAN_HOST_ADDRESS);
        lab.assertPings(Topology.LAN_HOST, Topology.playerLanAddress(3));
        assertFalse(lab.relay().err().contains(lab.macOfPlayer(3) + ": a loop"), () -> lab.relay().err());
    }

    private void storm(StationProcess player, String mac) {
        // Each goes round until the rate ends it, and the next one follows.
        player.ask(Duration.ofSeconds(30), "flow-send", Topology.playerLanAddress(1), Topology.LAN_BROADCAST, PORT, "1",
                "400", "100", "200");
        assertTrue(lab.relay().awaitErr(said -> said.lines().anyMatch(line -> line.contains("client")
                && line.contains(mac) && line.contains("a loop, or a program gone wild: dropped")
                && line.contains("over the member's flood rate")), LOG_TIMEOUT), () -> lab.relay().err());
    }

    private void closeTheLoop() {
        Namespaces namespaces = lab.topology().namespaces();
        namespaces.ip(
                "link add cable netns " + namespaces.fullName(Topology.player(1)) + " type veth peer name cable netns "
                        + namespaces.fullName(Topology.player(2)) + "\n");
        for (int number = 1; number <= 2; number++) {
            String name = Topology.player(number);
            String address = Topology.playerLanAddress(number) + "/" + Topology.LAN_PREFIX_BITS;
            // As a bridge is set up: the adapter's address and MAC become the bridge's.
            namespaces.ip(name, "link add home0 type bridge forward_delay 0 mcast_snooping 0\n"
                    + "link set home0 address " + lab.macOfPlayer(number) + "\n"
                    + "link set cable master home0 up\n"
                    + "addr del " + address + " dev " + Lab.TAP + "\n"
                    + "link set " + Lab.TAP + " master home0\n"
                    + "link set home0 up\n"
                    + "addr add " + address + " broadcast + dev home0\n");
        }
    }
}
