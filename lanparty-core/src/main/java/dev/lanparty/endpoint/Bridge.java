package dev.lanparty.endpoint;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.device.DeviceException;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.frame.RarpAnnouncement;
import dev.lanparty.link.Link;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import dev.lanparty.metrics.StormWatch;
import dev.lanparty.session.Credential;
import dev.lanparty.session.Session;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.session.SessionListener;
import dev.lanparty.session.SessionTiming;
import dev.lanparty.wire.MtuBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One membership: a station's device joined to one link, for as long as the session lasts. Knows neither threads nor
 * sockets; confined to the link's thread. A device that fails ends the session.
 */
public final class Bridge implements SessionListener {
    private static final Logger logger = LoggerFactory.getLogger(Bridge.class);

    private final Station station;
    private final Link link;
    private final Counters counters;
    private final Observer observer;
    private final Session session;
    private final Uplink uplink;
    private final Downlink downlink;
    private final StormWatch storms = new StormWatch();
    private final ByteBuf announcement = Unpooled.buffer(RarpAnnouncement.LENGTH_BYTES, RarpAnnouncement.LENGTH_BYTES);
    private ControlMessage.@Nullable Welcome welcome;

    /** Who is told of the beginning and the end. */
    public interface Observer {
        /** The organiser is asked whether it may come in, which takes as long as it takes. */
        void onWaiting();

        /** The station is in the room. */
        void onJoined(ControlMessage.Welcome welcome);

        /** The membership is over, or never came to be; the last call. */
        void onEnded(SessionEnd end);
    }

    /** A bridge that is not yet in a room; becomes the link's handler. */
    public Bridge(Station station, Link link, SessionTiming timing, Counters counters, Observer observer) {
        this.station = station;
        this.link = link;
        this.counters = counters;
        this.observer = observer;
        session = new Session(link, this, timing, counters);
        uplink = new Uplink(station.device(), station.gate(), counters);
        downlink = new Downlink(station.device(), counters);
        link.attach(session);
    }

    /** Asks to join a room; the observer hears of the answer. */
    public void join(String room, String software, long nowNanos) {
        join(room, software, null, nowNanos);
    }

    /**
     * Asks to join a room by an invite.
     *
     * @param invite to prove, or null where there is none
     */
    public void join(String room, String software, @Nullable Credential invite, long nowNanos) {
        MacAddress mac = station.mac();
        session.begin(new Hello(ControlMessage.PROTOCOL_VERSION, station.role(), room, software,
                mac == null ? null : mac.toString(), link.datagramBudgetBytes(),
                invite == null ? null : invite.inviteId(), null), invite,
                nowNanos);
    }

    /**
     * Sends what the device has received.
     *
     * @return whether to be called again soon, since the device may have more
     */
    // HOT PATH
    public boolean drain() {
        try {
            return session.isJoined() && uplink.drain(link);
        } catch (DeviceException e) {
            deviceFailed(e);
            return false;
        }
    }

    /** Lets time pass; called about once a second. */
    public void tick(long nowNanos) {
        session.tick(nowNanos);
        downlink.expire(nowNanos);
        String storm = storms.tick(nowNanos, counters::get);
        if (storm != null) {
            logger.warn("{}: {}", station.device().name(), storm);
        }
        if (session.isJoined()) {
            guard(() -> announce(station.tick(nowNanos)));
        }
    }

    /** Leaves the room. */
    public void leave() {
        session.leave(DisconnectCode.LEAVING, "left");
    }

    /** What the relay said on joining; null before. */
    public ControlMessage.@Nullable Welcome welcome() {
        return welcome;
    }

    /** The smoothed round-trip time to the relay in nanoseconds, -1 if unknown. */
    public long roundTripNanos() {
        return link.path().roundTripNanos();
    }

    /** The other members now. */
    public List<ControlMessage.Peer> peers() {
        return List.copyOf(session.peers());
    }

    @Override
    public void onWaiting(String sentence) {
        logger.info("waiting: {}", sentence);
        observer.onWaiting();
    }

    @Override
    public void onJoined(ControlMessage.Welcome joined, long nowNanos) {
        welcome = joined;
        // A path narrower than the room's MTU is this member's alone: its frames go in pieces, its TCP is held to it.
        int mtuBytes = Math.min(joined.mtu(), MtuBudget.mtuFor(link.datagramBudgetBytes()));
        uplink.setMtuBytes(mtuBytes);
        downlink.setMtuBytes(mtuBytes);
        guard(() -> {
            station.onJoined(joined);
            observer.onJoined(joined);
        });
    }

    @Override
    public void onPeerJoined(ControlMessage.Peer peer, long nowNanos) {
        logger.info("{} is in the room", nameOf(peer));
        guard(() -> announce(station.onPeerJoined(peer)));
    }

    @Override
    public void onPeerLeft(ControlMessage.Peer peer, String reason) {
        logger.info("{} has left: {}", nameOf(peer), reason);
        guard(() -> station.onPeerLeft(peer));
    }

    // HOT PATH
    @Override
    public void onDatagram(ByteBuf datagram, long nowNanos) {
        try {
            downlink.accept(datagram, nowNanos);
        } catch (DeviceException e) {
            deviceFailed(e);
        }
    }

    @Override
    public void onEnded(SessionEnd end) {
        try {
            station.onLeft();
        } catch (DeviceException e) {
            logger.debug("the device could not be put to rest: {}", e.getMessage());
        }
        observer.onEnded(end);
    }

    private void announce(List<MacAddress> stations) {
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
        try {
            work.run();
        } catch (DeviceException e) {
            deviceFailed(e);
        }
    }

    private void deviceFailed(DeviceException failure) {
        session.leave(DisconnectCode.DEVICE_FAILED, String.valueOf(failure.getMessage()));
    }

    private static String nameOf(ControlMessage.Peer peer) {
        return switch (peer.role()) {
            case CLIENT -> "player " + peer.id() + " (" + peer.mac() + ")";
            case GATEWAY -> "the gateway (" + peer.id() + ")";
        };
    }
}
