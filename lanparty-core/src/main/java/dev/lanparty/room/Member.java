package dev.lanparty.room;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.filter.PlayerAddresses;
import dev.lanparty.filter.TokenBucket;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.Link;
import dev.lanparty.metrics.Counters;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One port of a room's switch: who is behind it, its link, what it may send. Confined to the room's thread. */
public final class Member {
    private final int peerId;
    private final Role role;
    private final @Nullable MacAddress mac;
    private final Room room;
    private final @Nullable PlayerAddresses addresses;
    private final ResumeToken token;
    private final long tenure;
    private final TokenBucket allFrames;
    private final FloodRate floodedFrames;
    private final ControlMessage.Limits limits;
    private final Counters counters = new Counters();
    private Link link;
    private String host;
    private long heardNanos;

    /**
     * A member that has not been told of yet.
     *
     * @param token by which it may come back
     * @param tenure counts up with each that comes anew, and is kept by one that comes back
     */
    Member(ResumeToken token, long tenure, Role role, @Nullable MacAddress mac, Link link, Room room,
            ControlMessage.Limits limits, long nowNanos) {
        peerId = token.peerId();
        this.token = token;
        this.tenure = tenure;
        this.role = role;
        this.mac = mac;
        this.link = link;
        host = link.remoteHost();
        this.room = room;
        addresses = mac == null ? null : room.addressesOf(mac, nowNanos);
        this.limits = limits;
        allFrames = new TokenBucket(limits.framesPerSecond(), limits.framesPerSecond(), nowNanos);
        floodedFrames = new FloodRate(limits.floodedFramesPerSecond(), nowNanos);
        heardNanos = nowNanos;
    }

    /** Its id in the room, 1 to 65535. */
    public int peerId() {
        return peerId;
    }

    /** What it is. */
    public Role role() {
        return role;
    }

    /** A client's own MAC address; null for a gateway. */
    public @Nullable MacAddress mac() {
        return mac;
    }

    /** The room it is in. */
    public Room room() {
        return room;
    }

    /** What was counted of the frames that it sent. */
    public Counters counters() {
        return counters;
    }

    /** The way to it. */
    public Link link() {
        return link;
    }

    /** It has come back by another way. */
    void moveTo(Link other, long nowNanos) {
        link = other;
        host = other.remoteHost();
        heardNanos = nowNanos;
    }

    /** Notes that it is there: it has sent a frame, or said something. */
    // HOT PATH
    public void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    /** For how long nothing has come from it. */
    long silentForNanos(long nowNanos) {
        return nowNanos - heardNanos;
    }

    ControlMessage.Limits limits() {
        return limits;
    }

    ResumeToken token() {
        return token;
    }

    long tenure() {
        return tenure;
    }

    /** The address it came from: its link may have moved since, or have none any more. */
    String host() {
        return host;
    }

    /** A client's own IP addresses; null for a gateway. */
    @Nullable
    PlayerAddresses addresses() {
        return addresses;
    }

    TokenBucket allFrames() {
        return allFrames;
    }

    FloodRate floodedFrames() {
        return floodedFrames;
    }

    ControlMessage.Peer asPeer() {
        return new ControlMessage.Peer(peerId, role, mac == null ? null : mac.toString());
    }

    /** For a log line: role, id and MAC address. */
    @Override
    public String toString() {
        return role.name().toLowerCase(Locale.ROOT) + " " + peerId + (mac == null ? "" : " " + mac);
    }
}
