package dev.lanparty.party;

import dev.lanparty.client.ClientConfig;
import dev.lanparty.client.PlayerStation;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.device.TapDevice;
import dev.lanparty.device.TapOptions;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.filter.DropReason;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.frame.Seeds;
import dev.lanparty.gateway.LanStation;
import dev.lanparty.identity.ServerName;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.metrics.Counter;
import dev.lanparty.relay.Reception;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.room.FrameLog;
import dev.lanparty.room.Lobby;
import dev.lanparty.room.RoomLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A relay, and players and gateways around it, in one thread with a time of their own: the product from the device to the
 * control stream's bytes, without sockets.
 *
 * <pre>
 *  Player.sends → cable → PlayerStation, Bridge, Session ═ SimulatedLink ═ Reception, Lobby, Room
 *                                                                              ║ SimulatedLink
 *                        LanHost ← SwitchedLan ← cable ← LanStation, Bridge, Session
 * </pre>
 *
 * At the end of the test, every buffer must have been released.
 */
public final class SimulatedParty implements AfterEachCallback {
    /** The room where nothing else is said. */
    static final String ROOM = "ROOM1";
    /** What a QUIC packet of 1350 bytes leaves for a datagram: packets of 1300 bytes cross as a whole. */
    static final int BUDGET_BYTES = 1_318;
    /** Enough for a whole frame of the LAN. */
    static final int WIDE_BUDGET_BYTES = 1_600;

