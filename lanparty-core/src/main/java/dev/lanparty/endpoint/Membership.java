package dev.lanparty.endpoint;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.control.RejectCode;
import dev.lanparty.endpoint.EndpointState.Phase;
import dev.lanparty.link.Link;
import dev.lanparty.metrics.Counters;
import dev.lanparty.session.Backoff;
import dev.lanparty.session.SessionEnd;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place in a room, kept over as many connections as it takes. Knows neither threads nor sockets; confined to the loop:
 *
 * <ol>
 * <li>the hello on the first connection is answered with a welcome; a refusal that may pass is a reason to ask again, any other
 * is the end
 * <li>the relay is lost: it fell silent, it closed, or this machine has slept
 * <li>when the {@link Backoff} says so, another connection is asked for
 * <li>its hello shows the token of the last welcome, which gives the same place; a refusal that will not change ends it all, and
 * so does a relay that is not the one it was; anything else is a reason to try again
 * </ol>
 */
public final class Membership implements Bridge.Observer {
    private static final Logger logger = LoggerFactory.getLogger(Membership.class);
    /** By so much may the wall clock go ahead of the other one between two ticks, and the machine not have slept. */
    private static final long SLEPT_MILLIS = 3_000;
    /** Longer than a relay takes a connection for alive whose owner was killed. */
    private static final long TAKEN_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RoomAccess access;
    private final Bridge bridge;
    private final Surroundings surroundings;
    private final Observer observer;
    private final Backoff backoff;
    private EndpointState state = new EndpointState(Phase.STARTING, "");
    private boolean dialing;
    /** Was refused at the start, for a reason that may pass. */
    private boolean asking;
    /** The relay has said that somebody is to let it in: so it is the right one, and is there. */
    private boolean letWait;
    private long attempt;
    private long tickNanos;
    private long tickMillis;

    /** The loop that it lives on, as far as it needs one. */
    public interface Surroundings {
        /** The time, which does not pass while the machine sleeps, in nanoseconds from any origin. */
        long nowNanos();

        /** The time, which does, in milliseconds from any origin. */
        long wallMillis();

        /**
         * Begins to connect. The answer is {@link Membership#connected}, {@link Membership#failed} or
         * {@link Membership#refused}, later and on the loop.
         *
         * @param attempt to be given back with the answer: that to an earlier attempt is of no interest any more
         */
        void dial(long attempt);

        /** Has {@link Membership#due} called after a time. */
        void callBack(long waitNanos);

        /** The connection that was made last is not used any more. */
        void hangUp();
    }

    /** Who is told what becomes of it. */
    public interface Observer {
        /** It is not in the room yet, and may have to wait long: for somebody to let it in, or for what keeps it out to pass. */
        void onWaiting();

        /** It is in the room, for the first time or again. */
        void onJoined(ControlMessage.Welcome welcome);

        /** It is in another state, being in the room or over included. */
        void onState(EndpointState state);

        /** Its device has vanished, or is there again. */
        void onDevice(boolean present);

        /** It is over, or never came to be; the last call. */
        void onEnded(SessionEnd end);
    }

    /** A membership that has no connection yet. */
    public Membership(RoomAccess access, Station station, Counters counters, Surroundings surroundings,
            Observer observer, RandomGenerator random) {
        this.access = access;
        this.surroundings = surroundings;
        this.observer = observer;
        bridge = new Bridge(station, counters, this);
        backoff = new Backoff(access.retry(), random);
        tickNanos = surroundings.nowNanos();
        tickMillis = surroundings.wallMillis();
    }

    /** Its device's side, for frames and figures. */
    public Bridge bridge() {
        return bridge;
    }

    /** Where it is in its life. */
    public EndpointState state() {
        return state;
    }

    /**
     * Says hello on the first connection.
     *
     * @param resumeToken of a place that a process before this one had, or null
     */
    public void begin(Link link, @Nullable String resumeToken) {
        if (resumeToken != null) {
            bridge.claim(resumeToken);
        }
        bridge.join(link, access, surroundings.nowNanos());
    }

    /**
     * There is a connection.
     *
     * @return whether it is used
     */
    public boolean connected(long answered, Link link) {
        if (!isAwaited(answered)) {
            return false;
        }
        bridge.join(link, access, surroundings.nowNanos());
        return true;
    }

    /** There is none, for a reason in words for a person. */
    public void failed(long answered, String sentence) {
        if (isAwaited(answered)) {
            dialing = false;
            stillAway(sentence);
        }
    }

    /** Whoever answers is not the relay, for a reason in words for a person: no waiting mends that. */
    public void refused(long answered, String sentence) {
        if (isAwaited(answered)) {
            dialing = false;
            over(new SessionEnd(SessionEnd.Kind.REFUSED, "", sentence));
        }
    }

    private boolean isAwaited(long answered) {
        return isOutside() && dialing && answered == attempt;
    }

    private boolean isOutside() {
        return state.phase() == Phase.AWAY || state.phase() == Phase.STARTING;
    }

