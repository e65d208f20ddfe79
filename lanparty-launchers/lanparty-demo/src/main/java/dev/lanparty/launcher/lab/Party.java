package dev.lanparty.launcher.lab;

import dev.lanparty.identity.ServerName;
import dev.lanparty.launcher.client.ClientLauncher;
import dev.lanparty.launcher.gateway.GatewayLauncher;
import dev.lanparty.launcher.relay.RelayLauncher;
import dev.lanparty.launcher.station.Station;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the roles in a topology by the launchers' own command lines, and stations beside them; all owned by a cleanup. */
public final class Party {
    /** The room that is joined unless another is named. */
    public static final String ROOM = "ROOM1";
    /** The UDP port of the relay. */
    public static final int PORT = 443;

    private final Cleanup cleanup;
    private final Topology topology;
    private final JavaProgram java;
    private final Path folder;

    /** A party of which nothing runs yet. */
    public Party(Cleanup cleanup, Topology topology, JavaProgram java, Path folder) {
        this.cleanup = cleanup;
        this.topology = topology;
        this.java = java;
        this.folder = folder;
    }

    /** Its wires. */
    public Topology topology() {
        return topology;
    }

    /** Where the files of its processes are. */
    public Path folder() {
        return folder;
    }

    /** Where a relay on a port writes its certificate. */
    public Path certificate(int port) {
        return folder.resolve("relay-" + port + ".der");
    }

    /** Starts a relay. */
    public RoleProcess relay(int port, String... more) {
        return role("relay", Topology.RELAY, RelayLauncher.class, List.of("--listen", port + "/udp",
                "--dev-cert-der-out", certificate(port).toString(), "--state-dir",
                folder.resolve("relay-" + port).toString()), more);
    }

    /** Starts a gateway on an interface of the gateway's namespace. */
    public RoleProcess gateway(int port, String room, String interfaceName, String... more) {
        List<String> arguments = access(port, room);
        arguments.addAll(
                List.of("--interface", interfaceName, "--state-dir",
                        folder.resolve("gateway-" + interfaceName).toString()));
        return role("gateway", Topology.GATEWAY, GatewayLauncher.class, arguments, more);
    }

    /** Starts a client in a namespace. */
    public RoleProcess client(String namespace, int port, String room, String tap, String... more) {
        List<String> arguments = access(port, room);
        arguments.addAll(
                List.of("--tap", tap, "--identity", folder.resolve(namespace + "-" + tap + ".json").toString()));
        return role("client", namespace, ClientLauncher.class, arguments, more);
    }

    /** The options by which a gateway or a client joins a room of the relay on a port; the list is the caller's. */
    public List<String> access(int port, String room) {
        return new ArrayList<>(List.of("--relay", Topology.RELAY_ADDRESS + ":" + port, "--server-name",
                ServerName.DEFAULT, "--relay-ca-cert", certificate(port).toString(), "--room", room));
    }

    private RoleProcess role(String name, String namespace, Class<?> main, List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return run(name, namespace, java.command(main, List.of(), all));
    }

    /** Starts a program in a namespace, its output kept as a role's. */
    public RoleProcess run(String name, String namespace, List<String> command) {
        return cleanup.own(
                () -> RoleProcess.start(name, topology.namespaces().inside(namespace, command), folder));
    }

    /** Starts a station in a namespace. */
    public StationProcess station(String namespace) {
        List<String> command = java.command(Station.class,
                List.of("-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"), List.of());
        return cleanup.own(() -> StationProcess.start(namespace, topology.namespaces().inside(namespace, command)));
    }
}
