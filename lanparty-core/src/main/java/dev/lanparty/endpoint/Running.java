package dev.lanparty.endpoint;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.metrics.Counters;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.transport.Dialer;
import dev.lanparty.transport.NetworkLoop;
import dev.lanparty.transport.QuicSettings;
import dev.lanparty.transport.TransportException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Membership} on its loop: gives it time, connections and the device's readiness. Confined to the loop, but
 * {@link #close}; connecting blocks and has a thread of its own each time.
 */
final class Running implements Membership.Surroundings, Membership.Observer, AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Running.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Station station;
    private final NetworkLoop loop;
    private final Way way;
    private final QuicSettings settings;
    private final Observer observer;
    private final Membership membership;
    private final NetworkLoop.Registration ticking;
    private NetworkLoop.@Nullable Registration watching;
    private @Nullable Dialer dialer;
    private @Nullable Thread dialing;
    /** The last connection ended because long packets did not arrive any more. */
    private boolean pathNarrowed;
    private boolean stopped;

    /** Who is told what becomes of the membership. */
    interface Observer {
        /** It is not in the room yet, and that may take long. */
        void onWaiting();

        /** It is in the room, for the first time or again. */
        void onJoined(ControlMessage.Welcome welcome);

        /** It is in another state. */
        void onState(EndpointState state);

        /** It is over. */
        void onEnded(SessionEnd end);
    }

    Running(RoomAccess access, Station station, NetworkLoop loop, Way way, Counters counters, Observer observer,
            RandomGenerator random) {
        this.station = station;
        this.loop = loop;
        this.way = way;
        this.observer = observer;
        settings = access.quic().connectingWithin(access.retry().attempt());
        membership = new Membership(access, station, counters, this, this, random);
        ticking = loop.every(TICK, nowNanos -> membership.tick());
    }

    Membership membership() {
        return membership;
    }

    Station station() {
        return station;
    }

    NetworkLoop loop() {
        return loop;
    }

    /** Joins by the first connection, with the token of a place that there may be. */
    Running begin(Dialer first, @Nullable String resumeToken) {
        dialer = first;
        membership.begin(first.link(), resumeToken);
        first.openControlStream();
        return this;
    }

    @Override
    public long nowNanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public void dial(long attempt) {
        interruptDialing();
        QuicSettings next = pathNarrowed ? settings.safe() : settings;
        dialing = Thread.ofPlatform().daemon().name("lanparty-dial").start(() -> {
            try {
                Way.Place place = way.find();
                loop.call(CALL_TIMEOUT, () -> {
                    station.reach(place.relay());
                    return attempt;
                });
                Dialer connected = way.connect(loop, place, next);
                loop.run(() -> answered(attempt, connected));
            } catch (RuntimeException e) {
                logger.debug("attempt {} failed", attempt, e);
                String sentence = String.valueOf(e.getMessage());
                if (e instanceof TransportException failure && failure.isLasting()) {
                    loop.run(() -> membership.refused(attempt, sentence));
                } else {
                    loop.run(() -> membership.failed(attempt, sentence));
                }
            }
        });
    }

    private void answered(long attempt, Dialer connected) {
        if (stopped || !membership.connected(attempt, connected.link())) {
            connected.abandon();
            return;
        }
        dialer = connected;
        connected.openControlStream();
    }

    private void interruptDialing() {
        if (dialing != null) {
            dialing.interrupt();
        }
    }

    @Override
    public void callBack(long waitNanos) {
        loop.after(Duration.ofNanos(waitNanos), membership::due);
    }

    @Override
    public void hangUp() {
        if (dialer != null) {
            pathNarrowed = dialer.isPathNarrowed();
            dialer.abandon();
            dialer = null;
        }
    }

    @Override
    public void onWaiting() {
        observer.onWaiting();
    }

    @Override
    public void onJoined(ControlMessage.Welcome welcome) {
        if (watching == null) {
            onDevice(true);
        }
        observer.onJoined(welcome);
    }

    @Override
    public void onDevice(boolean present) {
        if (watching != null) {
            watching.close();
        }
        watching = present ? loop.watch(station.device(), membership.bridge()::drain) : null;
    }

    @Override
    public void onState(EndpointState state) {
        observer.onState(state);
    }

    @Override
    public void onEnded(SessionEnd end) {
        stop();
        observer.onEnded(end);
    }

    private void stop() {
        stopped = true;
        ticking.close();
        interruptDialing();
        onDevice(false);
    }

    /** Leaves the room, if it is in one, and lets the goodbye leave; called by another thread than the loop's. */
    @Override
    public void close() {
        Last last = loop.call(CALL_TIMEOUT, () -> {
            Last current = new Last(dialer, dialing);
            dialer = null;
            membership.leave();
            stop();
            return current;
        });
        if (last.dialer() != null) {
            last.dialer().close();
        }
        if (last.dialing() != null) {
            awaitEnd(last.dialing());
        }
    }

    /** It was interrupted, and closes its socket while there is a loop to do it. */
    private static void awaitEnd(Thread dialing) {
        try {
            dialing.join(CALL_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Last(@Nullable Dialer dialer, @Nullable Thread dialing) {
    }
}
