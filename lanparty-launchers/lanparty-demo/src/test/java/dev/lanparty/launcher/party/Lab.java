package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.launcher.lab.Cleanup;
import dev.lanparty.launcher.lab.JavaProgram;
import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.Privilege;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.TemporaryFolder;
import dev.lanparty.launcher.lab.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A party of a test class's own, on the wires of {@link Topology}: one relay, one gateway, and a client for each player.
 * Everything is undone on close, and also when the test's JVM is told to stop.
 */
final class Lab implements AutoCloseable {
    /** The name of every player's virtual adapter. */
    static final String TAP = "party0";

    /** A JVM starts in half a second; on a build server that does other things too, in many. */
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(30);

    /** The exit code of who was sent SIGKILL. */
    private static final int KILLED = 128 + 9;

    private static final Pattern PEER_ID = Pattern.compile(" as peer (\\d+)");

    private static final Duration PINGS_TIMEOUT = Duration.ofSeconds(20);

    private final Cleanup cleanup;
    private final Thread atExit;
    private final JavaProgram java;
    private final Party party;
    private final int gathering;
    private final Map<Integer, RoleProcess> clients = new TreeMap<>();
    private @Nullable RoleProcess relay;
    private @Nullable RoleProcess gateway;

    private Lab(Cleanup cleanup, Thread atExit, JavaProgram java, Party party, int gathering) {
        this.cleanup = cleanup;
        this.atExit = atExit;
        this.java = java;
        this.party = party;
        this.gathering = gathering;
    }

    /** The wires, and nobody there yet. */
    static Lab open(int players) {
        return open(players, players);
    }

    /** As above, with wires for more players than gather. */
    static Lab open(int players, int gathering) {
        Requirements.networkAdministrator();
        Cleanup cleanup = new Cleanup();
        Thread atExit = new Thread(cleanup::close, "lanparty-undo");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            Privilege privilege = cleanup.own(Privilege::acquire);
            Path folder = cleanup.own(TemporaryFolder::create).path();
            JavaProgram java = JavaProgram.ofThisProcess();
            Party party = new Party(cleanup, Topology.create(cleanup, privilege, players), java, folder);
            return new Lab(cleanup, atExit, java, party, gathering);
        } catch (LabException e) {
            cleanup.close();
            throw e;
        }
    }

    /** Starts every role that does not run, and waits until all are in the room. */
    void gather() {
        if (startRelay()) {
            relay().awaitReady(READY_TIMEOUT);
        }
        startMembers().forEach(role -> role.awaitReady(READY_TIMEOUT));
    }

    /** Starts every role that was killed, and waits for none: whoever was ready once must not have ended in any other way. */
    void revive() {
        Stream.concat(Stream.of(relay(), gateway()), clients.values().stream()).forEach(Lab::assertNotGivenUp);
        startRelay();
        startMembers();
    }

    private static void assertNotGivenUp(RoleProcess role) {
        if (!role.isAlive() && role.wasReady()) {
            assertEquals(KILLED, role.awaitExit(Duration.ZERO), () -> role.name() + " has given up: " + role.tail(20));
        }
    }

    private boolean startRelay() {
        if (relay != null && relay.isAlive()) {
            return false;
        }
        relay = party.relay(Party.PORT);
        return true;
    }

    private List<RoleProcess> startMembers() {
        List<RoleProcess> starting = new ArrayList<>();
        if (gateway == null || !gateway.isAlive()) {
            gateway = party.gateway(Party.PORT, Party.ROOM, Topology.LAN_INTERFACE);
            starting.add(gateway);
        }
        for (int number = 1; number <= gathering; number++) {
            RoleProcess client = clients.get(number);
            if (client == null || !client.isAlive()) {
                client = party.client(Topology.player(number), Party.PORT, Party.ROOM, TAP, "--address",
                        Topology.playerLanAddress(number) + "/" + Topology.LAN_PREFIX_BITS);
                clients.put(number, client);
                starting.add(client);
            }
        }
        return starting;
    }

    /** The relay that was started last. */
    RoleProcess relay() {
        return started(relay);
    }

    /** The gateway that was started last. */
    RoleProcess gateway() {
        return started(gateway);
    }

    /** The client of a player, counted from 1, that was started last. */
    RoleProcess client(int number) {
        return started(clients.get(number));
    }

    private static RoleProcess started(@Nullable RoleProcess role) {
        if (role == null) {
            throw new IllegalStateException("nobody has gathered yet");
        }
        return role;
    }

    /** Starts a role with arguments of the caller's, under another program if one is named. */
    RoleProcess start(String name, String namespace, Class<?> main, List<String> under, List<String> arguments) {
        List<String> command = new ArrayList<>(under);
        command.addAll(java.command(main, List.of(), arguments));
        return party.run(name, namespace, command);
    }

    /** Starts a station in a namespace. */
    StationProcess station(String namespace) {
        return party.station(namespace);
    }

    Party party() {
        return party;
    }

    Topology topology() {
        return party.topology();
    }

    /** The id that a role has in the room, which a relay gives anew that was started anew. */
    static String peerIdOf(RoleProcess role) {
        role.awaitReady(Duration.ZERO);
        return PEER_ID.matcher(role.out() + role.err()).results().reduce((earlier, later) -> later).orElseThrow()
                .group(1);
    }

    /** The MAC address of a player in the room. */
    String macOfPlayer(int number) {
        return topology().macOf(Topology.player(number), TAP);
    }

    /** Whether there is an interface in a namespace. */
    boolean hasInterface(String namespace, String interfaceName) {
        return topology().namespaces().run(namespace, "ip", "link", "show", "dev", interfaceName).exitCode() == 0;
    }

    /** The host route to the relay in a player's namespace; empty if there is none. */
    String relayRoute(int player) {
        return topology().namespaces().check(Topology.player(player), "ip", "route", "show",
                Topology.RELAY_ADDRESS + "/32");
    }

    /**
     * The way to an address is there: three pings in a row are answered, unaltered and in order. A datagram may be lost on a
     * machine that is busy with something else, and the kernel waits for a second before it asks anew whose an address is; so
     * there is time for it, but none is answered twice.
     */
    void assertPings(String namespace, String address) {
        assertAnswers(Pings.begin(this, namespace, address));
    }

    /** As above, for packets of 1500 bytes in both directions. */
    void assertFullSizePings(String namespace, String address) {
        assertAnswers(Pings.beginFullSize(this, namespace, address));
    }

    private static void assertAnswers(Pings begun) {
        try (begun) {
            begun.awaitRow(3, PINGS_TIMEOUT);
        }
    }

    /** Frames go both ways between the first player and the LAN. */
    void assertBridged() {
        assertPings(Topology.player(1), Topology.LAN_HOST_ADDRESS);
        assertPings(Topology.LAN_HOST, Topology.playerLanAddress(1));
    }

    @Override
    public void close() {
        cleanup.close();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
