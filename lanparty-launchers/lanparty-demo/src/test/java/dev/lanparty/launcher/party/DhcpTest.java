package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A real DHCP server on the LAN tells everybody of its router, name server and routes; a real client behind the bridge gets
 * an address of it, and none of these.
 *
 * <pre>
 * player1 party0, udhcpc ═ relay ═ gateway lan0, another udhcpc ── switch ── lan0 dnsmasq lanhost
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class DhcpTest {
    private static final String SERVER = "dnsmasq";
    private static final String CLIENT = "udhcpc";
    private static final String PLAYER = Topology.player(1);
    private static final String ROUTER = "192.168.77.1";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** What the client calls that which would move a player's internet. */
    private static final List<String> TAKEN_OUT = List.of("router", "dns", "routes", "staticroutes", "msstaticroutes",
            "wpad");

    private final Lab lab;
    private final Path folder;

    DhcpTest() throws IOException {
        Requirements.program(SERVER, "dnsmasq-base");
        Requirements.program(CLIENT, "udhcpc");
        lab = Lab.open(1, 0);
        folder = lab.party().folder();
        Files.writeString(folder.resolve("script"), """
                #!/bin/sh
                env | sort > "$LEASES.$1"
                [ "$1" = bound ] && [ -n "$TAKE" ] && ip address add "$ip/$mask" broadcast + dev "$interface"
                echo "told: $1 $ip" >&2
                """);
        assertTrue(folder.resolve("script").toFile().setExecutable(true));
        lab.gather();
        lab.party().client(PLAYER, Party.PORT, Party.ROOM, Lab.TAP).awaitReady(PATIENCE);
        RoleProcess server = lab.party().run(SERVER, Topology.LAN_HOST, List.of(SERVER, "--no-daemon",
                "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--port=0",
                "--interface=" + Topology.LAN_INTERFACE, "--bind-interfaces", "--no-ping",
                "--dhcp-range=192.168.77.100,192.168.77.150,10m", "--dhcp-leasefile=" + folder.resolve("server"),
                "--domain=lan.example", "--dhcp-option-force=3," + ROUTER, "--dhcp-option-force=6," + ROUTER,
                "--dhcp-option-force=33,10.9.0.1," + ROUTER, "--dhcp-option-force=42,192.168.77.10",
                "--dhcp-option-force=121,0.0.0.0/0," + ROUTER, "--dhcp-option-force=249,0.0.0.0/0," + ROUTER,
                "--dhcp-option-force=252,http://192.168.77.1/wpad.dat"));
        assertTrue(server.awaitErr(said -> said.contains("DHCP, IP range"), PATIENCE), server.err());
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void aPlayerGetsAnAddressAndKeepsItsOwnInternet() throws IOException {
        client(Topology.GATEWAY, Topology.LAN_INTERFACE, "");
        Map<String, String> onTheLan = told(Topology.GATEWAY, "bound");
        RoleProcess client = client(PLAYER, Lab.TAP, "take");
        Map<String, String> player = told(PLAYER, "bound");

        for (String name : TAKEN_OUT) {
            assertTrue(onTheLan.containsKey(name), () -> name + " is not in " + onTheLan);
            assertFalse(player.containsKey(name), () -> name + " is in " + player);
        }
        for (String name : List.of("mask", "domain", "ntpsrv", "serverid", "lease", "broadcast")) {
            assertEquals(onTheLan.get(name), player.get(name));
        }
        String address = player.getOrDefault("ip", "");
        assertTrue(address.startsWith("192.168.77.1"), address);
        // Nothing of it is held up: the room saw the server give it.
        lab.assertPings(PLAYER, Topology.LAN_HOST_ADDRESS);
        lab.assertPings(Topology.LAN_HOST, address);
        assertTrue(lab.topology().namespaces().check(PLAYER, "ip", "route", "show", "default").endsWith("dev wan0"));

        client.signal("USR1");
        assertTrue(client.awaitErr(said -> said.contains("told: renew"), PATIENCE), client.err());
        Map<String, String> renewed = told(PLAYER, "renew");
        assertEquals(player.keySet(), renewed.keySet());
        assertEquals(address, renewed.get("ip"));
        lab.assertPings(PLAYER, Topology.LAN_HOST_ADDRESS);
    }

    /** Starts a client, and waits until it has a lease. */
    private RoleProcess client(String namespace, String interfaceName, String take) {
        RoleProcess client = lab.party().run(CLIENT, namespace, List.of("env", "LEASES=" + leases(namespace),
                "TAKE=" + take, CLIENT, "-f", "-i", interfaceName, "-a", "-s", folder.resolve("script").toString(),
                "-O",
                "ntpsrv", "-O", "routes", "-O", "staticroutes", "-O", "msstaticroutes", "-O", "wpad"));
        assertTrue(client.awaitErr(said -> said.contains("told: bound"), PATIENCE), client.err());
        return client;
    }

    private Path leases(String namespace) {
        return folder.resolve("lease-" + namespace);
    }

    private Map<String, String> told(String namespace, String event) throws IOException {
        Map<String, String> told = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of(leases(namespace) + "." + event))) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                told.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return told;
    }
}
