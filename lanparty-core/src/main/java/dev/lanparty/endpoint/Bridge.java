package dev.lanparty.endpoint;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.device.DeviceException;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.frame.RarpAnnouncement;
import dev.lanparty.link.Link;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import dev.lanparty.metrics.StormWatch;
import dev.lanparty.session.Session;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.session.SessionListener;
import dev.lanparty.wire.MtuBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A station's device joined to a link, and to the next one when that is lost. Knows neither threads nor sockets; confined to the
 * loop. A device that vanishes is opened again, once a second until it can be; the room is not left for that.
 */
public final class Bridge implements SessionListener {
    private static final Logger logger = LoggerFactory.getLogger(Bridge.class);

    private final Station station;
    private final Counters counters;
    private final Observer observer;
    private final StormWatch storms = new StormWatch();
    private final ByteBuf announcement = Unpooled.buffer(RarpAnnouncement.LENGTH_BYTES, RarpAnnouncement.LENGTH_BYTES);
    /** Whom the station knows, by what stays when the relay gives other ids. */
    private final Map<String, Peer> known = new LinkedHashMap<>();
    private Uplink uplink;
    private Downlink downlink;
    private @Nullable Link link;
    private @Nullable Session session;
    private ControlMessage.@Nullable Welcome welcome;
    private @Nullable String resumeToken;
    private boolean settled;
    private boolean deviceLost;

    /** Who is told of the beginning and the end. */
    public interface Observer {
        /** The organiser is asked whether it may come in, which takes as long as it takes. */
        void onWaiting();

        /** The station is in the room. */
        void onJoined(ControlMessage.Welcome welcome);

        /** The device has vanished, or is there again. */
        void onDevice(boolean present);

        /** The session is over, or never came to be; the last call about this link. */
        void onEnded(SessionEnd end);
    }

    /** A bridge that is in no room yet. */
    public Bridge(Station station, Counters counters, Observer observer) {
        this.station = station;
        this.counters = counters;
        this.observer = observer;
        uplink = new Uplink(station.device(), station.gate(), counters);
        downlink = new Downlink(station.device(), counters);
    }

    /** There is a place in the room from before, that this token gives back. */
    public void claim(String token) {
        resumeToken = token;
    }

    /** Becomes the handler of a link and asks to join the room, or to have its place again; the observer hears of the answer. */
    public void join(Link next, RoomAccess access, long nowNanos) {
        link = next;
        session = new Session(next, this, access.timing(), counters);
        next.attach(session);
        MacAddress mac = station.mac();
        session.begin(new Hello(ControlMessage.PROTOCOL_VERSION, station.role(), access.room(), access.software(),
                mac == null ? null : mac.toString(), next.datagramBudgetBytes(),
                access.invite() == null ? null : access.invite().inviteId(),
                resumeToken), access.invite(), nowNanos);
    }

    /**
     * Sends what the device has received; while away from the room, drops it, or it would come when nobody waits for it any more.
     *
     * @return whether to be called again soon, since the device may have more
     */
    // HOT PATH
    public boolean drain() {
        if (deviceLost) {
            return false;
        }
        try {
            return (link != null && isJoined()) ? uplink.drain(link) : uplink.discard();
        } catch (DeviceException e) {
            deviceFailed(e);
            return false;
        }
    }

    /** Lets time pass; called about once a second. */
    public void tick(long nowNanos) {
        if (session != null) {
            session.tick(nowNanos);
        }
        downlink.expire(nowNanos);
        String storm = storms.tick(nowNanos, counters::get);
        if (storm != null) {
            logger.warn("{}: {}", station.device().name(), storm);
        }
        if (deviceLost) {
            reopen();
        } else if (settled) {
            guard(() -> announce(station.tick(nowNanos)));
        }
    }

    /** Leaves the room. */
    public void leave() {
        if (session != null) {
            session.leave(DisconnectCode.LEAVING, "left");
        }
    }

    /** Takes the relay for lost. */
    public void giveUp(String sentence) {
        if (session != null) {
            session.giveUp(sentence);
        }
    }

    /** It is in no room any more, and will not be. */
    public void rest() {
        known.clear();
        try {
            station.onLeft();
        } catch (DeviceException e) {
            logger.debug("the device could not be put to rest: {}", e.getMessage());
        }
    }

    /** What the relay said on joining last; null before. */
    public ControlMessage.@Nullable Welcome welcome() {
        return welcome;
    }

    /** The smoothed round-trip time to the relay in nanoseconds, -1 if unknown. */
    public long roundTripNanos() {
        return link == null || !isJoined() ? -1 : link.path().roundTripNanos();
    }

    /** The other members now; none while away. */
    public List<Peer> peers() {
        return session == null ? List.of() : List.copyOf(session.peers());
    }

    private boolean isJoined() {
        return session != null && session.isJoined();
    }

    @Override
    public void onWaiting(String sentence) {
        logger.info("waiting: {}", sentence);
        observer.onWaiting();
    }

