package dev.lanparty.relay;

import dev.lanparty.metrics.CounterSnapshot;
import dev.lanparty.metrics.Counters;
import dev.lanparty.room.Census;
import dev.lanparty.room.FrameLog;
import dev.lanparty.room.Lobby;
import dev.lanparty.room.Share;
import dev.lanparty.transport.Listener;
import dev.lanparty.transport.NetworkLoop;
import java.net.InetSocketAddress;
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

    /** A loop and who is received there. */
    private record Desk(NetworkLoop loop, Reception reception) {
        private Listener.Entrance entrance() {
            return new Listener.Entrance(loop, link -> reception.accept(link, System.nanoTime()),
                    reception::lost);
        }

        private RelayStatus status() {
            return loop.call(CALL_TIMEOUT, () -> {
                Lobby lobby = reception.lobby();
                int members = lobby.rooms().stream().mapToInt(room -> room.members().size()).sum();
                return new RelayStatus(lobby.rooms().size(), members, lobby.counters());
            });
        }
    }

    /** A relay that does not listen yet. */
    public Relay(RelayConfig config) {
        this.config = config;
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
        return listener.localAddress();
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
        List<Desk> opened = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            Lobby lobby = new Lobby(config.limits(), log, census, new Share(i, loops));
            opened.add(new Desk(NetworkLoop.start("lanparty-relay-" + i),
                    new Reception(lobby, config.reception(), strangers)));
        }
        return List.copyOf(opened);
    }

    /** How it is doing; all zero before the start. */
    public RelayStatus status() {
        int rooms = 0;
        int members = 0;
        CounterSnapshot counters = new Counters().snapshot();
        for (Desk desk : desks) {
            RelayStatus part = desk.status();
            rooms += part.rooms();
            members += part.members();
            counters = counters.plus(part.counters());
        }
        return new RelayStatus(rooms, members, counters);
    }

    /** Tells the members goodbye and stops listening; within 3 s. Idempotent. */
    @Override
    public synchronized void close() {
        if (listener == null) {
            return;
        }
        desks.forEach(desk -> desk.loop().run(desk.reception()::close));
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        while (!allGone() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        listener.close();
        listener = null;
        desks.forEach(desk -> desk.loop().close());
    }

    private boolean allGone() {
        return desks.stream().allMatch(desk -> desk.loop().call(CALL_TIMEOUT, desk.reception()::isEmpty));
    }
}