    private static final InetSocketAddress RELAY = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), 443);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final BufferLedger buffers = new BufferLedger();
    private final SimulatedNetwork network;
    private final RoomLimits limits;
    private Lobby lobby;
    private Reception reception;
    private boolean relayDown;
    private final List<Player> players = new ArrayList<>();
    private final List<SimulatedGateway> gateways = new ArrayList<>();
    private final List<SimulatedLink> relayEnds = new ArrayList<>();
    private int hosts;

    SimulatedParty() {
        this(RoomLimits.DEFAULT);
    }

    SimulatedParty(RoomLimits limits) {
        this(limits, Seeds.random());
    }

    SimulatedParty(RoomLimits limits, Random random) {
        this.limits = limits;
        network = new SimulatedNetwork(random, buffers);
        lobby = new Lobby(limits, FrameLog.OFF, random);
        reception = new Reception(lobby, ReceptionTiming.DEFAULT);
        network.every(TICK, nowNanos -> {
            if (!relayDown) {
                reception.tick(nowNanos);
            }
        });
        network.afterEachEvent(this::settle);
    }

    /** The default limits but for the members that a room and a host may have. */
    static RoomLimits limits(int membersPerRoom, int membersPerHost) {
        RoomLimits usual = RoomLimits.DEFAULT;
        return new RoomLimits(usual.maxRooms(), membersPerRoom, membersPerHost, usual.framesPerSecond(),
                usual.floodedFramesPerSecond(), usual.maxLearnedAddresses(), usual.addressAge(), FilterPolicy.PARTY);
    }

    /** Lets time pass, and everything happen that is due. */
    void advance(Duration time) {
        network.advance(time);
    }

    /** Lets everything arrive that is under way. */
    void settleDown() {
        advance(Duration.ofMillis(400));
    }

    void weather(SimulatedNetwork.Weather weather) {
        network.weather(weather);
    }

    Random random() {
        return network.random();
    }

    /** A player joins the usual room. */
    Player player(MacAddress mac) {
        return player(mac, ROOM);
    }

    Player player(MacAddress mac, String room) {
        return player(mac, room, nextHost(), BUDGET_BYTES);
    }

    /**
     * A player joins.
     *
     * @param host the address that the relay sees
     * @param budgetBytes the longest datagram on the way to the relay
     */
    Player player(MacAddress mac, String room, String host, int budgetBytes) {
        List<InMemoryDevice.Pair> cables = new ArrayList<>();
        List<PinnedRoute> routes = new ArrayList<>();
        RoomAccess access = access(room);
        ClientConfig config = new ClientConfig(access, mac, "tap" + players.size(),
                List.of(ClientConfig.Address.parse("192.168.77.21/24")));
        PlayerStation station = PlayerStation.open(config, RELAY, options -> openTap(options, cables),
                address -> {
                    routes.add(new PinnedRoute(address));
                    return routes.getLast();
                });
        Road road = new Road(host, budgetBytes);
        SimulatedEndpoint client = new SimulatedEndpoint(network, road::dial, road.first(), access, station);
        Player player = new Player(network, mac, client, () -> cables.getLast().right(), routes, road);
        players.add(player);
        client.join();
        return player;
    }

    private static RoomAccess access(String room) {
        return new RoomAccess(new RelayAddress("relay.example", 443), ServerName.parse(ServerName.DEFAULT),
                Path.of("unused.pem"), room);
    }

    /** An endpoint's way to the relay, which may change. */
    final class Road {
        private String host;
        private int budgetBytes;

        private Road(String host, int budgetBytes) {
            this.host = host;
            this.budgetBytes = budgetBytes;
        }

        /** It comes from another address from now on. */
        void move(int newBudgetBytes) {
            host = nextHost();
            budgetBytes = newBudgetBytes;
        }

        private SimulatedLink first() {
            return connect(host, budgetBytes);
        }

        private @Nullable SimulatedLink dial() {
            return relayDown || network.isCut() ? null : connect(host, budgetBytes);
        }
    }

    private static TapDevice openTap(TapOptions options, List<InMemoryDevice.Pair> cables) {
        InMemoryDevice.Pair cable = InMemoryDevice.pair(options,
                new TapOptions(options.name() + "-machine", options.hardwareAddress(), options.mtuBytes()));
        cable.left().setLinkUp(false);
        cables.add(cable);
        return cable.left();
    }

    /** A gateway joins the usual room. */
    SimulatedGateway gateway() {
        return gateway(ROOM);
    }

    SimulatedGateway gateway(String room) {
        return gateway(room, BUDGET_BYTES);
    }

    SimulatedGateway gateway(String room, int budgetBytes) {
        List<InMemoryDevice.Pair> cables = new ArrayList<>();
        int number = gateways.size();
        LanStation station = new LanStation(() -> {
            cables.add(InMemoryDevice.pair("lan" + number, "port" + number));
            return cables.getLast().left();
        }, Duration.ofSeconds(60));
        Road road = new Road(nextHost(), budgetBytes);
        SimulatedEndpoint program = new SimulatedEndpoint(network, road::dial, road.first(), access(room), station);
        SimulatedGateway gateway = new SimulatedGateway(network, program, () -> cables.getLast().right());
        gateways.add(gateway);
        program.join();
        return gateway;
    }

    /** Somebody connects and says nothing yet. */
    Stranger stranger() {
        return stranger(nextHost());
    }

    Stranger stranger(String host) {
        return new Stranger(network, connect(host, BUDGET_BYTES));
    }

    private SimulatedLink connect(String host, int budgetBytes) {
        SimulatedNetwork.Connection connection = network.connect(host, budgetBytes);
        relayEnds.add(connection.relay());
        network.after(Duration.ZERO, () -> {
            if (relayDown) {
                connection.relay().kill();
            } else {
                connection.relay().attach(reception.accept(connection.relay(), network.nowNanos()));
            }
        });
        return connection.endpoint();
    }

    private String nextHost() {
        hosts++;
        return "198.51." + hosts / 250 + "." + hosts % 250;
    }

    private void settle() {
        for (Player player : players) {
            player.client().settle();
            player.settle();
        }
        for (SimulatedGateway gateway : gateways) {
            gateway.program().settle();
            gateway.lan().settle();
            // What the switch sent back into the gateway's port.
            gateway.program().settle();
        }
    }

    /** Closes the relay, as its program does that is told to stop. */
    void closeRelay() {
        network.after(Duration.ZERO, reception::close);
    }

    /** Kills the relay, as by kill -9: it answers nobody any more. */
    void killRelay() {
        relayDown = true;
        relayEnds.forEach(SimulatedLink::kill);
        relayEnds.clear();
    }

    /** Starts a relay in the place of the one before, of which it knows nothing. */
    void startRelay() {
        killRelay();
        relayDown = false;
        lobby = new Lobby(limits, FrameLog.OFF, network.random());
        reception = new Reception(lobby, ReceptionTiming.DEFAULT);
    }

    Lobby lobby() {
        return lobby;
    }

    /** Whether the relay knows of no connection. */
    boolean relayIsEmpty() {
        return reception.isEmpty();
    }

    /** What the relay counted, of everyone. */
    long relayCount(DropReason reason) {
        return lobby.counters().get(reason);
    }

    long relayCount(Counter counter) {
        return lobby.counters().get(counter);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        buffers.assertAllReleased();
    }
}
