package dev.lanparty.room;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.RejectCode;
import dev.lanparty.control.Role;
import dev.lanparty.control.RoomCode;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.Link;
import dev.lanparty.metrics.Counters;
import dev.lanparty.metrics.CounterSnapshot;
import dev.lanparty.wire.MtuBudget;
import io.netty.util.collection.IntObjectHashMap;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All rooms of one relay thread: who may come in, and where to. A room is there from its first member to its last. Where a
 * relay has several threads, each has a lobby with its {@link Share} of the rooms, and they have one {@link Census}. Confined
 * to one thread.
 */
public final class Lobby {
    private static final int MAX_PEER_ID = 65_535;

    private final RoomLimits limits;
    private final FrameLog log;
    private final Census census;
    private final Share share;
    private final Map<String, Room> rooms = new LinkedHashMap<>();
    private final IntObjectHashMap<Member> peers = new IntObjectHashMap<>();
    private final Counters strangers = new Counters();
    private CounterSnapshot departed = new Counters().snapshot();
    private int lastPeerId;

    /** The only lobby of its relay. */
    public Lobby(RoomLimits limits, FrameLog log) {
        this(limits, log, new Census(limits), Share.ALL);
    }

    /** One of several lobbies. */
    public Lobby(RoomLimits limits, FrameLog log, Census census, Share share) {
        this.limits = limits;
        this.log = log;
        this.census = census;
        this.share = share;
        lastPeerId = share.firstPeerId() - share.lobbies();
    }

    /** What became of a hello. */
    public sealed interface Admission {
    }

    /** The endpoint is in: the welcome is for it, the others were told. */
    public record Admitted(Member member, Welcome welcome) implements Admission {
    }

    /** The endpoint stays out. */
    public record Refused(Reject reject) implements Admission {
    }

    /**
     * Decides about a hello and, if it is good, makes its sender a member.
     *
     * @param hello valid by the rules of the control protocol
     * @param link the way to the endpoint, of whose host the members are counted
     */
    public Admission admit(Hello hello, Link link, long nowNanos) {
        String code = RoomCode.normalize(hello.room());
        int budgetBytes = Math.min(hello.datagramBudget(), link.datagramBudgetBytes());
        MacAddress mac = hello.mac() == null ? null : MacAddress.parse(hello.mac());
        Room room = rooms.get(code);
        Reject reject = refusal(hello, mac, code, room, budgetBytes);
        if (reject == null) {
            reject = countIn(link.remoteHost(), room == null);
        }
        if (reject != null) {
            return new Refused(reject);
        }
        if (room == null) {
            room = new Room(code, limits, log);
            rooms.put(code, room);
        }
        ControlMessage.Limits memberLimits = limitsOf(hello.role());
        Member member = new Member(nextPeerId(), hello.role(), mac, link, room, memberLimits, nowNanos);
        Welcome welcome = new Welcome(member.peerId(), room.mtuBytes(), room.peers(), memberLimits, null);
        room.add(member, nowNanos);
        peers.put(member.peerId(), member);
        return new Admitted(member, welcome);
    }

    private @Nullable Reject refusal(Hello hello, @Nullable MacAddress mac, String code, @Nullable Room room,
            int budgetBytes) {
        if (!share.has(code)) {
            return reject(RejectCode.MISROUTED, "the connection does not bear the mark of room " + code
                    + ", or the relay was just starting; connect again");
        }
        if (budgetBytes < MtuBudget.MIN_DATAGRAM_BYTES) {
            return reject(RejectCode.BAD_BUDGET, "the path to the relay carries only " + budgetBytes
                    + " bytes at once, " + MtuBudget.MIN_DATAGRAM_BYTES + " are needed");
        }
        if (room == null) {
            return hasPeerId() ? null : tooManyRooms();
        }
        if (hello.role() == Role.GATEWAY && room.hasGateway()) {
            return reject(RejectCode.GATEWAY_TAKEN,
                    "room " + room.code() + " has a gateway already; stop that one first, or choose another room");
        }
        if (mac != null && room.hasMac(mac)) {
            return reject(RejectCode.MAC_TAKEN, "MAC address " + mac + " is in room " + room.code()
                    + " already; give this player another with --virtual-mac");
        }
        if (room.members().size() >= limits.maxMembersPerRoom() || !hasPeerId()) {
            return reject(RejectCode.ROOM_FULL,
                    "room " + room.code() + " is full with " + room.members().size() + " members");
        }
        return null;
    }

    private @Nullable Reject countIn(String host, boolean newRoom) {
        return switch (census.enter(host, newRoom)) {
            case HOST -> reject(RejectCode.TOO_MANY_FROM_ADDRESS,
                    limits.maxMembersPerHost() + " members have joined from this address, which is all that may");
            case ROOMS -> tooManyRooms();
            case null -> null;
        };
    }

    private static Reject tooManyRooms() {
        return reject(RejectCode.TOO_MANY_ROOMS, "the relay has as many rooms as it may; try again later");
    }

    /** Takes a member out, its place at once free for another; an empty room is no more. A second time does nothing. */
    public void leave(Member member, String reason) {
        // By now its id may be another's.
        if (peers.get(member.peerId()) != member) {
            return;
        }
        peers.remove(member.peerId());
        departed = departed.plus(member.counters().snapshot());
        Room room = member.room();
        room.remove(member, reason);
        census.leave(member.host(), room.isEmpty());
        if (room.isEmpty()) {
            rooms.remove(room.code());
        }
    }

    /** Whether a room of this code is here or nowhere; from any thread. */
    public boolean keeps(String code) {
        return share.has(code);
    }

    /** The rooms, in the order of their making; a view. */
    public Collection<Room> rooms() {
        return Collections.unmodifiableCollection(rooms.values());
    }

    /** Counts what connections sent that are no members. */
    public Counters strangers() {
        return strangers;
    }

    /** All that was counted: of members, of those who have left, of strangers. */
    public CounterSnapshot counters() {
        CounterSnapshot sum = departed.plus(strangers.snapshot());
        for (Member member : peers.values()) {
            sum = sum.plus(member.counters().snapshot());
        }
        return sum;
    }

    /** Lets the forwarding tables age; called about once a second. */
    public void tick(long nowNanos) {
        rooms.values().forEach(room -> room.tick(nowNanos));
    }

    private ControlMessage.Limits limitsOf(Role role) {
        int share = role == Role.GATEWAY ? RoomLimits.GATEWAY_SHARE : 1;
        return new ControlMessage.Limits(Math.multiplyExact(limits.framesPerSecond(), share),
                Math.multiplyExact(limits.floodedFramesPerSecond(), share));
    }

    private boolean hasPeerId() {
        return peers.size() < MAX_PEER_ID / share.lobbies();
    }

    /** Ids go round, so that one just freed is not soon another's; no two lobbies have one in common. */
    private int nextPeerId() {
        do {
            lastPeerId += share.lobbies();
            if (lastPeerId > MAX_PEER_ID) {
                lastPeerId = share.firstPeerId();
            }
        } while (peers.containsKey(lastPeerId));
        return lastPeerId;
    }

    private static Reject reject(RejectCode code, String sentence) {
        return new Reject(code.label(), sentence);
    }
}
