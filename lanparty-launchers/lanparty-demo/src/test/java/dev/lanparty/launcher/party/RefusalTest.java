package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.launcher.client.ClientLauncher;
import dev.lanparty.launcher.gateway.GatewayLauncher;
import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import dev.lanparty.launcher.relay.RelayLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever cannot run is told so in one sentence on standard error, and the process ends with 1; those who run notice
 * nothing.
 *
 * <pre>
 * player1 party0 ═ relay ═ gateway lan0 ── switch
 * player2          relay: nobody's yet
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class RefusalTest {
    private static final String PLAYER_2 = Topology.player(2);
    private static final int SILENT_PORT = 4_444;
    private static final String NO_INTERFACE = "ioctl(SIOCGIFINDEX eth9): ENODEV - there is no such interface, list those"
            + " there are with: ip link";
    private static final Duration END_TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> WITHOUT_CAPABILITIES = List.of("setpriv", "--bounding-set=-all",
            "--inh-caps=-all");

    private final Lab lab = Lab.open(2, 1);
    private final Path folder = lab.party().folder();

    RefusalTest() {
        lab.gather();
    }

    @AfterAll
    void close() {
        lab.assertBridged();
        lab.close();
    }

    private List<String> client(Path certificate, int port, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--relay", Topology.RELAY_ADDRESS + ":" + port,
                "--server-name", ServerName.DEFAULT, "--relay-ca-cert", certificate.toString(), "--room", Party.ROOM,
                "--identity", folder.resolve("second").resolve("identity.json").toString()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private RoleProcess startClient(Path certificate, int port, String... more) {
        return lab.start("client", PLAYER_2, ClientLauncher.class, List.of(), client(certificate, port, more));
    }

    private Path certificate() {
        return lab.party().certificate(Party.PORT);
    }

    private RoleProcess startGateway(String interfaceName) {
        return lab.party().gateway(Party.PORT, Party.ROOM, interfaceName);
    }

    private static void assertRefused(RoleProcess role, String sentence) {
        assertEquals(1, role.awaitExit(END_TIMEOUT), role::err);
        assertEquals(role.name() + ": " + sentence, role.err().strip());
        assertEquals("", role.out());
    }

    @Test
    void aRoomHasOneGateway() {
        assertRefused(lab.party().gateway(Party.PORT, Party.ROOM, "wan0", "--retry-for", "0"),
                "room ROOM1 has a gateway already; stop that one first, or choose another room");
    }

    @Test
    void aMacAddressIsInARoomOnce() {
        String mac = lab.macOfPlayer(1);
        assertRefused(startClient(certificate(), Party.PORT, "--virtual-mac", mac, "--retry-for", "0"),
                "MAC address " + mac + " is in room ROOM1 already; give this player another with --virtual-mac");
    }

    @Test
    void aRelayWithAnotherCertificateIsNotTheOne() {
        RelayIdentity other = RelayIdentity.keptIn(folder.resolve("other"), ServerName.parse(ServerName.DEFAULT),
                Instant.now());
        Path file = folder.resolve("other.der");
        other.writeDer(file);
        String ready = lab.relay().out();
        String shown = ready.substring(ready.lastIndexOf(' ') + 1).strip();
        assertRefused(startClient(file, Party.PORT), "the relay's certificate is not the one in " + file
                + ": it has SHA-256 fingerprint " + shown + ", expected " + other.fingerprint());
    }

    @Test
    void aCertificateFileMustBeThere() {
        Path file = folder.resolve("nowhere.der");
        assertRefused(startClient(file, Party.PORT), file + " is not there - check the path");
    }

    @Test
    void aCertificateFileMustBeAllowedToBeRead() throws IOException {
        Path file = folder.resolve("secret.der");
        Files.copy(certificate(), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Requirements.program("setpriv", "util-linux");
        assertRefused(
                lab.start("client", PLAYER_2, ClientLauncher.class, WITHOUT_CAPABILITIES, client(file, Party.PORT)),
                file + " may not be read - run as its owner, or let this user read it");
    }

    @Test
    void aCertificateFileMustHoldOne() throws IOException {
        Path file = folder.resolve("note.der");
        Files.writeString(file, "not a certificate");
        RoleProcess client = startClient(file, Party.PORT);
        assertEquals(1, client.awaitExit(END_TIMEOUT), client::err);
        assertTrue(client.err().startsWith("client: " + file), client::err);
        assertEquals(1, client.err().lines().count(), client::err);
    }

    /**
     * The JVM's start is not the relay's fault: one that is refused at once shows how long it takes here and now. The
     * client starts no faster, and its ten seconds are the machine's that others use too: so it has three tries.
     */
    @Test
    void aRelayThatDoesNotAnswerIsGivenUpWithinTenSeconds() {
        assertRefused(bestOfThree(this::whoGivesUpInTime),
                "the relay " + Topology.RELAY_ADDRESS + ":" + SILENT_PORT + " did not answer within 8 s:"
                        + " check the address, that the relay runs, and that its UDP port is open");
        assertFalse(lab.hasInterface(PLAYER_2, "lanparty0"));
        assertEquals("", lab.relayRoute(2));
    }

    private RoleProcess whoGivesUpInTime() {
        long startNanos = System.nanoTime();
        assertRefused(startGateway("eth9"), NO_INTERFACE);
        Duration start = Duration.ofNanos(System.nanoTime() - startNanos);
        RoleProcess client = startClient(certificate(), SILENT_PORT);
        try {
            client.awaitExit(Duration.ofSeconds(10).plus(start.multipliedBy(4)));
        } catch (LabException e) {
            client.close();
            throw e;
        }
        return client;
    }

    private static RoleProcess bestOfThree(Supplier<RoleProcess> attempt) {
        for (int i = 1; i < 3; i++) {
            try {
                return attempt.get();
            } catch (LabException e) {
                System.out.println("try " + i + " took too long: " + e.getMessage());
            }
        }
        return attempt.get();
    }

    @Test
    void anInterfaceMustBeThere() {
        assertRefused(startGateway("eth9"), NO_INTERFACE);
    }

    @Test
    void anAdapterHasANameOfItsOwn() {
        lab.topology().namespaces().ip(PLAYER_2, "tuntap add dev taken0 mode tap\n");
        assertRefused(startClient(certificate(), Party.PORT, "--tap", "taken0"), "ioctl(TUNSETIFF taken0): EBUSY - an"
                + " interface of that name exists, choose another with --tap");
        lab.topology().namespaces().ip(PLAYER_2, "tuntap del dev taken0 mode tap\n");
    }

    @Test
    void aPortIsListenedOnOnce() {
        RoleProcess second = lab.start("relay", Topology.RELAY, RelayLauncher.class, List.of(),
                List.of("--listen", Party.PORT + "/udp", "--state-dir", folder.resolve("second relay").toString()));
        assertRefused(second, "UDP port 443 of 0.0.0.0 cannot be listened on: another program has it; stop that one or"
                + " choose another port with --listen");
    }

    @Test
    void aClientNeedsCapabilities() {
        Requirements.program("setpriv", "util-linux");
        RoleProcess client = lab.start("client", PLAYER_2, ClientLauncher.class, WITHOUT_CAPABILITIES,
                client(certificate(), Party.PORT));
        assertNotPermitted(client, "EPERM - run as root or grant CAP_NET_ADMIN and CAP_NET_RAW");
    }

    @Test
    void aGatewayNeedsCapabilities() {
        Requirements.program("setpriv", "util-linux");
        List<String> arguments = lab.party().access(Party.PORT, "ROOM2");
        arguments.addAll(List.of("--interface", Topology.LAN_INTERFACE, "--state-dir",
                folder.resolve("powerless").toString()));
        RoleProcess gateway = lab.start("gateway", Topology.GATEWAY, GatewayLauncher.class, WITHOUT_CAPABILITIES,
                arguments);
        assertNotPermitted(gateway, "EPERM - run as root or grant CAP_NET_ADMIN and CAP_NET_RAW");
    }

    @Test
    void aRelayNeedsCapabilitiesForALowPort() {
        Requirements.program("setpriv", "util-linux");
        RoleProcess relay = lab.start("relay", Topology.RELAY, RelayLauncher.class, WITHOUT_CAPABILITIES,
                List.of("--listen", "80/udp", "--state-dir", folder.resolve("low").toString()));
        assertNotPermitted(relay, "ports below 1024 need root or CAP_NET_BIND_SERVICE");
    }

    private static void assertNotPermitted(RoleProcess role, String advice) {
        assertEquals(1, role.awaitExit(END_TIMEOUT), role::err);
        assertEquals(1, role.err().lines().count(), role::err);
        assertTrue(role.err().startsWith(role.name() + ": "), role::err);
        assertTrue(role.err().strip().endsWith(advice), role::err);
    }

    @Test
    void aStackTraceIsForThoseWhoAskForIt() {
        RoleProcess client = startClient(folder.resolve("nowhere.der"), Party.PORT, "--verbose");
        assertEquals(1, client.awaitExit(END_TIMEOUT), client::err);
        assertTrue(client.err().contains("\tat dev.lanparty."), client::err);
    }
}
