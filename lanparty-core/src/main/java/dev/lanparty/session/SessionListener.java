package dev.lanparty.session;

import dev.lanparty.control.ControlMessage;
import io.netty.buffer.ByteBuf;

/** What an endpoint does with what its session tells. All calls come from the link's thread. */
public interface SessionListener {
    /**
     * The relay lets the endpoint wait for somebody to let it in; said once.
     *
     * @param sentence for whom
     */
    void onWaiting(String sentence);

    /** The relay let the endpoint in. */
    void onJoined(ControlMessage.Welcome welcome, long nowNanos);

    /** Another member is in the room, met on joining or come since. */
    void onPeerJoined(ControlMessage.Peer peer, long nowNanos);

    /** Another member has left. */
    void onPeerLeft(ControlMessage.Peer peer, String reason);

    /**
     * A tunnel datagram of the room.
     *
     * @param datagram to be released by the listener
     */
    void onDatagram(ByteBuf datagram, long nowNanos);

    /** No more datagrams are there now. */
    void onBurstEnd();

    /** The membership is over, or never came to be; the last call. */
    void onEnded(SessionEnd end);
}
