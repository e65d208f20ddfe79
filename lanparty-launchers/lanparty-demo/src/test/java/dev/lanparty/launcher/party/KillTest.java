package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
 * A role that is killed cannot say goodbye: the others notice by its silence.
 *
 * <pre>
 * player1 party0 192.168.77.21 ═ relay ═ gateway lan0 ── switch ── lan0 192.168.77.10 lanhost
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class KillTest {
    private static final String SILENT = "nothing was heard from the other side for too long";
    private static final Duration SLOT_TIMEOUT = Duration.ofSeconds(15);
    /** Of everyone to a relay that is there again. */
    private static final Duration RETURN_TIMEOUT = Duration.ofSeconds(10);
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
    void theMembersOfAKilledRelayComeBackByThemselves() {
        List<News> members = List.of(News.of(lab.client(1)), News.of(lab.gateway()));
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
        lab.assertBridged();
    }
}
