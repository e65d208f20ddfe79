package dev.lanparty.session;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.PeerJoined;
import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.ControlRules;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.control.RoomCode;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint's membership over one link: hello, welcome, the room's news, keep-alive, end. Time comes as an argument;
 * confined to the link's thread.
 */
public final class Session implements LinkHandler {
    private final Link link;
    private final SessionListener listener;
    private final SessionTiming timing;
    private final Counters counters;
    private final Map<Integer, Peer> peers = new LinkedHashMap<>();
    private State state = State.NEW;
    private @Nullable Credential credential;
    private String room = "";
    private long helloNanos;
    private long lastStatsNanos;
    private long heardNanos;
    private long sequence;
    private long highestReceived = -1;

    private enum State {
        NEW, HELLO_SENT, WAITING, JOINED, ENDED
    }

    /**
     * A session that has not begun.
     *
     * @param counters of the endpoint; what the session drops is counted there, and their values go into each stats message
     */
    public Session(Link link, SessionListener listener, SessionTiming timing, Counters counters) {
        this.link = link;
        this.listener = listener;
        this.timing = timing;
        this.counters = counters;
    }

    /** Says hello. */
    public void begin(Hello hello, long nowNanos) {
        begin(hello, null, nowNanos);
    }

    /**
     * Says hello.
     *
     * @param invite that the hello names, or null if it names none
     */
    public void begin(Hello hello, @Nullable Credential invite, long nowNanos) {
        credential = invite;
        room = RoomCode.normalize(hello.room());
        state = State.HELLO_SENT;
        helloNanos = nowNanos;
        link.tell(hello);
    }

    /** Whether frames may be sent. */
    public boolean isJoined() {
        return state == State.JOINED;
    }

    /** The other members, in the order in which they were met; a view. */
    public Collection<Peer> peers() {
        return Collections.unmodifiableCollection(peers.values());
    }

    /** Says goodbye; the listener hears of the end at once. */
    public void leave(DisconnectCode code, String sentence) {
        if (state != State.ENDED) {
            link.close(new Disconnect(code.label(), sentence));
            end(SessionEnd.Kind.LEFT, code.label(), sentence);
        }
    }

    /** Ends the session as one whose relay is lost; the listener hears of it at once. */
    public void giveUp(String sentence) {
        fail(DisconnectCode.IDLE, sentence);
    }

    /** Keeps the session alive and notices that no answer came; called about once a second. */
    public void tick(long nowNanos) {
        if (state == State.HELLO_SENT && nowNanos - helloNanos > timing.welcomeTimeout().toNanos()) {
            fail(DisconnectCode.HELLO_TIMEOUT, "the relay did not answer the hello within "
                    + timing.welcomeTimeout().toSeconds() + " s");
        } else if ((state == State.JOINED || state == State.WAITING)
                && nowNanos - heardNanos > timing.silence().toNanos()) {
            fail(DisconnectCode.IDLE, "nothing was heard from the relay for " + timing.silence().toSeconds() + " s");
        } else if (state == State.JOINED && nowNanos - lastStatsNanos >= timing.statsPeriod().toNanos()) {
            lastStatsNanos = nowNanos;
            link.tell(new Stats(sequence++, highestReceived, counters.snapshot().toMap()));
        }
    }

    @Override
    public void onDatagram(ByteBuf datagram, long nowNanos) {
        heardNanos = nowNanos;
        if (state == State.JOINED) {
            listener.onDatagram(datagram, nowNanos);
        } else {
            counters.drop(DropReason.NOT_A_MEMBER);
            datagram.release();
        }
    }

    @Override
    public void onBurstEnd() {
        listener.onBurstEnd();
    }

    @Override
    public void onControl(ControlMessage message, long nowNanos) {
        heardNanos = nowNanos;
        String wrong = state == State.ENDED ? null : ControlRules.violation(message);
        if (wrong != null) {
            fail(DisconnectCode.PROTOCOL_ERROR, "the relay sent what cannot be: " + wrong);
            return;
        }
        switch (state) {
            case HELLO_SENT, WAITING -> onAnswer(message, nowNanos);
            case JOINED -> onNews(message, nowNanos);
            case NEW, ENDED -> {
                // Nothing was asked, or nobody listens any more.
            }
        }
    }

