package dev.lanparty.endpoint;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.device.DeviceException;
import dev.lanparty.device.DeviceStatistics;
import dev.lanparty.endpoint.EndpointState.Phase;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.metrics.Counters;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.transport.Dialer;
import dev.lanparty.transport.NetworkLoop;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one membership from start to end: opens the station, connects on a {@link NetworkLoop} of its own, lets the
 * {@link Membership} join and come back, and feeds it with time, connections and the device's readiness. {@link #start} and
 * {@link #close} come from any thread; what they share with the loop is handed over by its tasks.
 */
public final class Endpoint implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Endpoint.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
    /** The loop's first task runs much code for the first time, which takes a slow or busy machine seconds. */
    private static final Duration BEGIN_TIMEOUT = Duration.ofSeconds(10);

    private final RoomAccess access;
    private final Opener opener;
    private final String member;
    private final Counters counters = new Counters();
    private final CompletableFuture<ControlMessage.Welcome> joined = new CompletableFuture<>();
    private final CompletableFuture<Boolean> waiting = new CompletableFuture<>();
    private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
    private final List<Consumer<EndpointState>> observers = new CopyOnWriteArrayList<>();
    private volatile EndpointState state = new EndpointState(Phase.STARTING, "");
    private volatile @Nullable PlaceKeeper keeper;
    private @Nullable Station station;
    private @Nullable NetworkLoop loop;
    private volatile @Nullable Running running;
    private boolean closed;

    /** Opens the station of an endpoint. */
    public interface Opener {
        /** Opens it, given where the relay is. */
        Station open(InetSocketAddress relay);
    }

    /**
     * An endpoint that has opened nothing yet.
     *
     * @param role what it joins as
     * @param mac a client's own address; null for a gateway
     */
    public Endpoint(RoomAccess access, Role role, @Nullable MacAddress mac, Opener opener) {
        this.access = access;
        this.opener = opener;
        member = role == Role.CLIENT ? "the client " + mac : "a gateway";
    }

    /** Has somebody told of each change of state, on the endpoint's own thread, which must not be kept waiting. */
    public void observe(Consumer<EndpointState> observer) {
        observers.add(observer);
    }

    /**
     * Opens the station, connects and joins the room; if that fails, all is closed again. Waits for as long as what keeps it out
     * may pass, a full room for instance: {@link #close}, or an interrupt, ends that.
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
            Way way = new Way(access);
            Way.Place place = way.find();
            // Before the station, with which privileges may go.
            PlaceKeeper kept = PlaceKeeper.of(access, member);
            keeper = kept;
            Station opened = opener.open(place.relay());
            station = opened;
            NetworkLoop started = NetworkLoop.start("lanparty-" + opened.device().name(),
                    access.quic().spin());
            loop = started;
            Dialer connected = way.connect(started, place, access.quic());
            Running begun = started.call(BEGIN_TIMEOUT, () -> new Running(access, opened, started, way, counters,
                    new Observer(), new SecureRandom()));
            running = begun;
            started.call(BEGIN_TIMEOUT, () -> begun.begin(connected, kept.token()));
            return awaitJoined();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
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

    private final class Observer implements Running.Observer {
        @Override
        public void onWaiting() {
            waiting.complete(true);
        }

        @Override
        public void onJoined(ControlMessage.Welcome welcome) {
            PlaceKeeper kept = keeper;
            if (kept != null) {
                kept.keep(welcome);
            }
            joined.complete(welcome);
        }

        @Override
        public void onState(EndpointState now) {
            state = now;
            observers.forEach(observer -> tell(observer, now));
        }

        @Override
        public void onEnded(SessionEnd end) {
            joined.completeExceptionally(new EndpointException(end.sentence()));
            ended.complete(end);
        }
    }

    private static void tell(Consumer<EndpointState> observer, EndpointState now) {
        try {
            observer.accept(now);
        } catch (RuntimeException e) {
            logger.warn("an observer failed on being told of {}", now, e);
        }
    }

    /** Completed when the membership is over, and will not be again. */
    public CompletableFuture<SessionEnd> ended() {
        return ended;
    }

    /** Where it is in its life. */
    public EndpointState state() {
        return state;
    }

    /** The name of its device; only after {@link #start}. */
    public String deviceName() {
        return started().station().device().name();
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
        return now.loop().call(CALL_TIMEOUT, () -> {
            Bridge bridge = now.membership().bridge();
            ControlMessage.Welcome welcome = bridge.welcome();
            return new EndpointStatus(now.membership().state(), welcome == null ? 0 : welcome.peerId(),
                    welcome == null ? 0 : welcome.mtu(), bridge.peers(), bridge.roundTripNanos(), counters.snapshot(),
                    statisticsOf(now.station()));
        });
    }

    private static DeviceStatistics statisticsOf(Station station) {
        try {
            return station.device().statistics();
        } catch (DeviceException e) {
            return DeviceStatistics.NONE;
        }
    }

    /** Leaves the room, if it is in one, ends its threads and closes the station; within 3 s. Idempotent. */
    @Override
    public void close() {
        // Who waits to be let in has the lock.
        joined.completeExceptionally(new EndpointException("closed while joining"));
        closeOnce();
    }

    private synchronized void closeOnce() {
        if (closed) {
            return;
        }
        closed = true;
        boolean goodbye = state.phase() == Phase.JOINED;
        Running last = running;
        if (last != null) {
            last.close();
        }
        if (loop != null) {
            loop.close();
        }
        if (station != null) {
            station.close();
        }
        settle(goodbye);
        if (state.phase() != Phase.ENDED) {
            new Observer().onState(new EndpointState(Phase.ENDED, "closed"));
        }
        ended.complete(new SessionEnd(SessionEnd.Kind.LEFT, "", "closed"));
    }

    /** A place is kept while the relay may believe it taken: not if it was told, and not if there is no coming back. */
    private void settle(boolean goodbye) {
        PlaceKeeper kept = keeper;
        if (kept == null) {
            return;
        }
        SessionEnd end = ended.getNow(null);
        if (goodbye || (end != null && end.kind() != SessionEnd.Kind.LEFT && end.isForGood())) {
            kept.forget();
        }
        kept.close();
    }
}
