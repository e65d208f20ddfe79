package dev.lanparty.room;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.control.RejectCode;
import dev.lanparty.control.Role;
import dev.lanparty.control.RoomCode;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.Link;
import dev.lanparty.metrics.Counters;
import dev.lanparty.metrics.CounterSnapshot;
import dev.lanparty.room.Absences.Absence;
import dev.lanparty.wire.MtuBudget;
import io.netty.util.collection.IntObjectHashMap;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All rooms of one relay thread: who may come in, and where to. A room is there from its first member to its last. Where a
 * relay has several threads, each has a lobby with its {@link Share} of the rooms, and they have one {@link Census}. Confined
 * to one thread.
 */
public final class Lobby {
    private static final int MAX_PEER_ID = 65_535;
    /**
     * A gateway that lives says something every 3 s at the latest, so it was away for 5 s at least: as long as an endpoint waits for
     * a word of its relay's before it connects anew.
     */
    private static final long SILENCE_NANOS = Duration.ofSeconds(8).toNanos();

    private final RoomLimits limits;
    private final FrameLog log;
    private final Census census;
    private final Share share;
    private final Map<String, Room> rooms = new LinkedHashMap<>();
    private final IntObjectHashMap<Member> peers = new IntObjectHashMap<>();
    private final RandomGenerator random;
    private final Absences absences;
    private final Counters strangers = new Counters();
    private CounterSnapshot departed = new Counters().snapshot();
    private int lastPeerId;
    private long tenures;

    /** The only lobby of its relay. */
    public Lobby(RoomLimits limits, FrameLog log, RandomGenerator random) {
        this(limits, log, new Census(limits), Share.ALL, random);
    }

    /**
     * One of several lobbies.
     *
     * @param random for resume tokens: nobody must be able to guess what it gives next
     */
    public Lobby(RoomLimits limits, FrameLog log, Census census, Share share, RandomGenerator random) {
        this.limits = limits;
        this.log = log;
        this.census = census;
        this.share = share;
        this.random = random;
        absences = new Absences(MAX_PEER_ID / share.lobbies());
        lastPeerId = share.firstPeerId() - share.lobbies();
    }

    /** What became of a hello. */
    public sealed interface Admission {
    }

    /**
     * The endpoint is in: the welcome is for it, the others were told, unless they never missed it.
     *
     * @param back whether it was here before, and has its place again
     * @param displaced whose place it has now, or null
     */
    public record Admitted(Member member, Welcome welcome, boolean back, @Nullable Displaced displaced)
            implements
                Admission {
    }

    /**
     * A connection that is no member's any more, because the member has come back by another, or has its address back, or because
     * it was a silent gateway's and there is another one.
     *
     * @param code by which whoever is there still knows whether to come back
     * @param sentence for whoever is there still
     */
    public record Displaced(Link link, DisconnectCode code, String sentence) {
    }

    /** The endpoint stays out. */
    public record Refused(Reject reject) implements Admission {
    }

    /**
     * Decides about a hello and, if it is good, makes its sender a member, or again the one that it was.
     *
     * @param hello valid by the rules of the control protocol
     * @param link the way to the endpoint, of whose host the members are counted
     */
    public Admission admit(Hello hello, Link link, long nowNanos) {
        String code = RoomCode.normalize(hello.room());
        int budgetBytes = Math.min(hello.datagramBudget(), link.datagramBudgetBytes());
        MacAddress mac = hello.mac() == null ? null : MacAddress.parse(hello.mac());
        Member here = stillHere(hello, mac, code);
        if (here != null) {
            return move(here, link, budgetBytes, nowNanos);
        }
        Room room = rooms.get(code);
        Absence own = ownAbsence(hello, mac, code, nowNanos);
        Member guest = own == null || mac == null || room == null ? null : room.withMac(mac);
        if (own != null && guest != null && guest.tenure() < own.tenure()) {
            own = null;
            guest = null;
        }
        if (hello.role() == Role.GATEWAY && room != null) {
            guest = silentGateway(room, nowNanos);
        }
        Reject reject = refusal(hello, mac, code, room, budgetBytes, guest);
        if (reject == null) {
            reject = countIn(link.remoteHost(), room == null, guest);
        }
        if (reject != null) {
            return new Refused(reject);
        }
        if (room == null) {
            room = new Room(code, limits, log);
            rooms.put(code, room);
        }
        Displaced displaced = guest == null ? null : displace(guest, nowNanos);
        ControlMessage.Limits memberLimits = limitsOf(hello.role());
        Member member = own == null
                ? new Member(ResumeToken.of(nextPeerId(), random), tenures++, hello.role(), mac, link, room,
                        memberLimits, nowNanos)
                : new Member(own.token(), own.tenure(), hello.role(), mac, link, room, memberLimits, nowNanos);
        if (own != null) {
            absences.end(own);
        }
        Welcome welcome = welcome(member);
        room.add(member, nowNanos);
        peers.put(member.peerId(), member);
        return new Admitted(member, welcome, own != null, displaced);
    }

