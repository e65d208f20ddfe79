package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Another gateway takes the place of one that was killed, at another port of the switch, which has learned that the player
 * is behind the first one's.
 *
 * <pre>
 * player1 party0 192.168.77.21 ═ relay ═╦═ gateway lan0 ── switch ── lan0 192.168.77.10 lanhost
 *                                       ╚═ gateway lan1 ──╯
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class ReplacementTest {
    private static final String SWITCH = "switch";
    private static final String SECOND_INTERFACE = "lan1";
    private static final String SECOND_PORT = "second";
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);
    /** A killed one gives way after a silence of 8 s, and the next one asks again every 2 s at the latest. */
    private static final Duration PLACE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration NEWS_TIMEOUT = Duration.ofSeconds(3);
    /** Two seconds, half a second of pings, and a busy machine. */
    private static final Duration TRAFFIC_TIMEOUT = Duration.ofSeconds(4);

    private final Lab lab = Lab.open(1);

    ReplacementTest() {
        lab.gather();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void framesFlowByAnotherGatewayAsSoonAsItIsThere() {
        plugInTheSecond();
        RoleProcess client = lab.client(1);
        News news = News.of(client);
        String mac = lab.macOfPlayer(1);
        String first = Lab.peerIdOf(lab.gateway());
        try (Pings pings = Pings.start(lab, Topology.LAN_HOST, Topology.playerLanAddress(1))) {
            assertEquals(Topology.GATEWAY, portOf(mac));
            lab.gateway().signal("KILL");
            lab.gateway().awaitExit(END_TIMEOUT);
            RoleProcess second = lab.party().gateway(Party.PORT, Party.ROOM, SECOND_INTERFACE);
            second.awaitReady(PLACE_TIMEOUT);
            long ready = System.nanoTime();
            pings.awaitAnswers(TRAFFIC_TIMEOUT);
            System.out.println("by another gateway five pings were answered "
                    + Duration.ofNanos(System.nanoTime() - ready).toMillis() + " ms after it was ready, "
                    + pings.longestSilence().toMillis() + " ms after the last by the first");
            assertEquals(SECOND_PORT, portOf(mac));
            news.hear("the gateway (" + first + ") has left", NEWS_TIMEOUT);
            news.hear("the gateway (" + Lab.peerIdOf(second) + ") is in the room", NEWS_TIMEOUT);
        }
        assertTrue(client.isAlive());
        assertFalse(client.err().substring(news.from()).contains("relay lost"), client::err);
    }

    private void plugInTheSecond() {
        String gateway = lab.topology().namespaces().fullName(Topology.GATEWAY);
        String ofTheSwitch = lab.topology().namespaces().fullName(SWITCH);
        lab.topology().namespaces().ip("link add " + SECOND_INTERFACE + " netns " + gateway + " type veth peer name "
                + SECOND_PORT + " netns " + ofTheSwitch + "\n");
        lab.topology().namespaces().ip(SWITCH, "link set " + SECOND_PORT + " master lan up\n");
        lab.topology().namespaces().ip(Topology.GATEWAY, "link set " + SECOND_INTERFACE + " up\n");
    }

    /** The port of the switch behind which it has learned an address. */
    private String portOf(String mac) {
        return lab.topology().namespaces().check(SWITCH, "bridge", "fdb", "show", "br", "lan").lines()
                .filter(line -> line.startsWith(mac + " ")).map(line -> line.split(" ", -1)[2]).findFirst()
                .orElse("none");
    }
}
