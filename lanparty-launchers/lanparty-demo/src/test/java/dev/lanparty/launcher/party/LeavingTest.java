package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever is told to stop says goodbye, undoes what starting did to the machine, and may come back at once.
 *
 * <pre>
 * player1 party0 192.168.77.21 ═ relay ═ gateway lan0 ── switch ── lan0 192.168.77.10 lanhost
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class LeavingTest {
    private static final String PLAYER = Topology.player(1);
    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration RETURN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration NEWS_TIMEOUT = Duration.ofSeconds(3);

    private final Lab lab = Lab.open(1);

    @BeforeEach
    void gather() {
        lab.gather();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private static void assertLeaves(RoleProcess role, String signal) throws IOException {
        if (signal.equals("INT")) {
            Requirements.interruptible();
        }
        role.signal(signal);
        assertEquals(0, role.awaitExit(LEAVE_TIMEOUT), role::err);
        assertTrue(role.err().contains(role.name() + " stopped: told to stop; "), role::err);
    }

    private static void assertHears(RoleProcess role, String news) {
        assertTrue(role.awaitErr(said -> said.contains(news), NEWS_TIMEOUT), () -> news + " is not in " + role.err());
    }

    private int promiscuity() {
        List<String> words = List
                .of(lab.topology().namespaces().check(Topology.GATEWAY, "ip", "-details", "link", "show", "dev",
                        Topology.LAN_INTERFACE).split("\\s+", -1));
        return Integer.parseInt(words.get(words.indexOf("promiscuity") + 1));
    }

    private String offloads() {
        return lab.topology().namespaces().check(Topology.GATEWAY, "ethtool", "--show-features",
                Topology.LAN_INTERFACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aClientTakesItsAdapterAndItsRouteAlong(String signal) throws IOException {
        RoleProcess client = lab.client(1);
        String mac = lab.macOfPlayer(1);
        String member = Lab.peerIdOf(client);
        assertNotEquals("", lab.relayRoute(1));

        assertLeaves(client, signal);
        assertFalse(lab.hasInterface(PLAYER, Lab.TAP));
        assertEquals("", lab.relayRoute(1));
        assertHears(lab.relay(), "room ROOM1: client " + member + " " + mac + " left: left");
        assertHears(lab.gateway(), "player " + member + " (" + mac + ") has left: left");

        lab.gather();
        assertEquals(mac, lab.macOfPlayer(1));
        lab.assertBridged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aGatewayLeavesItsInterfaceAsItWas(String signal) throws IOException {
        Requirements.program("ethtool", "ethtool");
        RoleProcess gateway = lab.gateway();
        String member = Lab.peerIdOf(gateway);
        assertEquals(1, promiscuity());
        String offloadsMeanwhile = offloads();

        assertLeaves(gateway, signal);
        assertEquals(0, promiscuity());
        String offloadsAfter = offloads();
        assertHears(lab.relay(), "room ROOM1: gateway " + member + " left: left");
        assertHears(lab.client(1), "the gateway (" + member + ") has left: left");

        // What the interface of the LAN host has, the kernel's default, the gateway's has again.
        assertNotEquals(offloadsAfter, offloadsMeanwhile);
        assertEquals(lab.topology().namespaces().check(Topology.LAN_HOST, "ethtool", "--show-features",
                Topology.LAN_INTERFACE), offloadsAfter);

        lab.gather();
        lab.assertBridged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aRelayTellsItsMembersThatItClosesAndTheyComeBackToTheNextOne(String signal) throws IOException {
        RoleProcess client = lab.client(1);
        List<News> members = List.of(News.of(client), News.of(lab.gateway()));
        assertLeaves(lab.relay(), signal);
        for (News member : members) {
            member.hear("relay lost, trying again: the relay is closing", NEWS_TIMEOUT);
        }
        assertTrue(lab.hasInterface(PLAYER, Lab.TAP));

        lab.gather();
        for (News member : members) {
            member.hear("back in room ROOM1 as peer ", RETURN_TIMEOUT);
        }
        assertSame(client, lab.client(1));
        lab.assertBridged();
    }

    @Test
    void whoeverIsToldToStopWhileTheRelayIsAwayLeavesAtOnce() throws IOException {
        RoleProcess client = lab.client(1);
        News news = News.of(client);
        assertLeaves(lab.relay(), "TERM");
        news.hear("relay lost, trying again", NEWS_TIMEOUT);
        assertLeaves(client, "TERM");
        assertLeaves(lab.gateway(), "TERM");
        assertFalse(lab.hasInterface(PLAYER, Lab.TAP));
        assertEquals("", lab.relayRoute(1));
        assertEquals(0, promiscuity());
    }
}