    /** Whether a hello is of one who was in the room a moment ago, and has a place there still or again. */
    public boolean hasPlace(Hello hello, long nowNanos) {
        String code = RoomCode.normalize(hello.room());
        MacAddress mac = hello.mac() == null ? null : MacAddress.parse(hello.mac());
        return stillHere(hello, mac, code) != null || ownAbsence(hello, mac, code, nowNanos) != null;
    }

    private static Welcome welcome(Member member) {
        Room room = member.room();
        return new Welcome(member.peerId(), room.mtuBytes(), room.peersOf(member), member.limits(),
                member.token().text());
    }

    /** The member that a hello's token is of, if it has not been missed yet. */
    private @Nullable Member stillHere(Hello hello, @Nullable MacAddress mac, String code) {
        ResumeToken token = ResumeToken.parse(hello.resumeToken());
        Member member = token == null ? null : peers.get(token.peerId());
        return token != null && member != null && member.token().matches(token)
                && member.room().code().equals(code) && member.role() == hello.role()
                && Objects.equals(member.mac(), mac) ? member : null;
    }

    /** The place that a hello's token is for, if it is kept still. */
    private @Nullable Absence ownAbsence(Hello hello, @Nullable MacAddress mac, String code, long nowNanos) {
        ResumeToken token = ResumeToken.parse(hello.resumeToken());
        Absence absence = token == null ? null : absences.find(token, nowNanos);
        return absence != null && absence.room().equals(code) && absence.role() == hello.role()
                && Objects.equals(absence.mac(), mac) ? absence : null;
    }

    /** The relay believed the member's old connection alive: nobody has missed it, and nobody is told. */
    private Admission move(Member member, Link link, int budgetBytes, long nowNanos) {
        if (budgetBytes < MtuBudget.MIN_DATAGRAM_BYTES) {
            return new Refused(tooNarrow(budgetBytes));
        }
        if (!census.move(member.host(), link.remoteHost())) {
            return new Refused(tooManyFromAddress());
        }
        Displaced displaced = new Displaced(member.link(), DisconnectCode.SUPERSEDED,
                "this member has come back by another connection");
        member.moveTo(link, nowNanos);
        return new Admitted(member, welcome(member), true, displaced);
    }

    /** A gateway that was killed, most likely: QUIC finds that out later, and another one waits for its place now. */
    private static @Nullable Member silentGateway(Room room, long nowNanos) {
        Member gateway = room.gateway();
        return gateway != null && gateway.silentForNanos(nowNanos) >= SILENCE_NANOS ? gateway : null;
    }

    private Displaced displace(Member guest, long nowNanos) {
        return guest.role() == Role.GATEWAY ? displaceSilent(guest, nowNanos) : displaceFromAddress(guest);
    }

    /** Takes out who has the address of one who comes back. */
    private Displaced displaceFromAddress(Member guest) {
        takeOut(guest, "its address is another player's");
        return new Displaced(guest.link(), DisconnectCode.SUPERSEDED,
                "MAC address " + guest.mac() + " is again that of the player in room " + guest.room().code()
                        + " who had it before; give this player another with --virtual-mac");
    }

    /** Takes a silent gateway out, which may have its place back when the other one is gone. */
    private Displaced displaceSilent(Member gateway, long nowNanos) {
        takeOut(gateway, "it is silent, and another one is there");
        absences.keep(gateway, nowNanos);
        return new Displaced(gateway.link(), DisconnectCode.IDLE,
                "nothing was heard from this gateway of room " + gateway.room().code() + " for "
                        + TimeUnit.NANOSECONDS.toSeconds(SILENCE_NANOS) + " s, and another one has its place now");
    }

