package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.client.ClientLauncher;
import dev.lanparty.launcher.gateway.GatewayLauncher;
import dev.lanparty.launcher.lab.Namespaces;
import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packets of 1500 bytes, by paths that are not the same for all, and by the other internet protocol. */
@Timeout(120)
class OtherPathsTest {
    private static final String INTERNET = "internet";
    private static final String PLAYER_1 = Topology.player(1);
    private static final String PLAYER_2 = Topology.player(2);
    private static final Duration READY = Duration.ofSeconds(30);
    private static final String RELAY_IPV6 = "2001:db8:0:3::2";
    /** The networks of those who talk to the relay, by the name of their namespace and of the router's port to it. */
    private static final Map<String, String> NETWORKS = Map.of(Topology.RELAY, "2001:db8:0:3", Topology.GATEWAY,
            "2001:db8:0:2", PLAYER_1, "2001:db8:0:1");

    /** The relay cuts what the others send whole. */
    @Test
    void onePlayersNarrowPathIsHisAlone() {
        try (Lab lab = Lab.open(2)) {
            lab.topology().namespaces().ip(INTERNET, "link set " + PLAYER_2 + " mtu 1280\n");
            lab.gather();

            lab.assertFullSizePings(PLAYER_1, Topology.playerLanAddress(2));
            lab.assertFullSizePings(PLAYER_2, Topology.playerLanAddress(1));
            lab.assertFullSizePings(Topology.LAN_HOST, Topology.playerLanAddress(2));
            lab.assertFullSizePings(PLAYER_2, Topology.LAN_HOST_ADDRESS);
            lab.assertFullSizePings(PLAYER_1, Topology.LAN_HOST_ADDRESS);
        }
    }

    @Test
    void theRelayMayBeReachedByIpv6() {
        try (Lab lab = Lab.open(1, 0)) {
            giveIpv6(lab.topology().namespaces());
            RoleProcess relay = lab.party().relay(Party.PORT);
            relay.awaitReady(READY);
            RoleProcess gateway = lab.start("gateway", Topology.GATEWAY, GatewayLauncher.class, List.of(),
                    access(lab, "--interface", Topology.LAN_INTERFACE, "--state-dir",
                            lab.party().folder().resolve("gateway6").toString()));
            RoleProcess client = lab.start("client", PLAYER_1, ClientLauncher.class, List.of(),
                    access(lab, "--tap", Lab.TAP, "--identity", lab.party().folder().resolve("player6.json").toString(),
                            "--address", Topology.playerLanAddress(1) + "/" + Topology.LAN_PREFIX_BITS));
            gateway.awaitReady(READY);
            client.awaitReady(READY);

            lab.assertFullSizePings(PLAYER_1, Topology.LAN_HOST_ADDRESS);
            lab.assertFullSizePings(Topology.LAN_HOST, Topology.playerLanAddress(1));
            assertTrue(relay.err().contains(" joined from " + NETWORKS.get(PLAYER_1) + ":0:0:0:2 "), relay::err);
            client.signal("TERM");
            assertEquals(0, client.awaitExit(READY), client::err);
        }
    }

    private static void giveIpv6(Namespaces namespaces) {
        namespaces.check(INTERNET, "sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
        NETWORKS.forEach((name, network) -> {
            enableIpv6(namespaces, INTERNET, name);
            enableIpv6(namespaces, name, "wan0");
            enableIpv6(namespaces, name, "lo");
            namespaces.ip(INTERNET, "addr add " + network + "::1/64 dev " + name + " nodad\n");
            namespaces.ip(name, "addr add " + network + "::2/64 dev wan0 nodad\nroute add default via " + network
                    + "::1\n");
        });
    }

    private static void enableIpv6(Namespaces namespaces, String name, String interfaceName) {
        namespaces.check(name, "sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/" + interfaceName + "/disable_ipv6");
    }

    private static List<String> access(Lab lab, String... more) {
        List<String> arguments = new ArrayList<>(lab.party().access(Party.PORT, Party.ROOM));
        arguments.replaceAll(word -> word.equals(Topology.RELAY_ADDRESS + ":" + Party.PORT)
                ? "[" + RELAY_IPV6 + "]:" + Party.PORT
                : word);
        arguments.addAll(List.of(more));
        return arguments;
    }
}