    /** Lets time pass; called about once a second. */
    public void tick() {
        long nowNanos = surroundings.nowNanos();
        long nowMillis = surroundings.wallMillis();
        long sleptMillis = nowMillis - tickMillis - TimeUnit.NANOSECONDS.toMillis(nowNanos - tickNanos);
        tickNanos = nowNanos;
        tickMillis = nowMillis;
        if (sleptMillis > SLEPT_MILLIS) {
            woke(sleptMillis);
        }
        bridge.tick(nowNanos);
    }

    /** The relay has forgotten us by now, and what waits were left were meant for other times. */
    private void woke(long sleptMillis) {
        if (state.phase() == Phase.JOINED || state.phase() == Phase.AWAY) {
            bridge.giveUp("this machine slept for " + TimeUnit.MILLISECONDS.toSeconds(sleptMillis) + " s");
        }
        if (state.phase() == Phase.AWAY) {
            dialing = false;
            backoff.hurry(surroundings.nowNanos());
            due();
        }
    }

    /** A wait is over. */
    public void due() {
        if (!isOutside() || dialing) {
            return;
        }
        long nowNanos = surroundings.nowNanos();
        if (backoff.dueNanos() - nowNanos > 0) {
            surroundings.callBack(backoff.dueNanos() - nowNanos);
            return;
        }
        dialing = true;
        attempt++;
        backoff.tried(nowNanos);
        surroundings.dial(attempt);
    }

    /** Leaves the room for good. */
    public void leave() {
        bridge.leave();
        over(new SessionEnd(SessionEnd.Kind.LEFT, DisconnectCode.LEAVING.label(), "left"));
    }

    @Override
    public void onJoined(ControlMessage.Welcome welcome) {
        dialing = false;
        asking = false;
        if (state.phase() == Phase.AWAY) {
            logger.info("back in room {} as peer {} after {} s", access.room(), welcome.peerId(), awaySeconds());
        }
        become(Phase.JOINED, "");
        observer.onJoined(welcome);
    }

    @Override
    public void onWaiting() {
        letWait = true;
        observer.onWaiting();
    }

    @Override
    public void onDevice(boolean present) {
        observer.onDevice(present);
    }

    @Override
    public void onEnded(SessionEnd end) {
        if (state.phase() == Phase.ENDED) {
            return;
        }
        surroundings.hangUp();
        dialing = false;
        if (end.isForGood() || access.retry().forTime().isZero()) {
            over(end);
        } else if (state.phase() == Phase.STARTING) {
            notLetIn(end);
        } else if (state.phase() == Phase.JOINED) {
            backoff.begin(surroundings.nowNanos());
            logger.warn("relay lost, trying again: {}", end.sentence());
            become(Phase.AWAY, end.sentence());
            due();
        } else {
            stillAway(end.sentence());
        }
    }

    /** A gateway or an address that is taken still when a killed one must have been missed is another's. */
    private void notLetIn(SessionEnd end) {
        boolean taken = end.isOf(RejectCode.MAC_TAKEN) || end.isOf(RejectCode.GATEWAY_TAKEN);
        if (asking ? taken && backoff.awayNanos(surroundings.nowNanos()) >= TAKEN_NANOS : !mayPass(end)) {
            over(end);
            return;
        }
        if (!asking) {
            asking = true;
            backoff.begin(surroundings.nowNanos());
            observer.onWaiting();
        }
        if (taken) {
            backoff.within(ASK_AGAIN_NANOS, surroundings.nowNanos());
        }
        stillAway(end.sentence());
    }

    /** Of one who was never in the room: the relay is there and understands, and has something against it now. */
    private boolean mayPass(SessionEnd end) {
        return end.kind() == SessionEnd.Kind.REFUSED || (letWait && end.kind() == SessionEnd.Kind.LOST)
                || end.isOf(DisconnectCode.RELAY_CLOSING)
                || end.isOf(DisconnectCode.TOO_MANY_STRANGERS);
    }

    private void stillAway(String sentence) {
        if (backoff.isOver(surroundings.nowNanos())) {
            over(new SessionEnd(SessionEnd.Kind.LOST, "", (asking
                    ? "the relay let nobody in for "
                    : "the relay was lost and not found again for ") + awaySeconds() + " s: " + sentence));
            return;
        }
        // Said once: for a person it is the same news with every try.
        if (!sentence.equals(state.sentence())) {
            logger.info(asking ? "not let in yet, trying again: {}" : "not back yet: {}", sentence);
        }
        become(state.phase(), sentence);
        due();
    }

    private String awaySeconds() {
        return String.format(Locale.ROOT, "%.1f", backoff.awayNanos(surroundings.nowNanos()) / 1e9);
    }

    private void over(SessionEnd end) {
        if (state.phase() == Phase.ENDED) {
            return;
        }
        become(Phase.ENDED, end.sentence());
        bridge.rest();
        observer.onEnded(end);
    }

    private void become(Phase phase, String sentence) {
        state = new EndpointState(phase, sentence);
        observer.onState(state);
    }
}
