package dev.lanparty.relay;

import dev.lanparty.admission.GuestList;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.filter.DropReason;
import dev.lanparty.filter.TokenBuckets;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.metrics.Counter;
import dev.lanparty.room.Lobby;
import dev.lanparty.room.RoomLimits;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All links of one relay thread: takes new ones, hurries the silent, says goodbye at the end. Where a relay has several
 * threads, each has a reception, and they count {@link Strangers} together. Knows neither threads nor sockets; confined to the
 * links' thread.
 */
public final class Reception {
    private static final Logger logger = LoggerFactory.getLogger(Reception.class);

    /** How often one room may be asked for in the long run: more than its members can come and go. */
    private static final int ATTEMPTS_PER_SECOND = 32;
    /** All members of a full room may come back at once, and again. */
    private static final int ATTEMPTS_AT_ONCE = 2 * RoomLimits.MAX_MEMBERS_PER_ROOM;

    /** How many may wait to be let into one room: those whom it has place for. */
    private static final int MOST_WAITING = RoomLimits.MAX_MEMBERS_PER_ROOM;
    /** Of these, from one address: a household, and not somebody who fills the organiser's list. */
    static final int MOST_WAITING_FROM_HOST = 16;

    private final Lobby lobby;
    private final ReceptionTiming timing;
    private final Set<RelaySession> sessions = new LinkedHashSet<>();
    private final GuestList guests;
    private final Strangers strangers;
    private final TokenBuckets<String> attempts = new TokenBuckets<>(ATTEMPTS_PER_SECOND, ATTEMPTS_AT_ONCE);
    private final SecureRandom random = new SecureRandom();
    private final SentAway crowd = new SentAway();
    private boolean closing;

    /** The only reception of its relay, on which rooms are free for all. */
    public Reception(Lobby lobby, ReceptionTiming timing) {
        this(lobby, timing, Doors.freeForAll().guests());
    }

    /** The only reception of its relay. */
    public Reception(Lobby lobby, ReceptionTiming timing, GuestList guests) {
        this(lobby, timing, guests, new Strangers(timing));
    }

    Reception(Lobby lobby, ReceptionTiming timing, GuestList guests, Strangers strangers) {
        this.lobby = lobby;
        this.timing = timing;
        this.guests = guests;
        this.strangers = strangers;
    }

    Doorway doorway(Link link) {
        return new Doorway(guests, link, random,
                code -> !lobby.keeps(code) || lobby.rooms().stream().anyMatch(room -> room.code().equals(code)),
                new Doorway.Places() {
                    @Override
                    public boolean hasPlace(Hello hello, long nowNanos) {
                        return lobby.hasPlace(hello, nowNanos);
                    }

                    @Override
                    public boolean mayWait(String room, String host) {
                        List<Guest> waiting = guests(room).stream().filter(guest -> guest.peerId() == 0).toList();
                        return waiting.size() < MOST_WAITING && waiting.stream()
                                .filter(guest -> guest.host().equals(host)).count() < MOST_WAITING_FROM_HOST;
                    }
                });
    }

    /** Makes the handler of a new link. */
    public LinkHandler accept(Link link, long nowNanos) {
        RelaySession session = new RelaySession(this, lobby, link, timing, nowNanos);
        sessions.add(session);
        String host = link.remoteHost();
        boolean welcome = strangers.enter(host);
        if (closing) {
            session.disconnect(DisconnectCode.RELAY_CLOSING, "the relay is closing");
        } else if (!welcome) {
            logger.warn("connection from {} closed at once: too many have not said hello yet", host);
            session.disconnect(DisconnectCode.TOO_MANY_STRANGERS,
                    "too many connections have not said hello yet; try again in a few seconds");
        }
        return session;
    }

    /** Lets time pass for every link and room; called about once a second. */
    public void tick(long nowNanos) {
        for (RelaySession session : List.copyOf(sessions)) {
            session.tick(nowNanos);
        }
        lobby.tick(nowNanos);
        crowd.tell(nowNanos);
        lobby.rooms().forEach(room -> guests.use(room.code()));
    }

    /** Counts a connection that was not let begin, since too many are. */
    void unanswered() {
        lobby.strangers().increment(Counter.UNANSWERED);
    }

    /** Counts one who was not looked at, since too many came before him. */
    void sentAway(String host) {
        lobby.strangers().increment(Counter.SENT_AWAY);
        crowd.add(host);
    }

    /** Counts a wrong invite. */
    void wrongInvite() {
        lobby.strangers().increment(Counter.WRONG_INVITES);
    }

    /** Counts packets that came faster than they were read: whose they were nobody knows. */
    void lost(int packets) {
        lobby.strangers().drop(DropReason.SOCKET_FULL, packets);
    }

    /** Tells everyone that the relay closes; new links are told the same. */
    public void close() {
        closing = true;
        for (RelaySession session : List.copyOf(sessions)) {
            session.disconnect(DisconnectCode.RELAY_CLOSING, "the relay is closing");
        }
    }

    /** Who is in a room, or waits to be let into it. */
    List<Guest> guests(String room) {
        return sessions.stream().map(RelaySession::guest).filter(guest -> guest != null && guest.isIn(room)).toList();
    }

    /**
     * Puts out who is in a room, or waits to be let into it, and is meant.
     *
     * @return who it was
     */
    List<Guest> putOut(String room, Predicate<Guest> who, DisconnectCode code, String sentence) {
        List<Guest> out = new ArrayList<>();
        for (RelaySession session : List.copyOf(sessions)) {
            Guest guest = session.guest();
            if (guest != null && guest.isIn(room) && who.test(guest)) {
                out.add(guest);
                session.putOut(code, sentence);
            }
        }
        return out;
    }

    /**
     * Lets those in who wait and are meant.
     *
     * @return who it was
     */
    List<Guest> accept(String room, Predicate<Guest> who, long nowNanos) {
        List<Guest> in = new ArrayList<>();
        for (RelaySession session : List.copyOf(sessions)) {
            Guest guest = session.guest();
            if (guest != null && guest.peerId() == 0 && guest.isIn(room) && who.test(guest)) {
                in.add(guest);
                session.accept(nowNanos);
            }
        }
        return in;
    }

    /** How many links there are that are no member's. */
    int strangers() {
        return (int) sessions.stream().filter(session -> !session.isMember()).count();
    }

    /** Whether no link is left. */
    public boolean isEmpty() {
        return sessions.isEmpty();
    }

    /** Its rooms. */
    public Lobby lobby() {
        return lobby;
    }

    /** Whether one more hello for a room is looked at. */
    boolean mayAsk(String room, long nowNanos) {
        return attempts.take(room, nowNanos);
    }

    /** A link is no stranger's any more: its owner became a member, or it is gone. */
    void noLongerStranger(String host) {
        strangers.leave(host);
    }

    void displace(Lobby.Displaced displaced) {
        for (RelaySession session : sessions) {
            if (session.isOf(displaced.link())) {
                session.displaced(displaced);
                return;
            }
        }
    }

    void gone(RelaySession session) {
        sessions.remove(session);
    }
}
