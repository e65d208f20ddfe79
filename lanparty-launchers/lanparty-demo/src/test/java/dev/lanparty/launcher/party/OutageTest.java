package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What a role stands on is taken away under traffic and given back: it goes on by itself, as who it was, with nobody touching
 * anything. The roles were started as root and have given up what they do not need by then.
 *
 * <pre>
 * player1 party0 192.168.77.21 ═ relay ═ gateway lan0 ── switch ── lan0 192.168.77.10 lanhost
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class OutageTest {
    private static final String PLAYER = Topology.player(1);
    private static final String INTERNET = "internet";
    /** A device is looked for once a second. */
    private static final Duration DEVICE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration BACK_TIMEOUT = Duration.ofSeconds(5);
    /** A relay that is there again is found within 6 s, whatever the waits have grown to; and a busy machine. */
    private static final Duration FOUND_TIMEOUT = Duration.ofSeconds(10);
    /** Five seconds, which are looked at once a second, and a busy machine. */
    private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(18);
    /** A way is looked for once a second; three seconds, and a busy machine. */
    private static final Duration LONGEST_ROAMING = Duration.ofSeconds(5);

    private final Lab lab = Lab.open(1);
    private Pings pings;

    OutageTest() {
        lab.gather();
    }

    @BeforeEach
    void play() {
        pings = Pings.start(lab, PLAYER, Topology.LAN_HOST_ADDRESS);
    }

    @AfterEach
    void rest() {
        pings.close();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private void ip(String namespace, String lines) {
        lab.topology().namespaces().ip(namespace, lines);
    }

    private void ip(String lines) {
        lab.topology().namespaces().ip(lines);
    }

    private void assertSamePeers(Runnable outage) {
        String client = Lab.peerIdOf(lab.client(1));
        String gateway = Lab.peerIdOf(lab.gateway());
        outage.run();
        assertEquals(client, Lab.peerIdOf(lab.client(1)));
        assertEquals(gateway, Lab.peerIdOf(lab.gateway()));
        // Not every single one: on a busy machine a frame may be too old to be sent.
        try (Pings back = Pings.start(lab, Topology.LAN_HOST, Topology.playerLanAddress(1))) {
            back.awaitAnswers(BACK_TIMEOUT);
        }
    }

    @Test
    void anAdapterThatIsDeletedIsThereAgainWithItsAddresses() {
        String mac = lab.macOfPlayer(1);
        News client = News.of(lab.client(1));
        News gateway = News.of(lab.gateway());
        assertSamePeers(() -> {
            ip(PLAYER, "link delete " + Lab.TAP + "\n");
            client.hear(Lab.TAP + " is there again", DEVICE_TIMEOUT);
            pings.awaitAnswers(BACK_TIMEOUT);
        });
        assertEquals(mac, lab.macOfPlayer(1));
        gateway.assertNobodyLeft();
    }

    @Test
    void aLanInterfaceThatGoesDownAndUpIsUsedOn() {
        assertSamePeers(() -> {
            ip(Topology.GATEWAY, "link set " + Topology.LAN_INTERFACE + " down\n");
            ip(Topology.GATEWAY, "link set " + Topology.LAN_INTERFACE + " up\n");
            pings.awaitAnswers(DEVICE_TIMEOUT);
        });
    }

    @Test
    void aLanInterfaceThatVanishesIsOpenedAgainWhenItIsThere() {
        News gateway = News.of(lab.gateway());
        News client = News.of(lab.client(1));
        assertSamePeers(() -> {
            ip(Topology.GATEWAY, "link delete " + Topology.LAN_INTERFACE + "\n");
            gateway.hear(Topology.LAN_INTERFACE + " is lost and will be opened again as soon as it is there",
                    DEVICE_TIMEOUT);
            lab.topology().plugIn(Topology.GATEWAY);
            gateway.hear(Topology.LAN_INTERFACE + " is there again", DEVICE_TIMEOUT);
            pings.awaitAnswers(BACK_TIMEOUT);
        });
        client.assertNobodyLeft();
    }

    /** A stopped process is as good as a machine that sleeps, but for the clock, which goes on. */
    @Test
    void aClientThatHasSleptForLongerThanTheRelayWaitsIsBackWhenItWakes() {
        RoleProcess sleeper = lab.client(1);
        News client = News.of(sleeper);
        News relay = News.of(lab.relay());
        assertSamePeers(() -> {
            sleeper.signal("STOP");
            relay.hear(lab.macOfPlayer(1) + " left: ", IDLE_TIMEOUT);
            sleeper.signal("CONT");
            client.hear("back in room ROOM1 as peer ", BACK_TIMEOUT);
            pings.awaitAnswers(BACK_TIMEOUT);
        });
    }

    /** As when a cable is plugged in and the wireless network is left: another interface, another network. */
    @Test
    void aPlayerWhoGoesFromOneNetworkToAnotherKeepsHisSession() {
        String player = lab.topology().namespaces().fullName(PLAYER);
        String internet = lab.topology().namespaces().fullName(INTERNET);
        ip("link add wan1 netns " + player + " type veth peer name cable netns " + internet + "\n");
        ip(INTERNET, "addr add 198.18.101.1/24 dev cable\nlink set cable up\n");
        News client = News.of(lab.client(1));
        News gateway = News.of(lab.gateway());
        assertSamePeers(() -> {
            ip(PLAYER, "addr add 198.18.101.2/24 dev wan1\n");
            move("wan0", "wan1", "198.18.101.1");
            client.hear("the way to the relay has changed", DEVICE_TIMEOUT);
            pings.awaitAnswers(BACK_TIMEOUT);
            assertTrue(lab.relayRoute(1).contains("dev wan1"), () -> lab.relayRoute(1));
            move("wan1", "wan0", "198.18.1.1");
            pings.awaitAnswers(BACK_TIMEOUT);
        });
        System.out.println("from network to network: " + pings.longestSilence().toMillis() + " ms without an answer");
        assertTrue(pings.longestSilence().compareTo(LONGEST_ROAMING) <= 0, () -> pings.longestSilence().toString());
        client.assertNobodyLeft();
        gateway.assertNobodyLeft();
        ip(PLAYER, "link delete wan1\n");
    }

    private void move(String from, String to, String router) {
        ip(PLAYER, "link set " + to + " up\nroute replace default via " + router + "\nlink set " + from + " down\n");
    }

    @Test
    void aCableThatWasPulledCostsNoMoreThanTheTimeThatItWasOut() {
        News client = News.of(lab.client(1));
        assertSamePeers(() -> {
            ip(PLAYER, "link set wan0 down\n");
            client.hear("relay lost, trying again: nothing was heard from the relay for 5 s", SILENCE_TIMEOUT);
            assertTrue(lab.hasInterface(PLAYER, Lab.TAP));
            ip(PLAYER, "link set wan0 up\nroute replace default via 198.18.1.1\n");
            client.hear("back in room ROOM1 as peer ", FOUND_TIMEOUT);
            pings.awaitAnswers(BACK_TIMEOUT);
        });
        assertEquals(1, lab.relayRoute(1).lines().count());
    }
}
