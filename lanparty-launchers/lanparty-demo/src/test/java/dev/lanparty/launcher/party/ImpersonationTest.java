package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.Programs;
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

/** Between real kernels: a player's lies about addresses stay outside, and IPv6 works as on any LAN. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class ImpersonationTest {
    private static final String PLAYER_1 = Topology.player(1);
    private static final String PLAYER_2 = Topology.player(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String BROADCAST = "ffffffffffff";

    private final Lab lab = Lab.open(2);
    private final String mac;
    private final StationProcess player;

    ImpersonationTest() {
        lab.gather();
        mac = lab.macOfPlayer(1).replace(":", "");
        player = lab.station(PLAYER_1);
        player.ask("capture", Lab.TAP);
        lab.assertBridged();
        lab.assertPings(PLAYER_2, Topology.LAN_HOST_ADDRESS);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** A marker of its own truth follows the lies: when that has come, they would have. */
    @Test
    void aPlayersLiesAboutTheLanHostReachNobody() {
        String before = neighbour(PLAYER_2, Topology.LAN_HOST_ADDRESS);
        StationProcess host = lab.station(Topology.LAN_HOST);
        host.ask("capture", Topology.LAN_INTERFACE);
        String lanHost = "c0a84d0a";
        arp(2, lanHost, lanHost, "<lie>");
        arp(1, lanHost, lanHost, "<lie>");
        arp(2, "c0a84d16", "c0a84d0a", "<lie>");
        arp(1, "c0a84d15", "c0a84d0a", "<truth>");

        assertEquals("1", frames(host, "<truth>", 1));
        assertEquals("0", frames(host, "<lie>", 0));
        assertEquals(before, neighbour(PLAYER_2, Topology.LAN_HOST_ADDRESS));
        lab.assertPings(PLAYER_2, Topology.LAN_HOST_ADDRESS);
    }

    private void arp(int operation, String sender, String target, String note) {
        player.ask("frame-send", Lab.TAP, BROADCAST + mac + "0806" + "000108000604000" + operation + mac + sender
                + BROADCAST + target + HexFormat.of().formatHex(note.getBytes(StandardCharsets.UTF_8)));
    }

    private static String frames(StationProcess at, String note, int least) {
        return at.ask(PATIENCE, "frames", Topology.LAN_INTERFACE,
                HexFormat.of().formatHex(note.getBytes(StandardCharsets.UTF_8)), Integer.toString(least), "8000")
                .getFirst();
    }

    private String neighbour(String namespace, String address) {
        String line = lab.topology().namespaces().check(namespace, "ip", "neigh", "show", address);
        return line.replaceAll(".*lladdr (\\S+).*", "$1");
    }

    /** By the kernels' own link-local addresses, which they ask for first. */
    @Test
    void ipv6PingsAreAnsweredBetweenEverybody() {
        String lanHost = linkLocal(Topology.LAN_HOST, Topology.LAN_INTERFACE);
        String first = linkLocal(PLAYER_1, Lab.TAP);
        String second = linkLocal(PLAYER_2, Lab.TAP);
        lab.assertPings(PLAYER_1, lanHost + "%" + Lab.TAP);
        lab.assertPings(Topology.LAN_HOST, second + "%" + Topology.LAN_INTERFACE);
        lab.assertPings(PLAYER_2, first + "%" + Lab.TAP);
    }

    private String linkLocal(String namespace, String interfaceName) {
        lab.topology().namespaces().check(namespace, "sh", "-c",
                "echo 0 > /proc/sys/net/ipv6/conf/" + interfaceName + "/disable_ipv6");
        Programs.Result settled = lab.topology().namespaces().run(namespace, "sh", "-c",
                "for i in $(seq 80); do ip -6 -o address show dev " + interfaceName
                        + " scope link -tentative | grep inet6 && exit 0; sleep 0.1; done; exit 1");
        assertTrue(settled.exitCode() == 0, settled.output());
        return settled.output().replaceAll("(?s).*inet6 ([0-9a-f:]+)/.*", "$1");
    }
}
