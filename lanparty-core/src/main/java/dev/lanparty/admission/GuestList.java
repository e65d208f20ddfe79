package dev.lanparty.admission;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.RejectCode;
import dev.lanparty.control.Role;
import dev.lanparty.control.RoomCode;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.secret.Proof;
import dev.lanparty.secret.TokenHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The closed rooms of a relay, and who may come into them: the way of a hello is {@link #ask}, and {@link #judge} of the
 * proof that is asked for.
 *
 * <p>A room that is kept was made by the operator, and a {@link Keeper} writes it down before a change counts. On an open
 * relay there may be claimed ones too, made by their gateway, and those that nobody has claimed are free for all who know
 * their code; both are there for as long as the relay runs. The answers may come from any thread and never wait for a file;
 * changes are made one at a time.
 */
public final class GuestList {
    private final Others others;
    private final Keeper keeper;
    private final LongSupplier epochSeconds;
    private final Attempts attempts = new Attempts();
    private final Object changing = new Object();
    private volatile Map<String, RoomEntry> kept;
    private final ClaimedRooms claimed = new ClaimedRooms();

    /** What is done about rooms that the operator has not made. */
    public enum Others {
        /** Nobody comes in. */
        CLOSED,
        /** A gateway may make one with an invite of its own; where none has, it is free for all who know its code. */
        OPEN,
        /** As open, until the operator has made a first room. */
        OPEN_WHILE_NONE_IS_KEPT
    }

    /** Writes kept rooms down. */
    public interface Keeper {
        /** Brings a room to the disk in place of what was there; if it cannot, it throws and nothing has changed. */
        void save(RoomEntry room);

        /** Takes a room from the disk. */
        void remove(String code);
    }

    /** What is to be done about a hello. */
    public sealed interface Answer {
    }

    /** The room is free for all. */
    public record Free() implements Answer {
    }

    /** The invite is to be proven; its ticket, or null of a room that the gateway may claim. */
    public record Prove(@Nullable Ticket ticket) implements Answer {
    }

    /** The endpoint stays out. */
    public record Refused(Reject reject) implements Answer, Judgement {
    }

    /** What a proof is worth. */
    public sealed interface Judgement {
    }

    /**
     * The invite is proven.
     *
     * @param ticket that was
     * @param waits whether the organiser is to be asked
     */
    public record Proven(Ticket ticket, boolean waits) implements Judgement {
    }

    /**
     * A list of rooms.
     *
     * @param others what is done about rooms that are not kept
     * @param rooms those that are kept
     * @param epochSeconds the time of day, for what expires
     */
    public GuestList(Others others, Collection<RoomEntry> rooms, Keeper keeper, LongSupplier epochSeconds) {
        this.others = others;
        this.keeper = keeper;
        this.epochSeconds = epochSeconds;
        Map<String, RoomEntry> byCode = new TreeMap<>();
        rooms.forEach(room -> byCode.put(room.code(), room));
        kept = byCode;
    }

    /** A list of no rooms: all are free for all, until one is claimed. */
    public static GuestList freeForAll(LongSupplier epochSeconds) {
        return new GuestList(Others.OPEN, List.of(), new Keeper() {
            @Override
            public void save(RoomEntry room) {
                throw new IllegalArgumentException("this relay keeps no rooms");
            }

            @Override
            public void remove(String code) {
                throw new IllegalArgumentException("this relay keeps no rooms");
            }
        }, epochSeconds);
    }

    /** Whether rooms that nobody keeps or has claimed are free for all. */
    public boolean isOpen() {
        return others == Others.OPEN || (others == Others.OPEN_WHILE_NONE_IS_KEPT && kept.isEmpty());
    }

    /** The time of day by which invites expire. */
    public long nowEpochSeconds() {
        return epochSeconds.getAsLong();
    }

    /** The rooms that are kept, by their codes. */
    public List<RoomEntry> kept() {
        return List.copyOf(kept.values());
    }

    /** The rooms that were claimed. */
    public List<RoomEntry> claimed() {
        return claimed.all();
    }

    /** The room of a code, kept or claimed; null if there is none. */
    public @Nullable RoomEntry room(String code) {
        RoomEntry room = kept.get(code);
        return room == null ? claimed.find(code) : room;
    }

    /**
     * Decides about a hello.
     *
     * @param host the address that it came from
     * @param occupied whether somebody is in the room, free for all
     */
    public Answer ask(Hello hello, String host, boolean occupied, long nowNanos) {
        String code = RoomCode.normalize(hello.room());
        RoomEntry room = room(code);
        if (room == null && isOpen()) {
            return askOpen(hello, code, occupied);
        }
        if (hello.invite() == null) {
            return refused(RejectCode.INVITE_NEEDED, "room " + code + " is closed: ask its organiser for an invite");
        }
        if (attempts.areUsedUp(host, code, nowNanos)) {
            return refused(RejectCode.TOO_MANY_ATTEMPTS, "too many wrong invites have come from your address; try again"
                    + " in " + Attempts.WINDOW.toMinutes() + " minutes");
        }
        Ticket ticket = room == null ? null : room.ticket(hello.invite());
        Reject reject = room == null
                ? unknown(code)
                : invalid(hello, host, room, ticket);
        if (reject == null) {
            return new Prove(ticket);
        }
        return new Refused(counted(reject, host, code, nowNanos));
    }

    /** Who is kept out has tried nothing wrong. */
    private Reject counted(Reject reject, String host, String code, long nowNanos) {
        if (!reject.code().equals(RejectCode.BANNED.label())) {
            attempts.failed(host, code, nowNanos);
        }
        return reject;
    }

    private static Answer askOpen(Hello hello, String code, boolean occupied) {
        if (hello.invite() == null) {
            return new Free();
        }
        if (hello.role() == Role.CLIENT) {
            return refused(RejectCode.NO_ROOM_YET, "room " + code + " is not there yet: its gateway makes it; try again"
                    + " when that runs");
        }
        return occupied
                ? refused(RejectCode.GATEWAY_TAKEN, "room " + code + " is used without invites now; choose another")
                : new Prove(null);
    }

    private @Nullable Reject invalid(Hello hello, String host, RoomEntry room, @Nullable Ticket ticket) {
        MacAddress mac = hello.mac() == null ? null : MacAddress.parse(hello.mac());
        long now = nowEpochSeconds();
        if (room.bans().stream().anyMatch(ban -> ban.covers(mac, host, now))) {
            return reject(RejectCode.BANNED, "the organiser has put you out of room " + room.code());
        }
        if (ticket == null) {
            return room.replaced().contains(hello.invite())
                    ? reject(RejectCode.INVITE_REFUSED, "the invite for room " + room.code() + " was taken back or"
                            + " replaced by a new one: ask the organiser for that")
                    : unknown(room.code());
        }
        if (ticket.role() != hello.role()) {
            return reject(RejectCode.INVITE_REFUSED, "the invite is one for a " + nameOf(ticket.role()) + " of room "
                    + room.code() + ", not for a " + nameOf(hello.role()));
        }
        if (now >= ticket.expiresEpochSeconds()) {
            return reject(RejectCode.INVITE_REFUSED, "the invite for room " + room.code()
                    + " has expired: ask the organiser for another");
        }
        return null;
    }

    private static Reject unknown(String code) {
        return reject(RejectCode.INVITE_REFUSED, "the relay knows no such invite for room " + code
                + ": check that it is for this relay and this room, or ask the organiser for another");
    }

    private static String nameOf(Role role) {
        return role == Role.CLIENT ? "player" : role.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Decides about a proof.
     *
     * @param asked what {@link #ask} said of the hello
     */
    public Judgement judge(Hello hello, Prove asked, ControlMessage.Proof proof, Proof.Occasion occasion, String host,
            long nowNanos) {
        String code = occasion.room();
        if (asked.ticket() == null) {
            return claim(hello, proof, occasion, host, nowNanos);
        }
        Ticket ticket = asked.ticket();
        RoomEntry room = room(code);
        // It may have been taken back since the hello.
        Reject reject = room == null ? unknown(code) : invalid(hello, host, room, room.ticket(ticket.id()));
        if (reject == null && !Proof.holds(proof.proof(), ticket.hash(), occasion)) {
            reject = notProven(code);
        }
        if (reject != null || room == null) {
            return new Refused(counted(reject == null ? unknown(code) : reject, host, code, nowNanos));
        }
        boolean waits = room.approve() && ticket.role() == Role.CLIENT && hello.mac() != null
                && !room.accepted().contains(MacAddress.parse(hello.mac()));
        return new Proven(ticket, waits);
    }

    private Judgement claim(Hello hello, ControlMessage.Proof proof, Proof.Occasion occasion, String host,
            long nowNanos) {
        String code = occasion.room();
        ControlMessage.Claim claim = proof.claim();
        if (claim == null) {
            return refused(RejectCode.INVITE_REFUSED, "room " + code + " is not there, and was not claimed");
        }
        RoomEntry room = RoomEntry.of(code, false, TokenHash.parse(claim.gateway()), TokenHash.parse(claim.client()));
        Ticket ticket = room.tickets().getFirst();
        if (!ticket.id().equals(hello.invite()) || !Proof.holds(proof.proof(), ticket.hash(), occasion)) {
            attempts.failed(host, code, nowNanos);
            return new Refused(notProven(code));
        }
        if (kept.containsKey(code) || !claimed.add(room)) {
            return refused(RejectCode.GATEWAY_TAKEN, "room " + code + " was made by another this moment");
        }
        return new Proven(ticket, false);
    }

    private static Reject notProven(String code) {
        return reject(RejectCode.INVITE_REFUSED,
                "the invite for room " + code + " was not proven: the endpoint does not"
                        + " have its secret, or was led here by another relay");
    }

    /**
     * Adds a room that is kept from now on.
     *
     * @throws IllegalArgumentException if there is one of that code
     */
    public void add(RoomEntry room) {
        synchronized (changing) {
            if (room(room.code()) != null) {
                throw new IllegalArgumentException("room " + room.code() + " is there already");
            }
            keeper.save(room);
            publish(room.code(), room);
        }
    }

    /**
     * Changes a room.
     *
     * @return what it is now
     * @throws IllegalArgumentException if there is none of that code
     */
    public RoomEntry change(String code, UnaryOperator<RoomEntry> change) {
        synchronized (changing) {
            RoomEntry before = kept.get(code);
            if (before == null) {
                RoomEntry changed = claimed.change(code, change);
                if (changed == null) {
                    throw noRoom(code);
                }
                return changed;
            }
            RoomEntry after = change.apply(before);
            keeper.save(after);
            publish(code, after);
            return after;
        }
    }

    /**
     * Takes a room out for good.
     *
     * @throws IllegalArgumentException if there is none of that code
     */
    public void remove(String code) {
        synchronized (changing) {
            if (kept.containsKey(code)) {
                keeper.remove(code);
                publish(code, null);
                return;
            }
        }
        if (!claimed.remove(code)) {
            throw noRoom(code);
        }
    }

    private void publish(String code, @Nullable RoomEntry room) {
        Map<String, RoomEntry> next = new TreeMap<>(kept);
        if (room == null) {
            next.remove(code);
        } else {
            next.put(code, room);
        }
        kept = next;
    }

    private IllegalArgumentException noRoom(String code) {
        List<String> codes = new ArrayList<>(kept.keySet());
        return new IllegalArgumentException("there is no room " + code
                + (codes.isEmpty() ? "; 'room create' makes one" : "; the relay keeps " + String.join(", ", codes)));
    }

    private static Refused refused(RejectCode code, String sentence) {
        return new Refused(reject(code, sentence));
    }

    private static Reject reject(RejectCode code, String sentence) {
        return new Reject(code.label(), sentence);
    }
}
