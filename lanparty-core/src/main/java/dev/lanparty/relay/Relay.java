package dev.lanparty.relay;

import dev.lanparty.admin.AdminException;
import dev.lanparty.admin.AdminReply;
import dev.lanparty.admin.AdminRequest;
import dev.lanparty.admin.AdminSocket;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.StateLock;
import dev.lanparty.metrics.CounterSnapshot;
import dev.lanparty.metrics.Counters;
import dev.lanparty.room.Census;
import dev.lanparty.room.FrameLog;
import dev.lanparty.room.Lobby;
import dev.lanparty.room.Share;
import dev.lanparty.transport.Listener;
import dev.lanparty.transport.NetworkLoop;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A public relay: listens on a UDP port and forwards Ethernet frames between the members of its rooms. It has one or more
 * loops; a room is on one of them with all its members, so that no frame ever changes threads.
 */
public final class Relay implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Relay.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final RelayConfig config;
    private volatile List<Desk> desks = List.of();
    private @Nullable Listener listener;
    private @Nullable AdminSocket socket;
    private @Nullable RoomClerk clerk;
    private volatile @Nullable RoomOffice office;
    private volatile RelayIdentity identity;

    /** A relay that does not listen yet. */
    public Relay(RelayConfig config) {
        this.config = config;
        identity = config.identity();
    }

    /**
     * Begins to listen.
     *
     * @return the address and port that were bound
     * @throws dev.lanparty.transport.TransportException if the port cannot be bound
     */
    public synchronized InetSocketAddress start() {
        if (!desks.isEmpty()) {
            throw new IllegalStateException("a relay starts once");
        }
        desks = open(loops());
        try {
            listener = Listener.bind(desks.stream().map(Desk::entrance).toList(), config.listen(),
                    config.identity().chain(), config.identity().key(), config.reception().attemptsPerSecond(),
                    config.quic());
        } catch (RuntimeException e) {
            desks.forEach(desk -> desk.loop().close());
            throw e;
        }
        desks.forEach(desk -> desk.loop().every(TICK, desk.reception()::tick));
        InetSocketAddress bound = listener.localAddress();
        RoomOffice opened = new RoomOffice(config.doors().guests(), new Floor(desks),
                new InviteWriter(config.doors(), this::identity, bound));
        office = opened;
        manage(opened);
        return bound;
    }

    /** Without its socket a relay does all but what an operator would ask for. */
    private void manage(RoomOffice opened) {
        StateLock state = config.doors().state();
        if (state != null) {
            clerk = new RoomClerk(config.doors().guests());
            try {
                socket = AdminSocket.listen(state.folder(), opened::handle);
            } catch (AdminException noSocket) {
                logger.warn("'./lanparty room' does not reach this relay: {}", noSocket.getMessage());
            }
        }
    }

    /**
     * Shows another certificate to those who connect from now on; members stay where they are, and no frame is lost.
     *
     * @throws IllegalStateException before the start, and after the end
     */
    public synchronized void renew(RelayIdentity renewed) {
        if (listener == null) {
            throw new IllegalStateException("the relay does not listen");
        }
        identity = renewed;
        listener.renew(renewed.chain(), renewed.key());
    }

    /** What it shows to those who connect now. */
    public RelayIdentity identity() {
        return identity;
    }

    /**
     * Does what an operator asks for, who is not the one at the relay's socket.
     *
     * @throws IllegalStateException before the start
     * @throws IllegalArgumentException if it cannot be done, with a sentence
     */
    public AdminReply ask(AdminRequest request) {
        RoomOffice asked = office;
        if (asked == null) {
            throw new IllegalStateException("the relay is not started");
        }
        return asked.handle(request);
    }

    private int loops() {
        if (config.loops() == 1 || Listener.canShare()) {
            return config.loops();
        }
        logger.info("one event loop instead of {}: this system cannot steer packets between several", config.loops());
        return 1;
    }

    private List<Desk> open(int loops) {
        FrameLog log = config.frameLog() ? new FrameLogger() : FrameLog.OFF;
        Census census = new Census(config.limits());
        Strangers strangers = new Strangers(config.reception());
        SecureRandom secrets = new SecureRandom();
        List<Desk> opened = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            Lobby lobby = new Lobby(config.limits(), log, census, new Share(i, loops), secrets);
            opened.add(new Desk(NetworkLoop.start("lanparty-relay-" + i, config.quic().spin()),
                    new Reception(lobby, config.reception(), config.doors().guests(), strangers)));
        }
        return List.copyOf(opened);
    }

    /** How it is doing; all zero before the start. */
    public RelayStatus status() {
        int rooms = 0;
        int members = 0;
        int strangers = 0;
        CounterSnapshot counters = new Counters().snapshot();
        for (Desk desk : desks) {
            RelayStatus part = desk.status();
            rooms += part.rooms();
            members += part.members();
            strangers += part.strangers();
            counters = counters.plus(part.counters());
        }
        return new RelayStatus(rooms, members, strangers, counters);
    }

    /** Tells the members goodbye, stops listening, and leaves the state folder to the next; within 3 s. Idempotent. */
    @Override
    public synchronized void close() {
        if (listener != null) {
            leave(listener);
            listener = null;
        }
        config.doors().close();
    }

    private void leave(Listener port) {
        if (socket != null) {
            socket.close();
        }
        port.stopAdmitting();
        desks.forEach(desk -> desk.loop().run(desk.reception()::close));
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        while (!allGone() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        port.close();
        if (clerk != null) {
            clerk.close();
        }
        desks.forEach(desk -> desk.loop().close());
    }

    private boolean allGone() {
        return desks.stream().allMatch(desk -> desk.loop().call(CALL_TIMEOUT, desk.reception()::isEmpty));
    }
}
