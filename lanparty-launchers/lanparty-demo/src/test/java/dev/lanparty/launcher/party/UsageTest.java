package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.launcher.client.ClientLauncher;
import dev.lanparty.launcher.gateway.GatewayLauncher;
import dev.lanparty.launcher.lab.JavaProgram;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.relay.RelayLauncher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command line that cannot be meant ends with 2 and one sentence that leads to the help. */
@Timeout(60)
class UsageTest {
    private static final Duration END_TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private void assertUsage(Class<?> main, String command, String sentence, List<String> arguments) {
        List<String> line = JavaProgram.ofThisProcess().command(main, List.of(), arguments);
        try (RoleProcess role = RoleProcess.start("role", line, folder)) {
            assertEquals(2, role.awaitExit(END_TIMEOUT), role::err);
            String name = "./lanparty " + command;
            assertEquals(name + ": " + sentence + "; see " + name + " --help", role.err().strip());
            assertEquals("", role.out());
        }
    }

    private static List<String> access(String relay, String room, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--relay", relay, "--server-name", "lanparty-relay.local",
                "--relay-ca-cert", "relay.der", "--room", room));
        arguments.addAll(List.of(more));
        return arguments;
    }

    @Test
    void aRelayMustBeToldWhereToListen() {
        assertUsage(RelayLauncher.class, "relay", "Missing required option: '--listen=443/udp|ADDR:PORT'", List.of());
    }

    @Test
    void aRelayListensOnAPort() {
        assertUsage(RelayLauncher.class, "relay", "Invalid value for option '--listen': 'x/udp' is not a place to"
                + " listen on: 443/udp, 0.0.0.0:443 or [::]:443 are", List.of("--listen", "x/udp"));
    }

    @Test
    void aGatewayNeedsAnInterface() {
        assertUsage(GatewayLauncher.class, "gateway", "Missing required option: '--interface=eth0'",
                access("203.0.113.2:443", "ROOM1"));
    }

    @Test
    void aRoomCodeIsLettersDigitsAndHyphens() {
        assertUsage(GatewayLauncher.class, "gateway", "Invalid value for option '--room': 'my room' is not a room"
                + " code: 1 to 32 letters, digits and hyphens are allowed, as in ROOM1",
                access("203.0.113.2:443", "my room", "--interface", "eth0"));
    }

    @Test
    void aRelayHasAPort() {
        assertUsage(ClientLauncher.class, "client", "Invalid value for option '--relay': '203.0.113.2' is not a relay:"
                + " HOST:PORT is needed, as in relay.example.org:443 or [2001:db8::1]:443",
                access("203.0.113.2", "ROOM1"));
    }

    @Test
    void anOptionMustExist() {
        assertUsage(ClientLauncher.class, "client", "Unknown option: '--tapp'",
                access("203.0.113.2:443", "ROOM1", "--tapp"));
    }

    @Test
    void aPlayersMacAddressIsUnicast() {
        assertUsage(ClientLauncher.class, "client", "Invalid value for option '--virtual-mac': 01:00:5e:00:00:01 is"
                + " the MAC address of no single station - take one whose first byte is even, as in"
                + " 02:00:5e:10:00:01",
                access("203.0.113.2:443", "ROOM1", "--virtual-mac", "01:00:5e:00:00:01"));
    }
}
