package dev.lanparty.room;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
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
    private final Link link;
    private final String host;
    private final Room room;
    private final TokenBucket allFrames;
    private final TokenBucket floodedFrames;
    private final Counters counters = new Counters();

    Member(int peerId, Role role, @Nullable MacAddress mac, Link link, Room room, ControlMessage.Limits limits,
            long nowNanos) {
        this.peerId = peerId;
        this.role = role;
        this.mac = mac;
        this.link = link;
        host = link.remoteHost();
        this.room = room;
        // A second's worth of floods in one burst: a LAN game's server list is asked for by all players at once.
        allFrames = new TokenBucket(limits.framesPerSecond(), limits.framesPerSecond(), nowNanos);
        floodedFrames = new TokenBucket(limits.floodedFramesPerSecond(), limits.floodedFramesPerSecond(), nowNanos);
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

    /** The address it joined from; by now its link may have another. */
    String host() {
        return host;
    }

    /** The way to it. */
    public Link link() {
        return link;
    }

    TokenBucket allFrames() {
        return allFrames;
    }

    TokenBucket floodedFrames() {
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
