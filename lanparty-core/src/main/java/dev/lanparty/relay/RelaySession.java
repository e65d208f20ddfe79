package dev.lanparty.relay;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.ControlRules;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.control.RejectCode;
import dev.lanparty.control.RoomCode;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.StormWatch;
import dev.lanparty.room.Lobby;
import dev.lanparty.room.Member;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay's side of one link: a stranger until its hello is accepted, then a member until it leaves or breaks the
 * protocol. Confined to the link's thread.
 */
final class RelaySession implements LinkHandler {
    private static final Logger logger = LoggerFactory.getLogger(RelaySession.class);

    private final Reception reception;
    private final Lobby lobby;
    private final Link link;
    private final ReceptionTiming timing;
    private final String host;
    private final long acceptedNanos;
    private final StormWatch storms = new StormWatch();
    /** What the member says that it has dropped itself. */
    private Map<String, Long> reported = Map.of();
    private final Doorway doorway;
    private @Nullable Guest guest;
    private @Nullable Member member;
    private boolean stranger = true;
    private boolean ended;
    private long lastStatsNanos;
    private long sequence;
    private long highestReceived = -1;

    RelaySession(Reception reception, Lobby lobby, Link link, ReceptionTiming timing, long nowNanos) {
        this.reception = reception;
        this.lobby = lobby;
        this.link = link;
        this.timing = timing;
        host = link.remoteHost();
        acceptedNanos = nowNanos;
        doorway = reception.doorway(link);
    }

    // HOT PATH
    @Override
    public void onDatagram(ByteBuf datagram, long nowNanos) {
        if (member == null) {
            lobby.strangers().drop(DropReason.NOT_A_MEMBER);
            datagram.release();
        } else {
            member.heard(nowNanos);
            member.room().forward(member, datagram, nowNanos);
        }
    }

    @Override
    public void onControl(ControlMessage message, long nowNanos) {
        if (ended) {
            return;
        }
        if (member == null) {
            onFirst(message, nowNanos);
            return;
        }
        member.heard(nowNanos);
        switch (message) {
            case Stats stats -> onStats(stats);
            case Disconnect disconnect -> onGoodbye(disconnect, nowNanos);
            case ControlMessage.Unknown unknown -> member.counters().increment(Counter.UNKNOWN_CONTROL);
            case Hello hello -> disconnect(DisconnectCode.PROTOCOL_ERROR, "hello was said twice");
            default -> disconnect(DisconnectCode.PROTOCOL_ERROR, "an endpoint sent what only a relay may send");
        }
    }

    /** Who leaves of his own will has no place kept; who gives the connection up may come back. */
    private void onGoodbye(Disconnect disconnect, long nowNanos) {
        if (disconnect.code().equals(DisconnectCode.LEAVING.label())) {
            leave(disconnect.sentence());
        } else {
            lose(disconnect.sentence(), nowNanos);
        }
    }

    private void onStats(Stats stats) {
        String wrong = ControlRules.violation(stats);
        if (wrong == null) {
            highestReceived = Math.max(highestReceived, stats.sequence());
            reported = stats.counters();
        } else {
            disconnect(DisconnectCode.PROTOCOL_ERROR, wrong);
        }
    }

    private void onFirst(ControlMessage message, long nowNanos) {
        go(doorway.onMessage(message, nowNanos), nowNanos);
    }

    private void go(Doorway.Step step, long nowNanos) {
        switch (step) {
            case Doorway.Enter enter -> enter(enter.guest(), nowNanos);
            case Doorway.Refuse refuse -> reject(refuse.reject());
            case Doorway.GoAway goAway -> leave(goAway.sentence());
            case Doorway.Stay stay -> {
                lastStatsNanos = nowNanos;
                if (doorway.waiting() != null) {
                    // Has proven an invite: a crowd that waits must not keep strangers from knocking.
                    settle();
                }
            }
        }
    }

    private void enter(Guest entering, long nowNanos) {
        Hello hello = entering.hello();
        if (!reception.mayAsk(RoomCode.normalize(hello.room()), nowNanos)) {
            reject(new Reject(RejectCode.TOO_MANY_ATTEMPTS.label(),
                    "too many ask to join room " + RoomCode.normalize(hello.room()) + "; try again in a few seconds"));
            return;
        }
        switch (lobby.admit(hello, link, nowNanos)) {
            case Lobby.Refused refused -> reject(refused.reject());
            case Lobby.Admitted admitted -> {
                member = admitted.member();
                guest = entering.as(member.peerId());
                lastStatsNanos = nowNanos;
                settle();
                if (admitted.displaced() != null) {
                    reception.displace(admitted.displaced());
                }
                link.tell(admitted.welcome());
                logger.info("room {}: {} {} from {} with {}, MTU {}", member.room().code(), member,
                        admitted.back() ? "is back" : "joined", host, hello.software(), member.room().mtuBytes());
            }
        }
    }

