package dev.lanparty.launcher.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.Role;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.gateway.GatewayConfig;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.identity.ServerName;
import dev.lanparty.launcher.CommandLines;
import dev.lanparty.launcher.StateFiles;
import dev.lanparty.launcher.Version;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.session.RetryTiming;
import dev.lanparty.session.SessionTiming;
import dev.lanparty.transport.QuicSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayLauncherTest {
    private static final List<String> RIGHT = List.of("--relay", "relay.example.org:443", "--server-name",
            "lanparty-relay.local", "--relay-ca-cert", "relay.der", "--room", "ROOM1", "--interface", "eth0");

    /** Right arguments, but one option has another value. */
    private static String[] rightBut(String option, String value) {
        String[] arguments = RIGHT.toArray(String[]::new);
        arguments[RIGHT.indexOf(option) + 1] = value;
        return arguments;
    }

    private static GatewayConfig config(String... arguments) {
        GatewayLauncher launcher = new GatewayLauncher();
        CommandLines.line(launcher).parseArgs(arguments);
        return launcher.config();
    }

    private static void assertMistake(String sentence, Said said) {
        assertEquals(List.of("./lanparty gateway: " + sentence + "; see ./lanparty gateway --help"), said.err());
        assertEquals(List.of(), said.out());
        assertEquals(2, said.code());
    }

    @Test
    void everyOptionReachesTheConfig() {
        RoomAccess access = new RoomAccess(new RelayAddress("relay.example.org", 443),
                new RelayTrust.CertificateFile(Path.of("relay.der"), ServerName.parse("lanparty-relay.local")), "ROOM1",
                null, Version.SOFTWARE, QuicSettings.DEFAULT, SessionTiming.DEFAULT, RetryTiming.DEFAULT);
        assertEquals(new GatewayConfig(access.keptIn(StateFiles.ofUser()), "eth0"),
                config(RIGHT.toArray(String[]::new)));
        assertEquals(access.keptIn(Path.of("kept")).retryFor(Duration.ofSeconds(9)),
                config(Stream.concat(RIGHT.stream(), Stream.of("--state-dir", "kept", "--retry-for", "9"))
                        .toArray(String[]::new)).access());
    }

    @Test
    void aRoomIsSpeltInCapitals() {
        assertEquals("FRIDAY-7", config(rightBut("--room", "friday-7")).access().room());
    }

    @Test
    void aRelayMayHaveAnIpv6Address() {
        assertEquals(new RelayAddress("2001:db8::1", 443), config(rightBut("--relay", "[2001:db8::1]:443")).access()
                .relay());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --relay       | relay.example.org       | 'relay.example.org' is not a relay: HOST:PORT is needed, as in \
            relay.example.org:443 or [2001:db8::1]:443
            --relay       | relay.example.org:70000 | 'relay.example.org:70000' is not a relay: HOST:PORT is needed, \
            as in relay.example.org:443 or [2001:db8::1]:443
            --relay       | relay.example.org:udp   | 'relay.example.org:udp' is not a relay: HOST:PORT is needed, \
            as in relay.example.org:443 or [2001:db8::1]:443
            --server-name | my relay                | 'my relay' is not a server name - give a DNS name, as in \
            lanparty-relay.local, or an IP address
            --room        | my room                 | 'my room' is not a room code: 1 to 32 letters, digits and \
            hyphens are allowed, as in ROOM1
            --room        | ""                      | '' is not a room code: 1 to 32 letters, digits and hyphens are \
            allowed, as in ROOM1
            --interface   | ""                      | the interface's name is needed, as in eth0
            """)
    void aWrongValueIsOneSentenceThatSaysWhatIsRight(String option, String value, String sentence) {
        assertMistake("Invalid value for option '" + option + "': " + sentence, Said.to(rightBut(option, value)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--relay | --relay=HOST:PORT", "--server-name | --server-name=NAME",
            "--room | --room=ROOM1", "--interface | --interface=eth0"})
    void aMissingOptionIsNamedWithWhatItTakes(String option, String whole) {
        int at = RIGHT.indexOf(option);
        List<String> rest = RIGHT.stream().filter(word -> RIGHT.indexOf(word) / 2 != at / 2).toList();
        assertMistake("Missing required option: '" + whole + "'", Said.to(rest.toArray(String[]::new)));
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() {
        assertMistake("Missing required options: '--relay=HOST:PORT', '--server-name=NAME', '--room=ROOM1'",
                Said.to("--relay-ca-cert", "relay.der", "--interface", "eth0"));
        assertMistake("Missing required option: '--interface=eth0'", Said.to());
    }

    @Test
    void withoutACertificateTheAuthoritiesThatThisComputerTrustsVouchForTheRelay() {
        assertEquals(new RelayTrust.PublicAuthorities(ServerName.parse("relay.example.org")),
                config("--relay", "relay.example.org:443", "--room", "ROOM1", "--interface", "eth0").access().trust());
    }

    @Test
    void anInviteSaysAll() {
        Invite invite = new Invite("relay.example.org", 443, "ROOM1", null,
                InviteSecret.random(Role.GATEWAY, new SecureRandom()));
        assertEquals(RoomAccess.by(invite, null, Version.SOFTWARE).keptIn(Path.of("kept")),
                config(invite.text(), "--interface", "eth0", "--state-dir", "kept").access());
        assertMistake("an invite says it all: give one of INVITE and --relay and its like, not both",
                Said.to(invite.text(), "--interface", "eth0", "--room", "ROOM1"));
    }

    @Test
    void aPlayersInviteMakesNoGateway() {
        Invite invite = new Invite("relay.example.org", 443, "ROOM1", null,
                InviteSecret.random(Role.CLIENT, new SecureRandom()));
        Said said = Said.to(invite.text(), "--interface", "eth0");
        assertMistake("the invite is one for players: the gateway has another, which the organiser keeps; a player runs"
                + " ./lanparty client", said);
    }

    @Test
    void withoutAWayToARoomOneIsAskedFor() {
        assertMistake("an invite is needed, as in ./lanparty gateway 'lanparty://…'; or --relay and --room without one",
                Said.to("--interface", "eth0"));
    }

    @Test
    void aMisspeltOptionIsNamedRatherThanTheOneThatIsMissingFor() {
        String[] misspelt = RIGHT.stream().map(word -> word.equals("--relay-ca-cert") ? "--relay-cert" : word)
                .toArray(String[]::new);
        assertMistake("Unknown option: '--relay-cert'", Said.to(misspelt));
    }

    @Test
    void helpTellsEveryOptionAndHowToBegin() {
        Said said = Said.to("--help");
        assertEquals(0, said.code());
        assertEquals(List.of(), said.err());
        String help = String.join("\n", said.out());
        for (String option : List.of("--relay", "--server-name", "--relay-ca-cert", "--room", "--interface",
                "--invite-file", "--state-dir", "--verbose", "--help", "--version")) {
            assertTrue(help.contains(option + " ") || help.contains(option + "="), option);
        }
        assertTrue(help.contains("""

                  sudo ./lanparty gateway --relay relay.example.org:443 \\
                      --server-name lanparty-relay.local --relay-ca-cert relay.der \\
                      --room ROOM1 --interface eth0
                """), help);
    }
}
