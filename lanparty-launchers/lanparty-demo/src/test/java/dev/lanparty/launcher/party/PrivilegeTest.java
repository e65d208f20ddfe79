package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanparty.launcher.client.ClientLauncher;
import dev.lanparty.launcher.gateway.GatewayLauncher;
import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import dev.lanparty.launcher.relay.RelayLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With which capabilities the roles run: those that the units in contrib/systemd give them are enough, and are kept to. */
@Timeout(90)
class PrivilegeTest {
    private static final Duration READY = Duration.ofSeconds(30);
    private static final long NET_BIND_SERVICE = 1 << 10;
    private static final long NET_ADMIN = 1 << 12;
    private static final long NET_RAW = 1 << 13;

    private final Lab lab = Lab.open(1, 0);

    @AfterEach
    void close() {
        lab.close();
    }

    /** The threads that hear from the network have no more; those of the JVM keep what the process was started with. */
    @Test
    void aRoleThatIsStartedAsRootGivesUpWhatItsDeviceDoesNotNeed() throws IOException {
        lab.gather();
        RoleProcess client = lab.party().client(Topology.player(1), Party.PORT, Party.ROOM, Lab.TAP, "--address",
                Topology.playerLanAddress(1) + "/" + Topology.LAN_PREFIX_BITS);
        client.awaitReady(READY);

        assertEquals(List.of(NET_ADMIN), loopCapabilities(client));
        assertEquals(List.of(NET_ADMIN | NET_RAW), loopCapabilities(lab.gateway()));
        lab.assertBridged();
        lab.gateway().signal("TERM");
        client.signal("TERM");
        assertEquals(0, lab.gateway().awaitExit(READY));
        assertEquals(0, client.awaitExit(READY));
        assertFalse(lab.hasInterface(Topology.player(1), Lab.TAP));
        assertEquals("", lab.relayRoute(1), "what the client did to the machine is undone");
    }

    @Test
    void theCapabilitiesOfTheUnitsAreEnough() throws IOException {
        Requirements.program("setpriv", "util-linux");
        Party party = lab.party();
        RoleProcess relay = lab.start("relay", Topology.RELAY, RelayLauncher.class, with("net_bind_service"),
                List.of("--listen", Party.PORT + "/udp", "--dev-cert-der-out", party.certificate(Party.PORT).toString(),
                        "--state-dir", party.folder().resolve("state").toString()));
        relay.awaitReady(READY);
        RoleProcess gateway = lab.start("gateway", Topology.GATEWAY, GatewayLauncher.class, with("net_admin,+net_raw"),
                access("--interface", Topology.LAN_INTERFACE, "--state-dir",
                        party.folder().resolve("gateway").toString()));
        RoleProcess client = lab.start("client", Topology.player(1), ClientLauncher.class, with("net_admin"),
                access("--tap", Lab.TAP, "--identity", party.folder().resolve("identity").toString(), "--address",
                        Topology.playerLanAddress(1) + "/" + Topology.LAN_PREFIX_BITS));
        gateway.awaitReady(READY);
        client.awaitReady(READY);

        assertEquals(NET_BIND_SERVICE, capabilities(relay).values().stream().reduce(0L, (a, b) -> a | b));
        assertEquals(NET_ADMIN | NET_RAW, capabilities(gateway).values().stream().reduce(0L, (a, b) -> a | b));
        assertEquals(NET_ADMIN, capabilities(client).values().stream().reduce(0L, (a, b) -> a | b));
        lab.assertBridged();
        client.signal("TERM");
        assertEquals(0, client.awaitExit(READY));
        assertEquals("", lab.relayRoute(1));
    }

    /** As root, but never with another capability than these. */
    private static List<String> with(String capabilities) {
        return List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all,+" + capabilities, "--no-new-privs");
    }

    private List<String> access(String... more) {
        List<String> arguments = new ArrayList<>(lab.party().access(Party.PORT, Party.ROOM));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** The effective capabilities of the threads that serve a role's device and its connection. */
    private static List<Long> loopCapabilities(RoleProcess role) throws IOException {
        return capabilities(role).entrySet().stream()
                .filter(thread -> thread.getKey()
                        .matches("lanparty-(" + Lab.TAP + "|" + Topology.LAN_INTERFACE + ").*"))
                .map(Map.Entry::getValue).distinct().toList();
    }

    /** The effective capabilities of all of a process's threads that have not ended, by their names and numbers. */
    private static Map<String, Long> capabilities(RoleProcess role) throws IOException {
        Map<String, Long> capabilities = new TreeMap<>();
        try (var threads = Files.list(Path.of("/proc/" + role.pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                Map<String, String> status = status(thread);
                if (!status.isEmpty()) {
                    capabilities.put(status.get("Name") + " " + status.get("Pid"),
                            Long.parseLong(status.getOrDefault("CapEff", "0"), 16));
                }
            }
        }
        return capabilities;
    }

    private static Map<String, String> status(Path thread) throws IOException {
        Map<String, String> status = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(thread.resolve("status"))) {
                status.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1).strip());
            }
        } catch (IOException e) {
            if (Files.exists(thread)) {
                throw e;
            }
        }
        return status;
    }
}
