package dev.lanparty.launcher.client;

import dev.lanparty.client.Client;
import dev.lanparty.client.ClientConfig;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.Role;
import dev.lanparty.device.Devices;
import dev.lanparty.device.Privilege;
import dev.lanparty.device.TapDevice;
import dev.lanparty.device.TapOptions;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.identity.ClientIdentity;
import dev.lanparty.launcher.CommandLines;
import dev.lanparty.launcher.CommonOptions;
import dev.lanparty.launcher.EndpointRole;
import dev.lanparty.launcher.RoomOptions;
import dev.lanparty.launcher.StateFiles;
import dev.lanparty.launcher.Version;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lanparty client}: flags to config, start, wait, close. */
@Command(name = "./lanparty client", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, sortSynopsis = false, description = "Plugs this PC into the LAN of the party, by a virtual network adapter. Needs"
        + " root or CAP_NET_ADMIN.", footer = {"",
                "Example, on a player's PC, with the invite that the organiser has sent:",
                "  sudo ./lanparty client 'lanparty://relay.example.org:443/ROOM1#player.…'",
                "On a relay whose rooms are free for all:",
                "  sudo ./lanparty client --relay relay.example.org:443 \\",
                "      --server-name lanparty-relay.local --relay-ca-cert relay.der \\",
                "      --room ROOM1",
                "Then ask the LAN's DHCP server for an address on the adapter, as in",
                "'sudo dhclient lanparty0', or give it one with --address."})
public final class ClientLauncher implements Callable<Integer> {
    @Mixin
    private RoomOptions room;

    @Option(names = "--name", paramLabel = "NAME", description = "What the organiser sees you as, where the invite does not say it.")
    private @Nullable String name;

    @Option(names = "--tap", paramLabel = "NAME", defaultValue = "", description = "What the adapter is to be called (default: lanparty0, or the next number that is free).")
    private String tapName;

    @Option(names = "--virtual-mac", paramLabel = "MAC", description = "The MAC address to have in the room, instead of the one kept in --identity.")
    private @Nullable ClientIdentity virtualMac;

    @Option(names = "--identity", paramLabel = "FILE", description = "Where the MAC address is kept, made at the first start (default: in the user's state folder); and beside it what gives this PC its place in the room back after a crash.")
    private @Nullable Path identity;

    @Option(names = "--address", paramLabel = "CIDR", description = "An IP address to give the adapter, such as 192.168.77.21/24; may be given more than once.")
    private List<ClientConfig.Address> addresses = List.of();

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        room.check(Role.CLIENT);
        return common.runner().run("client", () -> {
            ClientConfig config = config();
            Client client = new Client(config, ClientLauncher::openTap, Devices::pinHostRoute);
            return new EndpointRole(client::start, welcome -> ready(config, welcome, client.adapterName()),
                    client.ended(), client::status, client::close, "adapter");
        });
    }

    /** Whatever comes from the network is read with no more privileges than the adapter may need again. */
    private static TapDevice openTap(TapOptions options) {
        TapDevice tap = Devices.openTap(options);
        Devices.keepOnly(Set.of(Privilege.ADMINISTER_NETWORK));
        return tap;
    }

    /** A room that nobody bridges may be a misspelt one: the player should not wait for a LAN in it. */
    static String ready(ClientConfig config, Welcome welcome, String adapter) {
        boolean bridged = welcome.members().stream().anyMatch(peer -> peer.role() == Role.GATEWAY);
        String room = config.access().room();
        return "joined room " + room + " as peer " + welcome.peerId() + ", adapter " + adapter + " with MAC "
                + config.mac() + ", room MTU " + welcome.mtu()
                + (bridged ? "" : "; no gateway is in " + room + " yet: wait for it, or check the room's code");
    }

    ClientConfig config() {
        Path file = identity == null ? StateFiles.ofUser().resolve(ClientIdentity.FILE_NAME) : identity;
        return new ClientConfig(room.access(Role.CLIENT, name, common.quic()).keptIn(folderOf(file)), mac(file),
                tapName, addresses);
    }

    private MacAddress mac(Path file) {
        return virtualMac == null ? ClientIdentity.keptIn(file, new SecureRandom()).mac() : virtualMac.mac();
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.execute(new ClientLauncher(), arguments));
    }
}