    /** Who is here: in a room, or waiting to be let in; null of a stranger, and of one who has gone. */
    @Nullable
    Guest guest() {
        if (ended) {
            return null;
        }
        return member == null ? doorway.waiting() : guest;
    }

    /** The organiser has accepted the one who waits. */
    void accept(long nowNanos) {
        Guest waiting = doorway.waiting();
        if (!ended && member == null && waiting != null) {
            enter(waiting, nowNanos);
        }
    }

    /** The organiser puts it out, or does not let it in. */
    void putOut(DisconnectCode code, String sentence) {
        if (member == null && !ended) {
            reject(new Reject(RejectCode.NOT_ACCEPTED.label(), sentence));
        } else {
            disconnect(code, sentence);
        }
    }

    /** Hurries a stranger, keeps a member's link alive. */
    void tick(long nowNanos) {
        if (ended) {
            return;
        }
        if (member == null && doorway.waiting() != null) {
            if (nowNanos - lastStatsNanos >= timing.statsPeriod().toNanos()) {
                go(doorway.remind(nowNanos), nowNanos);
            }
        } else if (member == null) {
            if (nowNanos - acceptedNanos > timing.helloTimeout().toNanos()) {
                disconnect(DisconnectCode.HELLO_TIMEOUT,
                        "no hello came within " + timing.helloTimeout().toSeconds() + " s");
            }
        } else {
            warnOfStorm(member, nowNanos);
            if (nowNanos - lastStatsNanos >= timing.statsPeriod().toNanos()) {
                lastStatsNanos = nowNanos;
                link.tell(new Stats(sequence++, highestReceived, member.counters().snapshot().toMap()));
            }
        }
    }

    private void warnOfStorm(Member stormy, long nowNanos) {
        String storm = storms.tick(nowNanos,
                reason -> stormy.counters().get(reason) + reported.getOrDefault(reason.label(), 0L));
        if (storm != null) {
            logger.warn("room {}: {}: {}", stormy.room().code(), stormy, storm);
        }
    }

    @Override
    public void onMalformed(String sentence, long nowNanos) {
        if (ended) {
            return;
        }
        if (member == null) {
            reject(new Reject(RejectCode.BAD_HELLO.label(), sentence));
        } else {
            disconnect(DisconnectCode.PROTOCOL_ERROR, sentence);
        }
    }

    @Override
    public void onDropped(DropReason reason) {
        (member == null ? lobby.strangers() : member.counters()).drop(reason);
    }

    @Override
    public void onClosed(String sentence, long nowNanos) {
        lose(sentence, nowNanos);
        reception.gone(this);
    }

    /** Frees the member's place for others, but keeps it for a while should the member come back. */
    private void lose(String reason, long nowNanos) {
        Member lost = member;
        member = null;
        leave(reason);
        if (lost != null) {
            lobby.lose(lost, reason, nowNanos);
            logger.info("room {}: {} left: {}", lost.room().code(), lost, reason);
        }
    }

    boolean isMember() {
        return member != null;
    }

    boolean isOf(Link other) {
        return link == other;
    }

    /** Its member is there by another link, or another member is in its place: whoever is here still is told. */
    void displaced(Lobby.Displaced displaced) {
        member = null;
        logger.info("a connection from {} was closed: {}", host, displaced.sentence());
        disconnect(displaced.code(), displaced.sentence());
    }

    /** Tells the other side why, and closes. */
    void disconnect(DisconnectCode code, String sentence) {
        if (!ended) {
            link.close(new Disconnect(code.label(), sentence));
            leave(sentence);
        }
    }

    private void reject(Reject reject) {
        if (reject.code().equals(RejectCode.TOO_MANY_ATTEMPTS.label())) {
            // Not a line for each: who guesses must not fill the disk that the log is on.
            reception.sentAway(host);
        } else {
            logger.info("a connection from {} was refused: {}", host, reject.sentence());
        }
        if (reject.code().equals(RejectCode.INVITE_REFUSED.label())) {
            reception.wrongInvite();
        }
        link.close(reject);
        leave(reject.sentence());
    }

    /** Frees the member's place at once; whatever still arrives is a stranger's. */
    private void leave(String reason) {
        ended = true;
        settle();
        Member left = member;
        member = null;
        if (left != null) {
            lobby.leave(left, reason);
            logger.info("room {}: {} left: {}", left.room().code(), left, reason);
        }
    }

    private void settle() {
        if (stranger) {
            stranger = false;
            reception.noLongerStranger(host);
        }
    }
}
