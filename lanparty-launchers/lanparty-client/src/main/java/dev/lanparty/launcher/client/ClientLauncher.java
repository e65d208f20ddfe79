package dev.lanparty.launcher.client;

import dev.lanparty.client.Client;
import dev.lanparty.client.ClientConfig;
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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lanparty client}: flags to config, start, wait, close. */
@Command(name = "lanparty client", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, description = "Plugs this PC into the LAN of the party, by a virtual network adapter. Needs"
        + " root or CAP_NET_ADMIN.", footer = {"", "Example, on a player's PC:",
                "  sudo lanparty client --relay relay.example.org:443 --server-name lanparty-relay.local \\",
                "      --relay-ca-cert relay.der --room ROOM1",
                "Then ask the LAN's DHCP server for an address on the adapter, or give one with --address."})
public final class ClientLauncher implements Callable<Integer> {
    @Mixin
    private RoomOptions room;

    @Option(names = "--tap", paramLabel = "NAME", defaultValue = "", description = "What the adapter is to be called (default: the system chooses).")
    private String tapName;

    @Option(names = "--virtual-mac", paramLabel = "MAC", converter = PlayerMacs.class, description = "The MAC address to have in the room, instead of the one kept in --identity.")
    private @Nullable MacAddress virtualMac;

    @Option(names = "--identity", paramLabel = "FILE", description = "Where the MAC address is kept, made at the first start (default: in the user's state folder).")
    private @Nullable Path identity;

    @Option(names = "--address", paramLabel = "CIDR", description = "An IP address to give the adapter, such as 192.168.77.21/24; may be given more than once.")
    private List<ClientConfig.Address> addresses = List.of();

    @Mixin
    private CommonOptions common;

    /** Reads a MAC address that a player can have, so that another is a mistake in the command line. */
    private static final class PlayerMacs implements CommandLine.ITypeConverter<MacAddress> {
        @Override
        public MacAddress convert(String text) throws Exception {
            MacAddress mac = CommandLines.sentence(MacAddress::parse).convert(text);
            if (!mac.isUsableUnicast()) {
                throw new CommandLine.TypeConversionException(
                        mac + " is no address that a player can have: it must be unicast and not zero");
            }
            return mac;
        }
    }

    @Override
    public Integer call() {
        return common.runner().run("client", () -> {
            MacAddress mac = mac();
            Client client = new Client(new ClientConfig(room.access(), mac, tapName, addresses));
            return new EndpointRole(client::start,
                    welcome -> "joined room " + room.access().room() + " as peer " + welcome.peerId() + ", adapter "
                            + client.adapterName() + " with MAC " + mac + ", MTU " + welcome.mtu(),
                    client.ended(), client::status, client::close, "adapter");
        });
    }

    private MacAddress mac() {
        if (virtualMac != null) {
            return virtualMac;
        }
        Path file = identity == null ? StateFiles.ofUser().resolve(ClientIdentity.FILE_NAME) : identity;
        return ClientIdentity.keptIn(file, new SecureRandom()).mac();
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.execute(new ClientLauncher(), arguments));
    }
}
