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
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may come into the rooms of a relay: the way of a hello is {@link #ask}, and {@link #judge} of the proof that is asked
 * for. On an open relay, a room that is not in the {@link RoomBook} can be claimed by its gateway, and is free for all who
 * know its code as long as nobody has. The answers may come from any thread and never wait for a file.
 */
public final class GuestList {
    private final Others others;
    private final RoomBook rooms;
    private final LongSupplier epochSeconds;
    private final Attempts attempts = new Attempts();

    /** What is done about rooms that the operator has not made. */
    public enum Others {
        /** Nobody comes in. */
        CLOSED,
        /** A gateway may make one with an invite of its own; where none has, it is free for all who know its code. */
        OPEN,
        /** As open, until the operator has made a first room. */
        OPEN_WHILE_NONE_IS_KEPT
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
     * A list.
     *
     * @param others what is done about rooms that are not in the book
     * @param epochSeconds the time of day, for what expires
     */
    public GuestList(Others others, RoomBook rooms, LongSupplier epochSeconds) {
        this.others = others;
        this.rooms = rooms;
        this.epochSeconds = epochSeconds;
    }

    /** A list of no rooms: all are free for all, until one is claimed. */
    public static GuestList freeForAll(LongSupplier epochSeconds) {
        return new GuestList(Others.OPEN, RoomBook.ofNone(), epochSeconds);
    }

    /** The closed rooms. */
    public RoomBook rooms() {
        return rooms;
    }

    /** Whether rooms that nobody keeps or has claimed are free for all. */
    public boolean isOpen() {
        return others == Others.OPEN || (others == Others.OPEN_WHILE_NONE_IS_KEPT && rooms.kept().isEmpty());
    }

    /** Somebody is in the room of this code, so that it is not forgotten. */
    public void use(String code) {
        rooms.use(code, nowEpochSeconds());
    }

    /**
     * Writes down which rooms gateways have made, and forgets those that nobody uses; called about once a second by a thread
     * that may wait for a disk.
     *
     * @throws RuntimeException if it cannot be written; it is tried again at the next call
     */
    public void writeDown(long nowNanos) {
        rooms.writeDown(nowEpochSeconds(), nowNanos);
    }

    /** The time of day by which invites expire. */
    public long nowEpochSeconds() {
        return epochSeconds.getAsLong();
    }

    /**
     * Decides about a hello.
     *
     * @param host the address that it came from
     * @param occupied whether somebody is in the room, free for all, or the room is not to be had here
     */
    public Answer ask(Hello hello, String host, boolean occupied, long nowNanos) {
        String code = RoomCode.normalize(hello.room());
        RoomEntry room = rooms.find(code);
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
        return occupied ? inUse(code) : new Prove(null);
    }

    private static Refused inUse(String code) {
        return refused(RejectCode.GATEWAY_TAKEN, "room " + code + " is used without invites now; choose another");
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
     * @param occupied as there, now
     */
    public Judgement judge(Hello hello, Prove asked, ControlMessage.Proof proof, Proof.Occasion occasion, String host,
            boolean occupied, long nowNanos) {
        String code = occasion.room();
        if (asked.ticket() == null) {
            return occupied ? inUse(code) : claim(hello, proof, occasion, host, nowNanos);
        }
        Ticket ticket = asked.ticket();
        RoomEntry room = rooms.find(code);
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
        return switch (rooms.claim(room, host, nowEpochSeconds(), nowNanos)) {
            case MADE -> new Proven(ticket, false);
            case TAKEN -> refused(RejectCode.GATEWAY_TAKEN, "room " + code + " was made by another this moment");
            case FULL -> refused(RejectCode.TOO_MANY_ROOMS, "gateways have made as many rooms as this relay lets them:"
                    + " ask its operator for one");
            case TOO_MANY_FROM_HOST -> refused(RejectCode.TOO_MANY_ROOMS, "from your address "
                    + ClaimedRooms.MOST_FROM_HOST + " new rooms were made within a day: use one of them, or ask the"
                    + " relay's operator for one");
        };
    }

    private static Reject notProven(String code) {
        return reject(RejectCode.INVITE_REFUSED,
                "the invite for room " + code + " was not proven: the endpoint does not"
                        + " have its secret, or was led here by another relay");
    }

    private static Refused refused(RejectCode code, String sentence) {
        return new Refused(reject(code, sentence));
    }

    private static Reject reject(RejectCode code, String sentence) {
        return new Reject(code.label(), sentence);
    }
}
