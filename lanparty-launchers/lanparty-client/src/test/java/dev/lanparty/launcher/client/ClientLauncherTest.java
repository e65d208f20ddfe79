package dev.lanparty.launcher.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.client.ClientConfig;
import dev.lanparty.control.ControlMessage.Limits;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.Role;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.frame.MacAddress;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientLauncherTest {
    private static final String MAC = "02:00:5e:10:00:01";
    private static final RoomAccess ACCESS = new RoomAccess(new RelayAddress("relay.example.org", 443),
            new RelayTrust.CertificateFile(Path.of("relay.der"), ServerName.parse("lanparty-relay.local")), "ROOM1",
            null, Version.SOFTWARE, QuicSettings.DEFAULT, SessionTiming.DEFAULT, RetryTiming.DEFAULT)
            .keptIn(StateFiles.ofUser());
    private static final Invite INVITE = new Invite("relay.example.org", 443, "ROOM1", null,
            InviteSecret.random(Role.CLIENT, new SecureRandom()));

    @TempDir
    private Path folder;

    private static String[] rightAnd(String... more) {
        return Stream.concat(Stream.of("--relay", "relay.example.org:443", "--server-name", "lanparty-relay.local",
                "--relay-ca-cert", "relay.der", "--room", "ROOM1"), Stream.of(more)).toArray(String[]::new);
    }

    private static ClientConfig config(String... more) {
        ClientLauncher launcher = new ClientLauncher();
        CommandLines.line(launcher).parseArgs(rightAnd(more));
        return launcher.config();
    }

    private static Welcome welcome(Peer... members) {
        return new Welcome(2, 1300, List.of(members), new Limits(1, 1), null);
    }

    @Test
    void theAdapterHasNeitherNameNorAddressByDefault() {
        assertEquals(new ClientConfig(ACCESS, MacAddress.parse(MAC)), config("--virtual-mac", MAC));
    }

    @Test
    void everyOptionReachesTheConfig() {
        ClientConfig config = config("--tap", "party0", "--virtual-mac", "02-00-5E-10-00-01", "--address",
                "192.168.77.21/24", "--address", "2001:db8::15/64");
        assertEquals(new ClientConfig(ACCESS, MacAddress.parse(MAC), "party0",
                List.of(ClientConfig.Address.parse("192.168.77.21/24"), ClientConfig.Address.parse("2001:db8::15/64"))),
                config);
    }

    @Test
    void theMacAddressIsMadeOnceAndKeptInTheIdentityFile() {
        Path file = folder.resolve("id.json");
        MacAddress first = config("--identity", file.toString()).mac();
        assertTrue(Files.exists(file));
        ClientConfig again = config("--identity", file.toString());
        assertEquals(first, again.mac());
        assertEquals(folder, again.access().stateFolder(), "the place in the room is kept beside it");
    }

    @Test
    void aVirtualMacLeavesTheIdentityFileAlone() {
        Path file = folder.resolve("id.json");
        assertEquals(MacAddress.parse(MAC), config("--identity", file.toString(), "--virtual-mac", MAC).mac());
        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --virtual-mac           | '--virtual-mac'    | zz                | 'zz' is not a MAC address: six \
            hexadecimal pairs are needed, as in 02:00:5e:10:00:01
            --virtual-mac           | '--virtual-mac'    | 01:00:5e:00:00:01 | 01:00:5e:00:00:01 is the MAC address \
            of no single station - take one whose first byte is even, as in 02:00:5e:10:00:01
            --virtual-mac           | '--virtual-mac'    | 00:00:00:00:00:00 | 00:00:00:00:00:00 is the MAC address \
            of no single station - take one whose first byte is even, as in 02:00:5e:10:00:01
            --address               | '--address' (CIDR) | 192.168.77.21     | '192.168.77.21' is not an address \
            with its prefix: one such as 192.168.77.21/24 is needed
            --address               | '--address' (CIDR) | 192.168.77.21/33  | '192.168.77.21/33' is not an address \
            with its prefix: one such as 192.168.77.21/24 is needed
            --address               | '--address' (CIDR) | host/24           | 'host/24' is not an address with its \
            prefix: one such as 192.168.77.21/24 is needed
            """)
    void aWrongValueIsOneSentenceThatSaysWhatIsRight(String option, String named, String value, String sentence) {
        Said said = Said.to(rightAnd(option, value));
        assertEquals(List.of("./lanparty client: Invalid value for option " + named + ": " + sentence
                + "; see ./lanparty client --help"), said.err());
        assertEquals(List.of(), said.out());
        assertEquals(2, said.code());
    }

    private static String secretOf(Invite invite) {
        return invite.text().substring(invite.text().indexOf('#'));
    }

    @Test
    void anInviteComesAsAnArgumentOrInAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("invite"), INVITE.text() + "\n");
        ClientLauncher byArgument = new ClientLauncher();
        CommandLines.line(byArgument).parseArgs(INVITE.text(), "--virtual-mac", MAC, "--name", "Alice");
        assertEquals(RoomAccess.by(INVITE, "Alice", Version.SOFTWARE).keptIn(StateFiles.ofUser()),
                byArgument.config().access());
        ClientLauncher byFile = new ClientLauncher();
        CommandLines.line(byFile).parseArgs("--invite-file", file.toString(), "--virtual-mac", MAC);
        assertEquals(RoomAccess.by(INVITE, null, Version.SOFTWARE).keptIn(StateFiles.ofUser()),
                byFile.config().access());
    }

    /** Whatever is wrong with a command line, what is in an invite is not said. */
    @Test
    void noMistakeShowsTheSecretOfAnInvite() {
        String text = INVITE.text();
        for (String[] wrong : new String[][]{{text, text}, {text, "--speed"}, {text.replace("ROOM1", "ROOM2")},
                {text.substring(0, text.length() - 9)}, {"--room", text}, {"--relay", text}, {"--tap"},
                {text, "--room", "ROOM1"}, {"--name", "x", text + "!"}}) {
            Said said = Said.to(wrong);
            String all = String.join("\n", said.err()) + String.join("\n", said.out());
            assertEquals(2, said.code(), all);
            assertEquals(1, said.err().size(), all);
            assertFalse(all.contains(secretOf(INVITE).substring(10, 40)), all);
        }
    }

    private static void assertMistake(String sentence, Said said) {
        assertEquals(List.of("./lanparty client: " + sentence + "; see ./lanparty client --help"), said.err());
        assertEquals(2, said.code());
    }

    @Test
    void aDamagedInviteSaysWhatIsWrongWithIt() {
        assertMistake("the invite is altered: the address, the room or the secret in it is not what it was when it was"
                + " made; copy it again from where you got it", Said.to(INVITE.text().replace("ROOM1", "ROOM2")));
        assertMistake("the invite is cut: its end is missing; copy the whole line",
                Said.to(INVITE.text().substring(0, 60)));
        assertMistake("the invite is cut: the part from '#' on is missing, which lets you in; copy the whole line, and"
                + " put it in quotes on a command line", Said.to("lanparty://relay.example.org:443/ROOM1"));
    }

    @Test
    void theGatewaysInviteIsNotForAPlayer() {
        Invite gateways = new Invite("relay.example.org", 443, "ROOM1", null,
                InviteSecret.random(Role.GATEWAY, new SecureRandom()));
        assertMistake("the invite is one for the gateway, and gives it away to whoever has it: a player needs the"
                + " players' invite", Said.to(gateways.text()));
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertMistake("Unknown option: '--speed'", Said.to(rightAnd("--speed")));
    }

    @Test
    void readyTellsTheRoomTheAdapterAndItsAddress() {
        assertEquals("joined room ROOM1 as peer 2, adapter lanparty0 with MAC " + MAC + ", room MTU 1300",
                ClientLauncher.ready(config("--virtual-mac", MAC), welcome(new Peer(1, Role.GATEWAY, null)),
                        "lanparty0"));
    }

    @Test
    void readySaysThatNobodyBridgesTheRoomWhichMayBeMisspelt() {
        assertEquals(
                "joined room ROOM1 as peer 2, adapter lanparty0 with MAC " + MAC + ", room MTU 1300; no gateway is in"
                        + " ROOM1 yet: wait for it, or check the room's code",
                ClientLauncher.ready(config("--virtual-mac", MAC), welcome(new Peer(1, Role.CLIENT, MAC)),
                        "lanparty0"));
    }

    @Test
    void helpTellsEveryOptionAndHowToBegin() {
        Said said = Said.to("--help");
        assertEquals(0, said.code());
        assertEquals(List.of(), said.err());
        String help = String.join("\n", said.out());
        for (String option : List.of("--relay", "--server-name", "--relay-ca-cert", "--room", "--tap",
                "--virtual-mac", "--identity", "--address", "--invite-file", "--name", "--verbose", "--help",
                "--version")) {
            assertTrue(help.contains(option + " ") || help.contains(option + "="), option);
        }
        assertTrue(help.contains("""

                  sudo ./lanparty client --relay relay.example.org:443 \\
                      --server-name lanparty-relay.local --relay-ca-cert relay.der \\
                      --room ROOM1
                """), help);
    }
}