    private void onAnswer(ControlMessage message, long nowNanos) {
        switch (message) {
            case Welcome welcome -> {
                state = State.JOINED;
                lastStatsNanos = nowNanos;
                listener.onJoined(welcome, nowNanos);
                for (Peer peer : welcome.members()) {
                    meet(peer, nowNanos);
                }
            }
            case ControlMessage.Challenge challenge -> prove(challenge);
            case ControlMessage.Waiting waiting -> {
                if (state == State.HELLO_SENT) {
                    state = State.WAITING;
                    listener.onWaiting(waiting.sentence());
                }
            }
            case Reject reject -> end(SessionEnd.Kind.REFUSED, reject.code(), reject.sentence());
            case Disconnect disconnect -> end(SessionEnd.Kind.LOST, disconnect.code(), disconnect.sentence());
            default -> fail(DisconnectCode.PROTOCOL_ERROR,
                    "the relay answered the hello with neither welcome nor reject");
        }
    }

    /** A secret answers one challenge of a connection: there is never reason for another. */
    private void prove(ControlMessage.Challenge challenge) {
        Credential held = credential;
        credential = null;
        if (held == null) {
            fail(DisconnectCode.PROTOCOL_ERROR, "the relay asked for a proof that nobody had offered");
        } else {
            link.tell(held.answer(challenge, link.relayKey(), room));
        }
    }

    private void onNews(ControlMessage message, long nowNanos) {
        switch (message) {
            case PeerJoined joined -> meet(joined.peer(), nowNanos);
            case PeerLeft left -> {
                Peer peer = peers.remove(left.peerId());
                if (peer != null) {
                    listener.onPeerLeft(peer, left.reason());
                }
            }
            case Stats stats -> highestReceived = Math.max(highestReceived, stats.sequence());
            case Disconnect disconnect -> end(SessionEnd.Kind.LOST, disconnect.code(), disconnect.sentence());
            case ControlMessage.Unknown unknown -> counters.increment(Counter.UNKNOWN_CONTROL);
            case Hello hello -> fail(DisconnectCode.PROTOCOL_ERROR, "the relay said hello");
            case Welcome welcome -> fail(DisconnectCode.PROTOCOL_ERROR, "the relay welcomed twice");
            case ControlMessage.Challenge challenge -> fail(DisconnectCode.PROTOCOL_ERROR,
                    "the relay asked for a proof after the welcome");
            case ControlMessage.Proof proof -> fail(DisconnectCode.PROTOCOL_ERROR, "the relay sent a proof");
            case ControlMessage.Waiting waiting -> fail(DisconnectCode.PROTOCOL_ERROR,
                    "the relay let wait after the welcome");
            case Reject reject -> end(SessionEnd.Kind.LOST, reject.code(), reject.sentence());
        }
    }

    private void meet(Peer peer, long nowNanos) {
        // The listener may have left on being told of the one before, its device having failed.
        if (state == State.JOINED && peers.put(peer.id(), peer) == null) {
            listener.onPeerJoined(peer, nowNanos);
        }
    }

    @Override
    public void onMalformed(String sentence, long nowNanos) {
        fail(DisconnectCode.PROTOCOL_ERROR, "the relay broke the control protocol: " + sentence);
    }

    @Override
    public void onDropped(DropReason reason) {
        counters.drop(reason);
    }

    @Override
    public void onClosed(String sentence, long nowNanos) {
        end(SessionEnd.Kind.LOST, "", sentence);
    }

    private void fail(DisconnectCode code, String sentence) {
        link.close(new Disconnect(code.label(), sentence));
        end(SessionEnd.Kind.LOST, code.label(), sentence);
    }

    private void end(SessionEnd.Kind kind, String code, String sentence) {
        if (state != State.ENDED) {
            state = State.ENDED;
            peers.clear();
            listener.onEnded(new SessionEnd(kind, code, sentence));
        }
    }
}
