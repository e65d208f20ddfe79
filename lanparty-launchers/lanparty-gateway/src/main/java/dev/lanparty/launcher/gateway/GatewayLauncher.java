package dev.lanparty.launcher.gateway;

import dev.lanparty.control.Role;
import dev.lanparty.device.Devices;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.Privilege;
import dev.lanparty.gateway.Gateway;
import dev.lanparty.gateway.GatewayConfig;
import dev.lanparty.launcher.CommandLines;
import dev.lanparty.launcher.CommonOptions;
import dev.lanparty.launcher.EndpointRole;
import dev.lanparty.launcher.RoomOptions;
import dev.lanparty.launcher.StateFiles;
import dev.lanparty.launcher.Version;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code lanparty gateway}: flags to config, start, wait, close. */
@Command(name = "./lanparty gateway", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, sortSynopsis = false, description = "Bridges the wired LAN of the party to a room. Needs root or CAP_NET_RAW and"
        + " CAP_NET_ADMIN.", footer = {"", "Example, on a Linux box at the party, plugged into its switch with eth0:",
                "  sudo ./lanparty gateway --interface eth0 'lanparty://relay.example.org:443/ROOM1#gateway.…'",
                "On a relay whose rooms are free for all:",
                "  sudo ./lanparty gateway --relay relay.example.org:443 \\",
                "      --server-name lanparty-relay.local --relay-ca-cert relay.der \\",
                "      --room ROOM1 --interface eth0",
                "A Wi-Fi interface cannot do it: an access point accepts no frames from other stations' addresses."})
public final class GatewayLauncher implements Callable<Integer> {
    @Mixin
    private RoomOptions room;

    @Option(names = "--interface", required = true, converter = Name.class, paramLabel = "eth0", description = "The network interface that is plugged into the party's switch.")
    private String interfaceName;

    @Option(names = "--state-dir", paramLabel = "DIR", description = "Where is kept what gives the gateway its place in the room back after a crash, and the"
            + " interface its offloads (default: the user's state folder).")
    private @Nullable Path stateDir;

    @Mixin
    private CommonOptions common;

    /** What a script gives whose variable is empty is no name. */
    static final class Name implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.isBlank()) {
                throw new TypeConversionException("the interface's name is needed, as in eth0");
            }
            return text;
        }
    }

    @Override
    public Integer call() {
        room.check(Role.GATEWAY);
        return common.runner().run("gateway", () -> {
            GatewayConfig config = config();
            Gateway gateway = new Gateway(config, this::openLan);
            return new EndpointRole(gateway::start,
                    welcome -> "joined room " + config.access().room() + " as peer " + welcome.peerId() + ", bridging "
                            + interfaceName + ", room MTU " + welcome.mtu(),
                    gateway.ended(), gateway::status, gateway::close, "LAN");
        });
    }

    /** Whatever comes from a network is read with no more privileges than the interface may need again. */
    private PacketDevice openLan() {
        PacketDevice lan = Devices.openLan(interfaceName, stateFolder().resolve("lanparty-offloads-" + interfaceName));
        Devices.keepOnly(Set.of(Privilege.ADMINISTER_NETWORK, Privilege.RAW_PACKETS));
        return lan;
    }

    GatewayConfig config() {
        return new GatewayConfig(room.access(Role.GATEWAY, null, common.quic()).keptIn(stateFolder()), interfaceName);
    }

    private Path stateFolder() {
        return stateDir == null ? StateFiles.ofUser() : stateDir;
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.execute(new GatewayLauncher(), arguments));
    }
}
