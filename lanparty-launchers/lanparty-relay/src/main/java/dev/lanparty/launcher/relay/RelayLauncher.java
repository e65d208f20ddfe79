package dev.lanparty.launcher.relay;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.launcher.CommandLines;
import dev.lanparty.launcher.CommonOptions;
import dev.lanparty.launcher.StateFiles;
import dev.lanparty.launcher.Version;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.transport.QuicSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
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
        "  sudo ./lanparty relay --listen 443/udp --dev-cert-der-out relay.der",
        "Give relay.der to the organiser and the players; they pass it with --relay-ca-cert."})
public final class RelayLauncher implements Callable<Integer> {
    @Option(names = "--listen", required = true, paramLabel = "443/udp|ADDR:PORT", description = "The UDP port to listen on, on all addresses or on one.")
    private InetSocketAddress listen;

    @Option(names = "--dev-cert-der-out", paramLabel = "FILE", description = "Write the relay's certificate to a file, for those who join.")
    private @Nullable Path certificateOut;

    @ArgGroup(exclusive = false)
    private @Nullable OwnCertificate own;

    @Option(names = "--server-name", paramLabel = "NAME", defaultValue = ServerName.DEFAULT, description = "The name that a certificate of the relay's own making is for (default: ${DEFAULT-VALUE}).")
    private ServerName serverName;

    @Option(names = "--state-dir", paramLabel = "DIR", description = "Where the relay keeps its own certificate (default: the user's state folder).")
    private @Nullable Path stateDirectory;

    @Option(names = "--loops", paramLabel = "N", converter = Loops.class, description = "Event loops, 1 to 16; each room is on one of them (default: one for each core, 8 at most).")
    private int loops = RelayConfig.defaultLoops();

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

    /** A certificate and its key go together. */
    private static final class OwnCertificate {
        @Option(names = "--cert", required = true, paramLabel = "PEM", description = "A certificate chain to use instead of one of the relay's own making.")
        private Path certificate;

        @Option(names = "--key", required = true, paramLabel = "PEM", description = "The private key to --cert.")
        private Path key;
    }

    @Override
    public Integer call() {
        return common.runner().run("relay", () -> {
            RelayConfig config = config();
            return new RelayRole(new Relay(config), config.identity());
        });
    }

    RelayConfig config() {
        return new RelayConfig(listen, identity(), RoomLimits.DEFAULT, ReceptionTiming.DEFAULT, QuicSettings.DEFAULT,
                frameLog, loops);
    }

    private RelayIdentity identity() {
        RelayIdentity identity = own != null
                ? RelayIdentity.load(own.certificate, own.key, Instant.now())
                : RelayIdentity.keptIn(stateDirectory == null ? StateFiles.ofUser() : stateDirectory, serverName,
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
