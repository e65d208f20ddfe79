package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.client.ClientLauncher;
import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A role that is killed cannot say goodbye: the others notice by its silence, unless it is there again before.
 *
 * <pre>
 * player1 party0 192.168.77.21 ═ relay ═ gateway lan0 ── switch ── lan0 192.168.77.10 lanhost
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class KillTest {
    private static final String SILENT = "nothing was heard from the other side for too long";
    /** QUIC's ten seconds of silence, which the relay's own last word may prolong by three, and a busy machine. */
    private static final Duration SLOT_TIMEOUT = Duration.ofSeconds(18);
    /** Of everyone to a relay that is there again. */
    private static final Duration RETURN_TIMEOUT = Duration.ofSeconds(10);
    /** Of frames to a role that is there again. */
    private static final Duration TRAFFIC_TIMEOUT = Duration.ofSeconds(5);
    /** Of frames by a gateway that is there again: two seconds, half a second of pings, and a busy machine. */
    private static final Duration GATEWAY_TRAFFIC_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration NEWS_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private final Lab lab = Lab.open(1);

    @BeforeEach
    void gather() {
        lab.gather();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private static void kill(RoleProcess role) {
        role.signal("KILL");
        role.awaitExit(END_TIMEOUT);
    }

    private static void assertHears(RoleProcess role, String news, Duration timeout) {
        assertTrue(role.awaitErr(said -> said.contains(news), timeout), () -> news + " is not in " + role.err());
    }

    @Test
    void theSlotOfAKilledClientIsFreeAgainForTheSameAddress() {
        String mac = lab.macOfPlayer(1);
        kill(lab.client(1));
        assertHears(lab.relay(), mac + " left: " + SILENT, SLOT_TIMEOUT);
        assertHears(lab.gateway(), "(" + mac + ") has left: " + SILENT, NEWS_TIMEOUT);

        lab.gather();
        assertEquals(mac, lab.macOfPlayer(1));
        lab.assertBridged();
    }

    @Test
    void theSlotOfAKilledGatewayIsFreeAgain() {
        String member = Lab.peerIdOf(lab.gateway());
        kill(lab.gateway());
        assertHears(lab.relay(), "gateway " + member + " left: " + SILENT, SLOT_TIMEOUT);
        assertHears(lab.client(1), "the gateway (" + member + ") has left: " + SILENT, NEWS_TIMEOUT);

        lab.gather();
        lab.assertBridged();
    }

    @Test
    void aClientThatIsStartedAgainAtOnceIsTheSamePeerAndTakesTheRouteOver() {
        String id = Lab.peerIdOf(lab.client(1));
        News gateway = News.of(lab.gateway());
        try (Pings pings = Pings.start(lab, Topology.player(1), Topology.LAN_HOST_ADDRESS)) {
            kill(lab.client(1));
            assertEquals(1, lab.relayRoute(1).lines().count(), "nobody was there to remove it");
            lab.gather();
            assertEquals(id, Lab.peerIdOf(lab.client(1)));
            pings.awaitAnswers(TRAFFIC_TIMEOUT);
        }
        gateway.assertNobodyLeft();
        assertEquals(1, lab.relayRoute(1).lines().count());
        lab.assertBridged();

        lab.client(1).signal("TERM");
        assertEquals(0, lab.client(1).awaitExit(END_TIMEOUT));
        assertEquals("", lab.relayRoute(1));
    }

    @Test
    void aGatewayThatIsStartedAgainAtOnceIsTheSamePeer() {
        String id = Lab.peerIdOf(lab.gateway());
        News client = News.of(lab.client(1));
        try (Pings pings = Pings.start(lab, Topology.player(1), Topology.LAN_HOST_ADDRESS)) {
            kill(lab.gateway());
            lab.gather();
            pings.awaitAnswers(GATEWAY_TRAFFIC_TIMEOUT);
            assertEquals(id, Lab.peerIdOf(lab.gateway()));
        }
        client.assertNobodyLeft();
        lab.assertBridged();
    }

    @Test
    void whoSaysGoodbyeComesBackAsAnotherPeer() {
        String id = Lab.peerIdOf(lab.client(1));
        lab.client(1).signal("TERM");
        assertEquals(0, lab.client(1).awaitExit(END_TIMEOUT));
        lab.gather();
        assertNotEquals(id, Lab.peerIdOf(lab.client(1)));
    }

    @Test
    void twoOfOneIdentityDoNotPutEachOtherOut() {
        News first = News.of(lab.client(1));
        List<String> arguments = lab.party().access(Party.PORT, Party.ROOM);
        arguments.addAll(List.of("--tap", "second0", "--retry-for", "0", "--identity",
                lab.party().folder().resolve(Topology.player(1) + "-" + Lab.TAP + ".json").toString()));
        RoleProcess second = lab.start("client", Topology.player(1), ClientLauncher.class, List.of(), arguments);
        String mac = lab.macOfPlayer(1);
        assertEquals(1, second.awaitExit(SLOT_TIMEOUT), second::err);
        assertHears(second, "the client " + mac + " in room ROOM1 on 203.0.113.2:443 runs on this machine already",
                NEWS_TIMEOUT);
        assertHears(second, "client: MAC address " + mac + " is in room ROOM1 already", NEWS_TIMEOUT);
        first.assertNobodyLeft();
        assertEquals(1, lab.relayRoute(1).lines().count(), "the one that is there keeps its way to the relay");
        lab.assertBridged();
    }

    @Test
    void theMembersOfAKilledRelayComeBackByThemselves() {
        List<News> members = List.of(News.of(lab.client(1)), News.of(lab.gateway()));
        String mac = lab.macOfPlayer(1);
        try (Pings pings = Pings.start(lab, Topology.player(1), Topology.LAN_HOST_ADDRESS)) {
            kill(lab.relay());
            for (News member : members) {
                member.hear("relay lost, trying again: nothing was heard from the relay for 5 s", SLOT_TIMEOUT);
            }
            assertTrue(lab.hasInterface(Topology.player(1), Lab.TAP));
            assertNotEquals("", lab.relayRoute(1));

            lab.gather();
            for (News member : members) {
                member.hear("back in room ROOM1 as peer ", RETURN_TIMEOUT);
                assertTrue(member.role().isAlive());
            }
            pings.awaitAnswers(TRAFFIC_TIMEOUT);
        }
        assertEquals(mac, lab.macOfPlayer(1));
        lab.assertBridged();
        lab.assertFullSizePings(Topology.player(1), Topology.LAN_HOST_ADDRESS);
    }
}