    /** The room stays, though it may be empty for a moment, and the place in the census is the next one's. */
    private void takeOut(Member guest, String reason) {
        peers.remove(guest.peerId());
        departed = departed.plus(guest.counters().snapshot());
        guest.room().remove(guest, reason);
    }

    private @Nullable Reject refusal(Hello hello, @Nullable MacAddress mac, String code, @Nullable Room room,
            int budgetBytes, @Nullable Member guest) {
        if (!share.has(code)) {
            return reject(RejectCode.MISROUTED, "the connection does not bear the mark of room " + code
                    + ", or the relay was just starting; connect again");
        }
        if (budgetBytes < MtuBudget.MIN_DATAGRAM_BYTES) {
            return tooNarrow(budgetBytes);
        }
        if (room == null) {
            return hasPeerId() ? null : tooManyRooms();
        }
        if (hello.role() == Role.GATEWAY && room.gateway() != null && guest == null) {
            return reject(RejectCode.GATEWAY_TAKEN,
                    "room " + room.code() + " has a gateway already; stop that one first, or choose another room");
        }
        if (mac != null && room.hasMac(mac) && guest == null) {
            return reject(RejectCode.MAC_TAKEN, "MAC address " + mac + " is in room " + room.code()
                    + " already; give this player another with --virtual-mac");
        }
        int others = room.members().size() - (guest == null ? 0 : 1);
        if (others >= limits.maxMembersPerRoom() || !hasPeerId()) {
            return reject(RejectCode.ROOM_FULL,
                    "room " + room.code() + " is full with " + room.members().size() + " members");
        }
        return null;
    }

    private @Nullable Reject countIn(String host, boolean newRoom, @Nullable Member guest) {
        if (guest != null) {
            return census.move(guest.host(), host) ? null : tooManyFromAddress();
        }
        return switch (census.enter(host, newRoom)) {
            case HOST -> tooManyFromAddress();
            case ROOMS -> tooManyRooms();
            case null -> null;
        };
    }

    private static Reject tooNarrow(int budgetBytes) {
        return reject(RejectCode.BAD_BUDGET, "the path to the relay carries only " + budgetBytes + " bytes at once, "
                + MtuBudget.MIN_DATAGRAM_BYTES + " are needed");
    }

    private Reject tooManyFromAddress() {
        return reject(RejectCode.TOO_MANY_FROM_ADDRESS,
                limits.maxMembersPerHost() + " members have joined from this address, which is all that may");
    }

    private static Reject tooManyRooms() {
        return reject(RejectCode.TOO_MANY_ROOMS, "the relay has as many rooms as it may; try again later");
    }

    /**
     * Takes a member out that has not said goodbye: its place is free, but it may have it back for {@link Absences#KEPT}. A
     * second time does nothing.
     */
    public void lose(Member member, String reason, long nowNanos) {
        if (peers.get(member.peerId()) == member) {
            leave(member, reason);
            absences.keep(member, nowNanos);
        }
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

    /** Lets the forwarding tables age, and places kept for who is away; called about once a second. */
    public void tick(long nowNanos) {
        rooms.values().forEach(room -> room.tick(nowNanos));
        absences.expire(nowNanos);
    }

    private ControlMessage.Limits limitsOf(Role role) {
        int share = role == Role.GATEWAY ? RoomLimits.GATEWAY_SHARE : 1;
        return new ControlMessage.Limits(Math.multiplyExact(limits.framesPerSecond(), share),
                Math.multiplyExact(limits.floodedFramesPerSecond(), share));
    }

    private boolean hasPeerId() {
        return peers.size() + absences.size() < MAX_PEER_ID / share.lobbies();
    }

    /** Ids go round, so that one just freed is not soon another's; no two lobbies have one in common. */
    private int nextPeerId() {
        do {
            lastPeerId += share.lobbies();
            if (lastPeerId > MAX_PEER_ID) {
                lastPeerId = share.firstPeerId();
            }
        } while (peers.containsKey(lastPeerId) || absences.holds(lastPeerId));
        return lastPeerId;
    }

    private static Reject reject(RejectCode code, String sentence) {
        return new Reject(code.label(), sentence);
    }
}
