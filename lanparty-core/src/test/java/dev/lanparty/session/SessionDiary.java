package dev.lanparty.session;

import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.Welcome;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a session tells, in words and in order. */
final class SessionDiary implements SessionListener {
    private final List<String> entries = new ArrayList<>();
    private final List<SessionEnd> ends = new ArrayList<>();
    private Runnable onMeeting = () -> {
    };

    /** What is done on meeting each peer. */
    void onMeeting(Runnable action) {
        onMeeting = action;
    }

    List<String> entries() {
        return entries;
    }

    /** How it ended, which happens once. */
    SessionEnd end() {
        if (ends.size() != 1) {
            throw new AssertionError("ended " + ends.size() + " times: " + ends);
        }
        return ends.getFirst();
    }

    boolean hasEnded() {
        return !ends.isEmpty();
    }

    @Override
    public void onWaiting(String sentence) {
        entries.add("waiting: " + sentence);
    }

    @Override
    public void onJoined(Welcome welcome, long nowNanos) {
        entries.add("joined as " + welcome.peerId());
    }

    @Override
    public void onPeerJoined(Peer peer, long nowNanos) {
        entries.add("met " + peer.id());
        onMeeting.run();
    }

    @Override
    public void onPeerLeft(Peer peer, String reason) {
        entries.add(peer.id() + " left: " + reason);
    }

    @Override
    public void onDatagram(ByteBuf datagram, long nowNanos) {
        entries.add("datagram of " + datagram.readableBytes());
        datagram.release();
    }

    @Override
    public void onBurstEnd() {
        entries.add("end of burst");
    }

    @Override
    public void onEnded(SessionEnd end) {
        ends.add(end);
    }
}
