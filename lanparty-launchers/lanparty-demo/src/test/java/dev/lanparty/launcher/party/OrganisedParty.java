package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.ReaderException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.launcher.client.ClientLauncher;
import dev.lanparty.launcher.gateway.GatewayLauncher;
import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import dev.lanparty.launcher.relay.RelayLauncher;
import dev.lanparty.launcher.room.RoomLauncher;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A lab with a closed relay, whose operator, organiser and players use the programs as they would at home. */
final class OrganisedParty implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(40);

    private final Lab lab;
    private final Path folder;
    private final Path state;
    /** All programs that were started, to look through what they said. */
    private final List<RoleProcess> started = new ArrayList<>();
    /** What makes the invites that were handed out secret. */
    private final Set<String> secrets = new LinkedHashSet<>();
    private @Nullable RoleProcess relay;
    private int files;

    OrganisedParty(int players) {
        lab = Lab.open(players);
        folder = lab.party().folder();
        state = folder.resolve("state");
    }

    Lab lab() {
        return lab;
    }

    Path folder() {
        return folder;
    }

    private RoleProcess keep(RoleProcess role) {
        started.add(role);
        return role;
    }

    /** Starts the relay with a certificate of its operator's, and gives what it says when it is ready. */
    String relay(String... more) {
        return relayUnder(List.of(), more);
    }

    /** As above, under another program. */
    String relayUnder(List<String> under, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--listen", Party.PORT + "/udp", "--public",
                Topology.RELAY_ADDRESS, "--verbose", "--state-dir", state.toString(), "--cert",
                folder.resolve("fullchain.pem").toString(), "--key", folder.resolve("privkey.pem").toString()));
        arguments.addAll(List.of(more));
        RoleProcess starting = lab.start("relay", Topology.RELAY, RelayLauncher.class, under, arguments);
        relay = starting;
        return starting.awaitReady(TIMEOUT);
    }

    RoleProcess relay() {
        RoleProcess running = relay;
        if (running == null) {
            throw new IllegalStateException("the relay was not started");
        }
        return running;
    }

    /** Puts a certificate and its key where the relay has them, each by a rename, as renewal tools do. */
    void install(RelayIdentity identity, Path from) {
        try {
            for (String[] file : new String[][]{{RelayIdentity.CERTIFICATE_FILE_NAME, "fullchain.pem"},
                    {RelayIdentity.KEY_FILE_NAME, "privkey.pem"}}) {
                Path fresh = Files.copy(from.resolve(file[0]), folder.resolve("fresh.pem"),
                        StandardCopyOption.REPLACE_EXISTING);
                Files.move(fresh, folder.resolve(file[1]), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(identity + " could not be installed", e);
        }
    }

    /** A certificate of a new key, or of the key of another one. */
    RelayIdentity certificate(String name, @Nullable String ofKey) {
        Path made = folder.resolve(name);
        try {
            if (ofKey != null) {
                Files.createDirectories(made);
                Files.copy(folder.resolve(ofKey).resolve(RelayIdentity.KEY_FILE_NAME),
                        made.resolve(RelayIdentity.KEY_FILE_NAME));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return RelayIdentity.keptIn(made, ServerName.parse(ServerName.DEFAULT), Instant.now());
    }

    /** What the command {@code room} says on standard output. */
    String room(String... arguments) {
        RoleProcess process = runRoom(arguments);
        assertEquals(0, process.awaitExit(TIMEOUT), process::err);
        return process.out();
    }

    /** What it says on standard error, being refused. */
    String roomRefused(String... arguments) {
        RoleProcess process = runRoom(arguments);
        assertEquals(1, process.awaitExit(TIMEOUT), process::err);
        return process.err().strip();
    }

    private RoleProcess runRoom(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--state-dir", state.toString()));
        return lab.start("room", Topology.RELAY, RoomLauncher.class, List.of(), all);
    }

    /** The invite for a role in what a program said. */
    static String invite(String said, String role) {
        return said.lines().map(String::strip).filter(line -> line.matches("lanparty://\\S+#" + role + "\\.\\S+"))
                .findFirst().orElseThrow(() -> new AssertionError("no invite for a " + role + " in: " + said));
    }

    /** What is in a QR code. */
    static String read(Path picture) {
        try {
            BufferedImage image = ImageIO.read(picture.toFile());
            int width = image.getWidth();
            int height = image.getHeight();
            int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
            return new QRCodeReader().decode(
                    new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels)))).getText();
        } catch (IOException | ReaderException e) {
            throw new AssertionError(picture + " is not read", e);
        }
    }

    private Path file(String invite) {
        files++;
        secrets.add(invite.substring(invite.indexOf('#') + 1));
        try {
            return Files.writeString(folder.resolve("invite-" + files), invite + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a gateway by an invite in a file. */
    RoleProcess gateway(String invite) {
        return keep(lab.start("gateway", Topology.GATEWAY, GatewayLauncher.class, List.of(),
                List.of("--invite-file", file(invite).toString(), "--interface", Topology.LAN_INTERFACE, "--state-dir",
                        folder.resolve("gateway").toString(), "--verbose")));
    }

    /** Starts a player's client by an invite in a file. */
    RoleProcess player(int number, String invite, String... more) {
        return client(number, List.of(), file(invite).toString(), more);
    }

    /** Starts a player's client by an invite that is pasted. */
    RoleProcess playerWhoPastes(int number, String invite, String... more) {
        return client(number, List.of("sh", "-c", "exec \"$@\" < \"$0\"", file(invite).toString()), "-", more);
    }

    private RoleProcess client(int number, List<String> under, String file, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--verbose", "--invite-file", file, "--tap", Lab.TAP,
                "--identity", folder.resolve("player" + number + ".json").toString(), "--address",
                Topology.playerLanAddress(number) + "/" + Topology.LAN_PREFIX_BITS));
        arguments.addAll(List.of(more));
        return keep(lab.start("client", Topology.player(number), ClientLauncher.class, under, arguments));
    }

    /** A role that is to end by itself, with a sentence on standard error. */
    static void assertEnds(RoleProcess role, String words) {
        assertEquals(1, role.awaitExit(TIMEOUT), role::err);
        assertTrue(role.err().contains(words), role::err);
    }

    /**
     * Nobody but the ones who make invites has shown one: nobody has said one, at the most verbose, nor has one in the list of
     * programs.
     */
    void assertNoSecretWasSaid() {
        assertTrue(secrets.size() > 1, secrets::toString);
        for (RoleProcess role : started) {
            String said = role.out() + role.err();
            assertHidden(role.name() + " said", said);
            assertFalse(said.matches("(?s).*#(player|gateway)\\.[A-Za-z0-9_-].*"),
                    () -> role.name() + " said: " + said);
        }
        assertHidden("the relay said", relay().err());
        ProcessHandle.allProcesses().map(ProcessHandle::pid).forEach(
                pid -> assertHidden("process " + pid + " is called", titleOf(pid)));
    }

    private static String titleOf(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended.
            return "";
        }
    }

    private void assertHidden(String who, String text) {
        for (String secret : secrets) {
            // Any part of it that is long enough to be one.
            for (int from = secret.indexOf('.') + 1; from + 16 <= secret.length(); from += 8) {
                String part = secret.substring(from, from + 16);
                assertFalse(text.contains(part), () -> who + ": " + text);
            }
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
