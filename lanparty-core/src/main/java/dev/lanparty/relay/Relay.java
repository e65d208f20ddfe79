package dev.lanparty.relay;

import dev.lanparty.room.FrameLog;
import dev.lanparty.room.Lobby;
import dev.lanparty.transport.Listener;
import dev.lanparty.transport.NetworkLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A public relay: listens on a UDP port and forwards Ethernet frames between the members of its rooms. */
public final class Relay implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final RelayConfig config;
    private final Reception reception;
    private @Nullable NetworkLoop loop;
    private @Nullable Listener listener;

    /** A relay that does not listen yet. */
    public Relay(RelayConfig config) {
        this.config = config;
        Lobby lobby = new Lobby(config.limits(), config.frameLog() ? new FrameLogger() : FrameLog.OFF);
        reception = new Reception(lobby, config.reception());
    }

    /**
     * Begins to listen.
     *
     * @return the address and port that were bound
     * @throws dev.lanparty.transport.TransportException if the port cannot be bound
     */
    public synchronized InetSocketAddress start() {
        if (loop != null) {
            throw new IllegalStateException("a relay starts once");
        }
        NetworkLoop started = NetworkLoop.start("lanparty-relay");
        loop = started;
        try {
            listener = Listener.bind(started, config.listen(), config.identity().chain(), config.identity().key(),
                    config.quic(), link -> reception.accept(link, System.nanoTime()));
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        started.every(TICK, reception::tick);
        return listener.localAddress();
    }

    /** How it is doing; all zero before the start. */
    public RelayStatus status() {
        NetworkLoop running = loop;
        return running == null ? snapshot() : running.call(CALL_TIMEOUT, this::snapshot);
    }

    private RelayStatus snapshot() {
        Lobby lobby = reception.lobby();
        int members = lobby.rooms().stream().mapToInt(room -> room.members().size()).sum();
        return new RelayStatus(lobby.rooms().size(), members, lobby.counters());
    }

    /** Tells the members goodbye and stops listening; within 3 s. Idempotent. */
    @Override
    public synchronized void close() {
        NetworkLoop running = loop;
        if (running == null || listener == null) {
            return;
        }
        running.run(reception::close);
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        while (!running.call(CALL_TIMEOUT, reception::isEmpty) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        listener.close();
        listener = null;
        running.close();
    }
}
