package dev.lanparty.launcher.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.admission.RoomEntry;
import dev.lanparty.control.Role;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.launcher.CommandLines;
import dev.lanparty.relay.Doors;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.transport.QuicSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayLauncherTest {
    @TempDir
    private Path folder;

    /** The config by the options and a state folder, which is left to the next one. */
    private RelayConfig config(String... arguments) {
        RelayLauncher launcher = new RelayLauncher();
        CommandLines.line(launcher).parseArgs(Stream.concat(Stream.of("--state-dir", folder.toString()),
                Stream.of(arguments)).toArray(String[]::new));
        RelayConfig config = launcher.config();
        config.doors().close();
        return config;
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @Test
    void allButTheAddressHasADefault() {
        RelayConfig config = config("--listen", "203.0.113.5:443");
        assertEquals(new RelayConfig(at("203.0.113.5", 443), config.identity(), RoomLimits.DEFAULT,
                ReceptionTiming.DEFAULT, QuicSettings.DEFAULT, false, RelayConfig.defaultLoops(), config.doors()),
                config);
        assertEquals("lanparty-relay.local", config.identity().serverNames());
    }

    @Test
    void aPortAloneIsThatOfAllAddresses() {
        assertEquals(new InetSocketAddress(443), config("--listen", "443/udp").listen());
    }

    @Test
    void itsCertificateIsKeptInTheStateFolder() {
        String first = config("--listen", "443").identity().fingerprint();
        assertEquals(first, config("--listen", "443").identity().fingerprint());
    }

    @Test
    void itsCertificateIsForTheServerNameGiven() {
        assertEquals("relay.example.org",
                config("--listen", "443", "--server-name", "relay.example.org").identity().serverNames());
    }

    @Test
    void itsCertificateIsWrittenForThoseWhoJoin() throws Exception {
        Path copy = folder.resolve("relay.der");
        RelayConfig config = config("--listen", "443", "--dev-cert-der-out", copy.toString());
        assertArrayEquals(config.identity().certificate().getEncoded(), Files.readAllBytes(copy));
    }

    @Test
    void aCertificateOfItsOperatorsTakesThePlaceOfItsOwn() throws Exception {
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        RelayIdentity identity = RelayIdentity.keptIn(theirs, ServerName.parse("relay.example.org"), Instant.now());
        RelayConfig config = config("--listen", "443", "--cert", theirs.resolve("relay-cert.pem").toString(), "--key",
                theirs.resolve("relay-key.pem").toString());
        assertEquals(identity.fingerprint(), config.identity().fingerprint());
        assertFalse(Files.exists(folder.resolve("relay-key.pem")));
    }

    /** The one exception is the developer's set-up, to which the certificate in a file belongs. */
    @Test
    void isClosedUnlessItIsOpenedOrADevelopers() {
        String copy = folder.resolve("relay.der").toString();
        assertFalse(config("--listen", "443").doors().guests().isOpen());
        assertFalse(config("--listen", "443", "--room", "ROOM1").doors().guests().isOpen());
        assertFalse(config("--listen", "443", "--room", "ROOM1", "--dev-cert-der-out", copy).doors().guests().isOpen());
        assertTrue(config("--listen", "443", "--open").doors().guests().isOpen());
        assertTrue(config("--listen", "443", "--dev-cert-der-out", copy).doors().guests().isOpen());
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        config("--listen", "443").doors().guests().rooms()
                .add(RoomEntry.of("ROOM1", false, gateway.tokenHash(), gateway.forPlayers().tokenHash()));
        assertFalse(config("--listen", "443", "--dev-cert-der-out", copy).doors().guests().isOpen());
        assertEquals("ROOM1", config("--listen", "443").doors().guests().rooms().kept().getFirst().code());
    }

    @ParameterizedTest
    @CsvSource({"relay.example.org, relay.example.org, 0", "relay.example.org:8443, relay.example.org, 8443",
            "203.0.113.5:1, 203.0.113.5, 1", "[2001:db8::1], 2001:db8::1, 0", "[2001:db8::1]:443, 2001:db8::1, 443"})
    void invitesNameItsPublicAddress(String option, String host, int port) {
        Doors doors = config("--listen", "443", "--public", option).doors();
        assertEquals(host, doors.publicHost());
        assertEquals(port, doors.publicPort());
    }

    @Test
    void theAddressListenedOnIsThePublicOneUnlessItIsSaid() {
        assertEquals("203.0.113.5", config("--listen", "203.0.113.5:443").doors().publicHost());
        assertFalse(String.valueOf(config("--listen", "443").doors().publicHost()).startsWith("0.0.0.0"));
    }

    @Test
    void hasAsManyLoopsAsAskedFor() {
        assertEquals(3, config("--listen", "443", "--loops", "3").loops());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 9999, 20_000})
    void spinsWhenAskedTo(int micros) {
        assertEquals(Duration.of(micros, ChronoUnit.MICROS),
                config("--listen", "443", "--spin", Integer.toString(micros)).quic().spin());
    }

    @Test
    void hasThePolicyThatIsNamedOrWritten() throws Exception {
        assertEquals(FilterPolicy.GAMES_ONLY,
                config("--listen", "443", "--policy", "games-only").limits().filter());
        Path file = Files.writeString(folder.resolve("policy.json"), "{\"vlanTags\": true}");
        assertEquals(FilterPolicy.PARTY.withVlanTags(true),
                config("--listen", "443", "--policy", file.toString()).limits().filter());
    }

    @Test
    void logsFramesWhenAskedTo() {
        assertTrue(config("--listen", "443", "--frame-log").frameLog());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
                                          ; Missing required option: '--listen=443/udp|ADDR:PORT'
            --listen                      ; Missing required parameter for option '--listen' (443/udp|ADDR:PORT)
            --listen 70000                ; Invalid value for option '--listen': '70000' is not a place to listen on: \
            443/udp, 0.0.0.0:443 or [::]:443 are
            --listen 443/tcp              ; Invalid value for option '--listen': '443/tcp' is not a place to listen \
            on: 443/udp, 0.0.0.0:443 or [::]:443 are
            --listen 443 --cert a.pem     ; Missing required argument(s): --key=PEM
            --listen 443 --key a.pem      ; Missing required argument(s): --cert=PEM
            --listen 443 --server-name .. ; Invalid value for option '--server-name': '..' is not a server name - \
            give a DNS name, as in lanparty-relay.local, or an IP address
            --listen 443 --loops 17       ; Invalid value for option '--loops': '17' is not a number of loops: 1 to \
            16 are possible
            --listen 443 --spin 20001     ; Invalid value for option '--spin': '20001' is not a time to spin: 0 to 20000 \
            microseconds are possible
            --listen 443 --room a_b       ; Invalid value for option '--room' (ROOM1): 'a_b' is not a room code: 1 \
            to 32 letters, digits and hyphens are allowed, as in ROOM1
            --listen 443 --public a:b     ; Invalid value for option '--public': 'a:b' is not a place where players \
            reach a relay: relay.example.org, relay.example.org:443 or [2001:db8::1] are
            --listen 443 --policy lan     ; Invalid value for option '--policy': 'lan' is neither a profile nor a file \
            - name one of open, party and games-only, or the path of a file
            --listen 443 --speed 9        ; Unknown options: '--speed', '9'
            --listem 443                  ; Unknown option: '--listem'
            --listen 1 --listen 2         ; option '--listen' (443/udp|ADDR:PORT) should be specified only once
            """)
    void aMistakeIsOneSentenceThatNamesTheOption(String arguments, String sentence) {
        Said said = Said.to(arguments == null ? new String[0] : arguments.split(" "));
        assertEquals(List.of("./lanparty relay: " + sentence + "; see ./lanparty relay --help"), said.err());
        assertEquals(List.of(), said.out());
        assertEquals(2, said.code());
    }

    @Test
    void helpTellsEveryOptionAndHowToBegin() {
        Said said = Said.to("--help");
        assertEquals(0, said.code());
        assertEquals(List.of(), said.err());
        String help = String.join("\n", said.out());
        for (String option : List.of("--listen", "--dev-cert-der-out", "--cert", "--key", "--server-name",
                "--state-dir", "--loops", "--spin", "--policy", "--frame-log", "--room", "--approve", "--open",
                "--public", "--qr",
                "--verbose", "--help", "--version")) {
            assertTrue(help.contains(option + " ") || help.contains(option + "="), option);
        }
        assertTrue(
                help.contains("\n  sudo ./lanparty relay --listen 443/udp --public relay.example.org --room ROOM1\n"),
                help);
    }

    @Test
    void tellsItsVersion() {
        Said said = Said.to("--version");
        assertEquals(0, said.code());
        assertTrue(said.out().getFirst().matches("lanparty \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), said.out().getFirst());
        assertEquals("Java " + Runtime.version(), said.out().get(1));
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.5, 203.0.113.5:443/udp", "2001:db8::1, [2001:db8:0:0:0:0:0:1]:443/udp",
            "0.0.0.0, 443/udp of all addresses", "::, 443/udp of all addresses"})
    void saysWhereItListensInWords(String address, String words) {
        assertEquals(words, RelayRole.place(at(address, 443)));
    }
}
