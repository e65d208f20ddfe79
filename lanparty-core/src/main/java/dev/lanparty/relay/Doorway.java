package dev.lanparty.relay;

import dev.lanparty.admission.GuestList;
import dev.lanparty.admission.Ticket;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Challenge;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Waiting;
import dev.lanparty.control.ControlRules;
import dev.lanparty.control.RejectCode;
import dev.lanparty.control.RoomCode;
import dev.lanparty.link.Link;
import dev.lanparty.secret.Proof;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a stranger goes through between connecting and being let into a room:
 * <ol>
 * <li>a hello; where the room is free for all, that is enough
 * <li>the challenge, and the proof that answers it
 * <li>where the organiser is asked, the waiting
 * </ol>
 * Confined to the link's thread.
 */
final class Doorway {
    /** How long somebody may wait for the organiser. */
    static final Duration PATIENCE = Duration.ofMinutes(30);

    private final GuestList guests;
    private final Link link;
    private final SecureRandom random;
    private final Predicate<String> isOccupied;
    private final Places places;
    private final String host;
    private @Nullable Hello hello;
    private GuestList.@Nullable Prove asked;
    private @Nullable String nonce;
    private @Nullable Guest waiting;
    private long waitingSinceNanos;

    /** What comes of a message. */
    sealed interface Step {
    }

    /** Nothing yet. */
    record Stay() implements Step {
    }

    /** It is let in. */
    record Enter(Guest guest) implements Step {
    }

    /** It is not. */
    record Refuse(Reject reject) implements Step {
    }

    /** It has gone away by itself. */
    record GoAway(String sentence) implements Step {
    }

    /** Who has been in a room a moment ago, and who may wait to come into one. */
    interface Places {
        /** Whether a hello is of one who has a place in its room. */
        boolean hasPlace(Hello hello, long nowNanos);

        /** Whether one more from an address may wait for a room. */
        boolean mayWait(String room, String host);
    }

    private static final Step STAY = new Stay();

    /**
     * A doorway that nobody has come to.
     *
     * @param isOccupied whether somebody is in the room of a code, or it is not to be had here
     * @param places who is back
     */
    Doorway(GuestList guests, Link link, SecureRandom random, Predicate<String> isOccupied, Places places) {
        this.guests = guests;
        this.link = link;
        this.random = random;
        this.isOccupied = isOccupied;
        this.places = places;
        host = link.remoteHost();
    }

    /** Who waits for the organiser, or null. */
    @Nullable
    Guest waiting() {
        return waiting;
    }

    Step onMessage(ControlMessage message, long nowNanos) {
        if (hello == null) {
            return message instanceof Hello first
                    ? onHello(first, nowNanos)
                    : refuse(RejectCode.BAD_HELLO, "the first message must be hello");
        }
        if (message instanceof Disconnect gone) {
            return new GoAway(gone.sentence());
        }
        if (asked != null && nonce != null) {
            return message instanceof ControlMessage.Proof proof
                    ? onProof(hello, asked, nonce, proof, nowNanos)
                    : refuse(RejectCode.BAD_HELLO, "the message after the challenge must be a proof");
        }
        return message instanceof ControlMessage.Stats || message instanceof ControlMessage.Unknown
                ? STAY
                : refuse(RejectCode.BAD_HELLO, "an endpoint that waits has nothing more to say");
    }

    private Step onHello(Hello first, long nowNanos) {
        Reject fault = ControlRules.validate(first);
        if (fault != null) {
            return new Refuse(fault);
        }
        hello = first;
        String code = RoomCode.normalize(first.room());
        return switch (guests.ask(first, host, isOccupied.test(code), nowNanos)) {
            case GuestList.Free free -> new Enter(new Guest(first, host, null, false, null, 0));
            case GuestList.Refused refused -> new Refuse(refused.reject());
            case GuestList.Prove prove -> {
                String fresh = Proof.newNonce(random);
                nonce = fresh;
                asked = prove;
                link.tell(new Challenge(fresh));
                yield STAY;
            }
        };
    }

    private Step onProof(Hello said, GuestList.Prove prove, String used, ControlMessage.Proof proof, long nowNanos) {
        nonce = null;
        asked = null;
        String violation = ControlRules.violation(proof);
        if (violation != null) {
            return refuse(RejectCode.BAD_HELLO, violation);
        }
        Proof.Occasion occasion = new Proof.Occasion(used, link.relayKey(), said.role(),
                RoomCode.normalize(said.room()));
        return switch (guests.judge(said, prove, proof, occasion, host, isOccupied.test(occasion.room()), nowNanos)) {
            case GuestList.Refused refused -> new Refuse(refused.reject());
            case GuestList.Proven proven -> {
                Guest guest = guest(said, proven.ticket(), proof.name());
                // Whom the organiser has let in once need not wait again because a network failed.
                if (!proven.waits() || places.hasPlace(said, nowNanos)) {
                    yield new Enter(guest);
                }
                if (!places.mayWait(occasion.room(), host)) {
                    yield refuse(RejectCode.ROOM_FULL, "too many wait for the organiser of room " + occasion.room()
                            + " to let them in; try again later");
                }
                waiting = guest;
                waitingSinceNanos = nowNanos;
                tellToWait();
                yield STAY;
            }
        };
    }

    /** A name in an invite is the organiser's word; one of the player's own is only his. */
    private Guest guest(Hello said, Ticket ticket, @Nullable String ownName) {
        boolean named = ticket.name() != null;
        return new Guest(said, host, named ? ticket.name() : ownName, named, ticket.id(), 0);
    }

    private void tellToWait() {
        link.tell(new Waiting("the organiser has to let you in"));
    }

    /** Says again that it is to wait, which also keeps the connection alive; or that it has waited for too long. */
    Step remind(long nowNanos) {
        if (nowNanos - waitingSinceNanos > PATIENCE.toNanos()) {
            return refuse(RejectCode.NOT_ACCEPTED, "the organiser has let you wait for " + PATIENCE.toMinutes()
                    + " minutes; ask him, and come again");
        }
        tellToWait();
        return STAY;
    }

    private static Step refuse(RejectCode code, String sentence) {
        return new Refuse(new Reject(code.label(), sentence));
    }
}
