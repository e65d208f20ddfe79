package dev.lanparty.endpoint;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.metrics.Counters;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.transport.Dialer;
import dev.lanparty.transport.NetworkLoop;
import dev.lanparty.wire.RoomMark;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs one membership from start to end: opens the station, connects on a {@link NetworkLoop} of its own, lets the
 * {@link Bridge} join, and feeds it with time and the device's readiness. {@link #start} and {@link #close} come from any
 * thread; what they share with the loop is handed over by its tasks.
 */
public final class Endpoint implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
    /** The loop's first task runs much code for the first time, which takes a slow or busy machine seconds. */
    private static final Duration BEGIN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final RoomAccess access;
    private final Opener opener;
    private final Counters counters = new Counters();
    private final CompletableFuture<ControlMessage.Welcome> joined = new CompletableFuture<>();
    private final CompletableFuture<Boolean> waiting = new CompletableFuture<>();
    private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
    private @Nullable Station station;
    private @Nullable NetworkLoop loop;
    private @Nullable Dialer dialer;
    private volatile @Nullable Running running;
    private boolean closed;

    /** Opens the station of an endpoint. */
    public interface Opener {
        /** Opens it, given where the relay is. */
        Station open(InetSocketAddress relay);
    }

    /** What lives on the loop once the endpoint is connected. Confined to the loop. */
    private static final class Running {
        private final Station station;
        private final NetworkLoop loop;
        private final Bridge bridge;
        private final NetworkLoop.Registration ticking;
        private NetworkLoop.@Nullable Registration watching;

        private Running(Station station, NetworkLoop loop, Bridge bridge) {
            this.station = station;
            this.loop = loop;
            this.bridge = bridge;
            ticking = loop.every(TICK, bridge::tick);
        }

        private void watchDevice() {
            watching = loop.watch(station.device(), bridge::drain);
        }

        private void stop() {
            ticking.close();
            if (watching != null) {
                watching.close();
                watching = null;
            }
        }
    }

    /** An endpoint that has opened nothing yet. */
    public Endpoint(RoomAccess access, Opener opener) {
        this.access = access;
        this.opener = opener;
    }

    /**
     * Opens the station, connects and joins the room; if that fails, all is closed again.
     *
     * @throws dev.lanparty.device.DeviceException if the device cannot be opened
     * @throws EndpointException if the relay refuses, with its sentence
     * @throws dev.lanparty.transport.TransportException if the relay is not reached
     * @throws dev.lanparty.identity.IdentityException if the certificate file cannot be read
     */
    public synchronized ControlMessage.Welcome start() {
        if (station != null || closed) {
            throw new IllegalStateException("an endpoint starts once");
        }
        try {
            RelayTrust trust = RelayTrust.by(access.trust(), InstantSource.system());
            InetSocketAddress relay = access.relay().resolve();
            Station opened = opener.open(relay);
            station = opened;
            NetworkLoop started = NetworkLoop.start("lanparty-" + opened.device().name(),
                    access.quic().spin());
            loop = started;
            Dialer connected = Dialer.connect(started, relay, access.trust().serverName().text(),
                    RoomMark.of(access.room()), trust, trust::failure, access.quic());
            dialer = connected;
            started.call(BEGIN_TIMEOUT, () -> begin(opened, started, connected));
            return awaitJoined();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Running begin(Station opened, NetworkLoop started, Dialer connected) {
        Bridge bridge = new Bridge(opened, connected.link(), access.timing(), counters, new Observer());
        Running begun = new Running(opened, started, bridge);
        running = begun;
        connected.openControlStream();
        bridge.join(access.room(), access.software(), access.invite(), System.nanoTime());
        return begun;
    }

    private ControlMessage.Welcome awaitJoined() {
        long timeoutMillis = access.timing().welcomeTimeout().plus(CALL_TIMEOUT).toMillis();
        try {
            // Answered, or let wait: what takes a person's time ends by the session's end at the latest.
            CompletableFuture.anyOf(joined, waiting).get(timeoutMillis, TimeUnit.MILLISECONDS);
            return joined.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EndpointException refused) {
                throw refused;
            }
            throw new EndpointException("joining failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new EndpointException("the relay " + access.relay() + " let nobody in within " + timeoutMillis
                    + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndpointException("interrupted while joining", e);
        }
    }

    private final class Observer implements Bridge.Observer {
        @Override
        public void onWaiting() {
            waiting.complete(true);
        }

        @Override
        public void onJoined(ControlMessage.Welcome welcome) {
            if (running != null) {
                running.watchDevice();
            }
            joined.complete(welcome);
        }

        @Override
        public void onEnded(SessionEnd end) {
            if (running != null) {
                running.stop();
            }
            joined.completeExceptionally(new EndpointException(end.sentence()));
            ended.complete(end);
        }
    }

    /** Completed when the membership is over. */
    public CompletableFuture<SessionEnd> ended() {
        return ended;
    }

    /** The name of its device; only after {@link #start}. */
    public String deviceName() {
        return started().station.device().name();
    }

    private Running started() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the endpoint is not started");
        }
        return now;
    }

    /** How it is doing; only after {@link #start}. */
    public EndpointStatus status() {
        Running now = started();
        return now.loop.call(CALL_TIMEOUT, () -> {
            ControlMessage.Welcome welcome = now.bridge.welcome();
            return new EndpointStatus(welcome == null ? 0 : welcome.peerId(), welcome == null ? 0 : welcome.mtu(),
                    now.bridge.peers(), now.bridge.roundTripNanos(), counters.snapshot(),
                    now.station.device().statistics());
        });
    }

    /** Leaves the room, if it is in one, ends the thread and closes the station; within 3 s. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Running last = running;
        if (last != null) {
            last.loop.call(CALL_TIMEOUT, () -> {
                last.stop();
                last.bridge.leave();
                return last;
            });
        }
        if (dialer != null) {
            dialer.close();
        }
        if (loop != null) {
            loop.close();
        }
        if (station != null) {
            station.close();
        }
        ended.complete(new SessionEnd(SessionEnd.Kind.LEFT, "", "closed"));
    }
}
