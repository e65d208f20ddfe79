package dev.lanparty.launcher.room;

import dev.lanparty.admin.AdminClient;
import dev.lanparty.admin.AdminException;
import dev.lanparty.admin.AdminReply;
import dev.lanparty.admin.AdminRequest;
import dev.lanparty.admin.AdminRequest.Command;
import dev.lanparty.control.Role;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.identity.AtomicFile;
import dev.lanparty.identity.Fingerprint;
import dev.lanparty.identity.IdentityException;
import dev.lanparty.launcher.CommandLines;
import dev.lanparty.launcher.InviteText;
import dev.lanparty.launcher.Invites;
import dev.lanparty.launcher.QrCode;
import dev.lanparty.launcher.StateFiles;
import dev.lanparty.launcher.Version;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.secret.KeyPin;
import dev.lanparty.secret.TokenHashes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code lanparty room}: asks the relay that runs on this machine, and shows what it answers. */
@CommandLine.Command(name = "./lanparty room", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, description = "Manages the rooms of the relay that runs on this machine, as its user.")
public final class RoomLauncher implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final String GATEWAY = "gateway";
    private static final String HASHES = "What 'room draft' has printed, of invites that the relay is not to know.";

    @Spec
    private CommandSpec spec;

    @Option(names = "--state-dir", scope = ScopeType.INHERIT, paramLabel = "DIR", description = "The relay's --state-dir (default: the user's state folder).")
    private @Nullable Path stateDirectory;

    @Option(names = "--qr", scope = ScopeType.INHERIT, description = "Show each invite as a QR code too.")
    private boolean qr;

    @Option(names = "--png", scope = ScopeType.INHERIT, paramLabel = "DIR", description = "Write each invite as a QR code to DIR, as ROOM1-player.png.")
    private @Nullable Path pictures;

    /** Reads how long something lasts: {@code 90s}, {@code 30m}, {@code 12h}, {@code 7d}. */
    private static final class Seconds implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (!text.matches("[1-9][0-9]{0,5}[smhd]")) {
                throw new TypeConversionException("'" + text + "' is not a time: 90s, 30m, 12h or 7d are");
            }
            long count = Long.parseLong(text.substring(0, text.length() - 1));
            return switch (text.charAt(text.length() - 1)) {
                case 's' -> count;
                case 'm' -> Duration.ofMinutes(count).toSeconds();
                case 'h' -> Duration.ofHours(count).toSeconds();
                default -> Duration.ofDays(count).toSeconds();
            };
        }
    }

    /** Reads a role: one that is misspelt must not become the other. */
    private static final class Roles implements ITypeConverter<Role> {
        @Override
        public Role convert(String text) {
            return switch (text) {
                case GATEWAY -> Role.GATEWAY;
                case "client" -> Role.CLIENT;
                default -> throw new TypeConversionException("'" + text + "' is not a role: client and gateway are");
            };
        }
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say what to do: "
                + String.join(", ", spec.subcommands().keySet()));
    }

    @CommandLine.Command(name = "list", description = "Shows the rooms: invites, members, who waits, who is kept out.")
    int list(@Parameters(arity = "0..1", paramLabel = "ROOM", defaultValue = "") String room) {
        return ask(new AdminRequest(Command.LIST, room, ""));
    }

    @CommandLine.Command(name = "create", description = "Makes a room, and prints its gateway's and its players' invite.")
    int create(@Parameters(paramLabel = "ROOM") String room,
            @Option(names = "--approve", description = "Players wait until they are accepted.") boolean approve,
            @Option(names = "--hashes", paramLabel = "HASHES", description = HASHES) @Nullable String hashes) {
        return ask(new AdminRequest(Command.CREATE, room, "", null, null, 0, approve, hashes));
    }

    @CommandLine.Command(name = "draft", description = "Makes a room's invites without the relay, which is to know their hashes only; an open one learns them from the gateway.")
    int draft(@Parameters(paramLabel = "ROOM") String room,
            @Option(names = "--relay", required = true, paramLabel = "HOST:PORT", description = "Where the relay is.") RelayAddress relay,
            @Option(names = "--relay-ca-cert", paramLabel = "FILE", description = "The relay's certificate, to pin its key (default: public authorities vouch for it).") @Nullable Path certificate) {
        return said(() -> {
            InviteSecret gateway = InviteSecret.random(Role.GATEWAY, new SecureRandom());
            KeyPin pin = certificate == null ? null : Fingerprint.keyPinIn(certificate);
            List<String> texts = List.of(gateway, gateway.forPlayers()).stream()
                    .map(secret -> new Invite(relay.host(), relay.port(), room, pin, secret).text()).toList();
            Invites.lines(texts, qr).forEach(spec.commandLine().getOut()::println);
            draw(texts);
            spec.commandLine().getOut()
                    .println("for the operator of a relay that is not open; nothing in it is secret:");
            spec.commandLine().getOut()
                    .println("  ./lanparty room create " + room + " --hashes " + TokenHashes.of(gateway).text());
        });
    }

    @CommandLine.Command(name = "invite", description = "Makes one more invite, which can have a name and an end.")
    int invite(@Parameters(paramLabel = "ROOM") String room,
            @Option(names = "--name", paramLabel = "NAME", description = "Whom it is for.") @Nullable String name,
            @Option(names = "--role", converter = Roles.class, paramLabel = "client|gateway", defaultValue = "client", description = "For a player, or for the gateway (default: ${DEFAULT-VALUE}).") Role role,
            @Option(names = "--for", converter = Seconds.class, paramLabel = "7d", description = "How long it is good (default: for ever).") @Nullable Long seconds) {
        return ask(new AdminRequest(Command.INVITE, room, "", role, name,
                seconds == null ? 0 : seconds, false));
    }

    @CommandLine.Command(name = "revoke", description = "Takes one invite back, and puts out who came by it.")
    int revoke(@Parameters(paramLabel = "ROOM") String room,
            @Parameters(paramLabel = "INVITE", description = "Its id or its name.") String who) {
        return ask(new AdminRequest(Command.REVOKE, room, who));
    }

    @CommandLine.Command(name = "rotate", description = "Makes new invites; the old ones let nobody in any more, and who came by them is put out.")
    int rotate(@Parameters(paramLabel = "ROOM") String room,
            @Option(names = "--hashes", paramLabel = "HASHES", description = HASHES) @Nullable String hashes) {
        return ask(new AdminRequest(Command.ROTATE, room, "", null, null, 0, false, hashes));
    }

    @CommandLine.Command(name = "remove", description = "Takes a room away, its members and invites with it.")
    int remove(@Parameters(paramLabel = "ROOM") String room) {
        return ask(new AdminRequest(Command.REMOVE, room, ""));
    }

    @CommandLine.Command(name = "kick", description = "Puts somebody out for a while: known again by MAC address and by IP address.")
    int kick(@Parameters(paramLabel = "ROOM") String room,
            @Parameters(paramLabel = "WHO", description = "Peer id, name or MAC address.") String who,
            @Option(names = "--for", converter = Seconds.class, defaultValue = "10m", paramLabel = "10m") long seconds) {
        return ask(new AdminRequest(Command.KICK, room, who, null, null, seconds, false));
    }

    @CommandLine.Command(name = "ban", description = "Puts somebody out for good, and takes an invite of his own back.")
    int ban(@Parameters(paramLabel = "ROOM") String room,
            @Parameters(paramLabel = "WHO", description = "Peer id, name or MAC address.") String who) {
        return ask(new AdminRequest(Command.BAN, room, who));
    }

    @CommandLine.Command(name = "unban", description = "Lets somebody come back.")
    int unban(@Parameters(paramLabel = "ROOM") String room,
            @Parameters(paramLabel = "WHO", description = "Name, MAC address or IP address.") String who) {
        return ask(new AdminRequest(Command.UNBAN, room, who));
    }

    @CommandLine.Command(name = "accept", description = "Lets in who waits; 'all' means everybody.")
    int accept(@Parameters(paramLabel = "ROOM") String room,
            @Parameters(paramLabel = "WHO", description = "Name, MAC address, or all.") String who) {
        return ask(new AdminRequest(Command.ACCEPT, room, who));
    }

    @CommandLine.Command(name = "qr", description = "Shows an invite as a QR code; asks no relay.")
    int qr(@Parameters(paramLabel = "FILE", description = "A file with the invite, or - to paste it.") Path file) {
        return said(() -> {
            Invite invite = InviteText.read(file);
            QrCode.of(invite.text()).lines().forEach(spec.commandLine().getOut()::println);
            draw(List.of(invite.text()));
        });
    }

    private int ask(AdminRequest request) {
        return said(() -> {
            AdminReply reply = AdminClient.ask(stateDirectory == null ? StateFiles.ofUser() : stateDirectory, request);
            reply.lines().forEach(spec.commandLine().getOut()::println);
            Invites.lines(reply.invites(), qr).forEach(spec.commandLine().getOut()::println);
            draw(reply.invites());
        });
    }

    private void draw(List<String> invites) {
        if (pictures != null) {
            for (String text : invites) {
                Invite invite = Invite.parse(text);
                Path file = pictures.resolve(invite.room() + "-" + (invite.role() == Role.GATEWAY ? GATEWAY : "player")
                        + ".png");
                AtomicFile.replacePrivate(file, QrCode.of(text).png());
                spec.commandLine().getOut().println("drawn in " + file);
            }
        }
    }

    private int said(Runnable work) {
        try {
            work.run();
            return 0;
        } catch (AdminException | IdentityException | IllegalArgumentException failure) {
            spec.commandLine().getErr().println("room: " + failure.getMessage());
            return FAILED;
        }
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.execute(new RoomLauncher(), arguments));
    }
}