    @Override
    public void onJoined(ControlMessage.Welcome joined, long nowNanos) {
        if (welcome != null && welcome.peerId() != joined.peerId()) {
            // What another peer of an id now given anew had sent in pieces is nobody's.
            downlink = new Downlink(station.device(), counters);
        }
        welcome = joined;
        resumeToken = joined.resumeToken();
        setMtuBytes(joined);
        missThoseGone(joined);
        guard(() -> {
            station.onJoined(joined);
            settled = true;
        });
        if (!settled) {
            return;
        }
        try {
            observer.onJoined(joined);
        } catch (DeviceException e) {
            deviceFailed(e);
        }
    }

    /** A path narrower than the room's MTU is this member's alone: its frames go in pieces, its TCP is held to it. */
    private void setMtuBytes(ControlMessage.Welcome joined) {
        int budgetBytes = link == null ? MtuBudget.MIN_DATAGRAM_BYTES : link.datagramBudgetBytes();
        int mtuBytes = Math.min(joined.mtu(), MtuBudget.mtuFor(budgetBytes));
        uplink.setMtuBytes(mtuBytes);
        downlink.setMtuBytes(mtuBytes);
    }

    private void missThoseGone(ControlMessage.Welcome joined) {
        Set<String> present = new HashSet<>();
        joined.members().forEach(peer -> present.add(keyOf(peer)));
        for (Peer peer : List.copyOf(known.values())) {
            if (!present.contains(keyOf(peer))) {
                forget(peer, "while the relay was away");
            }
        }
    }

    @Override
    public void onPeerJoined(Peer peer, long nowNanos) {
        if (known.put(keyOf(peer), peer) == null) {
            logger.info("{} is in the room", nameOf(peer));
        }
        guard(() -> announce(station.onPeerJoined(peer)));
    }

    @Override
    public void onPeerLeft(Peer peer, String reason) {
        forget(peer, reason);
    }

    private void forget(Peer peer, String reason) {
        known.remove(keyOf(peer));
        logger.info("{} has left: {}", nameOf(peer), reason);
        guard(() -> station.onPeerLeft(peer));
    }

    // HOT PATH
    @Override
    public void onDatagram(ByteBuf datagram, long nowNanos) {
        if (deviceLost) {
            datagram.release();
            counters.drop(DropReason.DEVICE_LINK_DOWN);
            return;
        }
        try {
            downlink.accept(datagram, nowNanos);
        } catch (DeviceException e) {
            deviceFailed(e);
        }
    }

    // HOT PATH
    @Override
    public void onBurstEnd() {
        if (deviceLost) {
            return;
        }
        try {
            downlink.flush();
        } catch (DeviceException e) {
            deviceFailed(e);
        }
    }

    @Override
    public void onEnded(SessionEnd end) {
        // The burst that it ends in has no other end, and what the device keeps of it must not wait for the next connection.
        onBurstEnd();
        observer.onEnded(end);
    }

    private void announce(List<MacAddress> stations) {
        if (!isJoined()) {
            return;
        }
        for (MacAddress mac : stations) {
            RarpAnnouncement.write(announcement.clear(), mac);
            DropReason reason = downlink.deliverOwn(announcement);
            if (reason == null) {
                counters.increment(Counter.ANNOUNCEMENTS);
            } else {
                counters.drop(reason);
            }
        }
    }

    private void guard(Runnable work) {
        if (deviceLost) {
            return;
        }
        try {
            work.run();
        } catch (DeviceException e) {
            deviceFailed(e);
        }
    }

    private void deviceFailed(DeviceException failure) {
        if (!settled) {
            if (session != null) {
                session.leave(DisconnectCode.DEVICE_FAILED, String.valueOf(failure.getMessage()));
            }
        } else if (!deviceLost) {
            deviceLost = true;
            logger.warn("{} is lost and will be opened again as soon as it is there: {}", station.device().name(),
                    failure.getMessage());
            observer.onDevice(false);
        }
    }

    private void reopen() {
        try {
            station.reopen();
            uplink = new Uplink(station.device(), station.gate(), counters);
            downlink = new Downlink(station.device(), counters);
            if (welcome != null) {
                setMtuBytes(welcome);
                station.onJoined(welcome);
            }
        } catch (DeviceException e) {
            logger.debug("not yet: {}", e.getMessage());
            return;
        }
        deviceLost = false;
        logger.info("{} is there again", station.device().name());
        observer.onDevice(true);
        List<MacAddress> toAnnounce = new ArrayList<>();
        guard(() -> {
            known.values().forEach(peer -> toAnnounce.addAll(station.onPeerJoined(peer)));
            announce(toAnnounce);
        });
    }

    private static String nameOf(Peer peer) {
        return switch (peer.role()) {
            case CLIENT -> "player " + peer.id() + " (" + peer.mac() + ")";
            case GATEWAY -> "the gateway (" + peer.id() + ")";
        };
    }

    private static String keyOf(Peer peer) {
        return String.valueOf(peer.mac());
    }
}
