package dev.lanparty.launcher.relay;

import dev.lanparty.admission.GuestList;
import dev.lanparty.control.RoomCode;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.launcher.CommandLines;
import dev.lanparty.launcher.CommonOptions;
import dev.lanparty.launcher.StateFiles;
import dev.lanparty.launcher.Version;
import dev.lanparty.relay.Doors;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.relay.Renewal;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.relay.ReceptionTiming;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.ArgGroup;

/** {@code lanparty relay}: flags to config, start, wait, close. */
@Command(name = "./lanparty relay", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, sortSynopsis = false, description = "Runs the relay: the public meeting point of a LAN party's rooms.", footer = {
        "", "Example, on a machine that the players can reach:",
        "  sudo ./lanparty relay --listen 443/udp --public relay.example.org --room ROOM1",
        "It prints two invites: one for the gateway, one for the players."})
public final class RelayLauncher implements Callable<Integer> {
    @Option(names = "--listen", required = true, paramLabel = "443/udp|ADDR:PORT", description = "The UDP port to listen on, on all addresses or on one. Below 1024 it takes root or CAP_NET_BIND_SERVICE.")
    private InetSocketAddress listen;

    @Option(names = "--dev-cert-der-out", paramLabel = "FILE", description = "Write the relay's certificate to a file, for those who join.")
    private @Nullable Path certificateOut;

    @ArgGroup(exclusive = false)
    private @Nullable OwnCertificate own;

    @Option(names = "--room", paramLabel = "ROOM1", converter = RoomCodes.class, description = "A room to make, unless it is there from an earlier start, and to print the invites of; may be"
            + " given more than once.")
    private List<String> rooms = List.of();

    @Option(names = "--approve", description = "Players of rooms that --room makes wait until the organiser accepts them.")
    private boolean approve;

    @Option(names = "--open", description = "Let any gateway make a room, and let all who know its code into one that none has made.")
    private boolean open;

    @Option(names = "--public", converter = PublicAddress.Converter.class, paramLabel = "HOST[:PORT]", description = "Where players reach the relay, as invites say it (default: this machine's address and the port"
            + " listened on).")
    private @Nullable PublicAddress publicAddress;

    @Option(names = "--qr", description = "Show each invite as a QR code too.")
    private boolean qr;

    @Option(names = "--server-name", paramLabel = "NAME", defaultValue = ServerName.DEFAULT, description = "The name that a certificate of the relay's own making is for (default: ${DEFAULT-VALUE}).")
    private ServerName serverName;

    @Option(names = "--state-dir", paramLabel = "DIR", description = "Where the relay keeps its own certificate and its rooms (default: the user's state folder).")
    private @Nullable Path stateDirectory;

    @Option(names = "--loops", paramLabel = "N", converter = Loops.class, description = "Event loops, 1 to 16; each room is on one of them (default: one for each core, 8 at most).")
    private int loops = RelayConfig.defaultLoops();

    @Option(names = "--policy", paramLabel = "FILE|PROFILE", defaultValue = "party", description = "What may cross the rooms: open, party, games-only, or a file (default: ${DEFAULT-VALUE}; see docs/security.md).")
    private FilterPolicy policy;

    @Option(names = "--frame-log", description = "Log every decision about every frame: for finding faults only.")
    private boolean frameLog;

    @Mixin
    private CommonOptions common;

    /** Reads a number of loops that a relay can have. */
    private static final class Loops implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("[1-9]|1[0-6]")) {
                throw new TypeConversionException("'" + text + "' is not a number of loops: 1 to 16 are possible");
            }
            return Integer.valueOf(text);
        }
    }

    /** Spells a room's code. */
    private static final class RoomCodes implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            try {
                return RoomCode.normalize(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(String.valueOf(wrong.getMessage()));
            }
        }
    }

    /** A certificate and its key go together. */
    private static final class OwnCertificate {
        @Option(names = "--cert", required = true, paramLabel = "PEM", description = "A certificate chain to use instead of one of the relay's own making; a renewed one is taken while"
                + " the relay runs.")
        private Path certificate;

        @Option(names = "--key", required = true, paramLabel = "PEM", description = "The private key to --cert.")
        private Path key;
    }

    @Override
    public Integer call() {
        return common.runner().run("relay", () -> {
            RelayConfig config = config();
            Relay relay = new Relay(config);
            return new RelayRole(relay, config, new FirstRooms(rooms, approve, qr, publicAddress == null),
                    renewal(relay, config));
        });
    }

    RelayConfig config() {
        // First: whoever is refused the state folder has touched nothing in it.
        Doors doors = doors();
        return new RelayConfig(listen, identity(), RoomLimits.DEFAULT.withFilter(policy), ReceptionTiming.DEFAULT,
                common.quic(),
                frameLog, loops, doors);
    }

    /**
     * A relay is closed but to those who come by an invite, with one exception: who writes its certificate to a file for others
     * to join by, and has made no room, runs the set-up of a developer, which is to work with a room's code alone.
     */
    private Doors doors() {
        GuestList.Others others = GuestList.Others.CLOSED;
        if (open) {
            others = GuestList.Others.OPEN;
        } else if (certificateOut != null && rooms.isEmpty()) {
            others = GuestList.Others.OPEN_WHILE_NONE_IS_KEPT;
        }
        PublicAddress named = publicAddress == null ? PublicAddress.guess(listen) : publicAddress;
        return Doors.keptIn(stateFolder(), others, named.host(), named.port());
    }

    private Renewal renewal(Relay relay, RelayConfig config) {
        InstantSource clock = InstantSource.system();
        return own == null
                ? Renewal.none(config.identity(), clock)
                : Renewal.of(own.certificate, own.key, config.identity(), clock, renewed -> {
                    relay.renew(renewed);
                    if (certificateOut != null) {
                        renewed.writeDer(certificateOut);
                    }
                });
    }

    private Path stateFolder() {
        return stateDirectory == null ? StateFiles.ofUser() : stateDirectory;
    }

    private RelayIdentity identity() {
        RelayIdentity identity = own != null
                ? RelayIdentity.load(own.certificate, own.key, Instant.now())
                : RelayIdentity.keptIn(stateFolder(), serverName,
                        Instant.now());
        if (certificateOut != null) {
            identity.writeDer(certificateOut);
        }
        return identity;
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.execute(new RelayLauncher(), arguments));
    }
}
