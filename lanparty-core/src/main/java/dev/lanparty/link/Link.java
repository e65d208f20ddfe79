package dev.lanparty.link;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.secret.KeyPin;
import io.netty.buffer.ByteBuf;

/**
 * A connection between an endpoint and the relay: datagrams that may be lost, and control messages that may not. All
 * calls come from the thread that calls the {@link LinkHandler}, which never waits. From within a call of the link the
 * handler is told of dropped datagrams and of nothing else.
 */
public interface Link {
    /**
     * Queues a tunnel datagram; it leaves with the next {@link #flush}, together with its neighbours, or waits for a path
     * that takes no more now, bounded in bytes and in age, small datagrams before large ones.
     *
     * @param datagram released by the link, whatever becomes of it; its bytes and indices are not changed, so one buffer
     *            may be queued on many links, retained once for each. Its memory may be overwritten once the flush has
     *            returned: what waits longer is kept as a copy
     */
    void send(ByteBuf datagram);

    /** Sends what is queued. Called once for a burst, not once for a frame. */
    void flush();

    /** Sends a control message. */
    void tell(ControlMessage message);

    /** Sends a last control message and closes; the handler is told when it is done. */
    void close(ControlMessage farewell);

    /** The longest datagram in bytes that the path takes now. */
    int datagramBudgetBytes();

    /** The other side's address without its port, of IPv6 all eight groups, for limits and the log. */
    String remoteHost();

    /** The relay's public key, as it has proven it on this connection; known from the handshake on. */
    KeyPin relayKey();

    /** What the transport has measured of the path; all -1 until it knows. */
    PathStatistics path();

    /** Takes control messages and datagrams of this link; replaces the one before. */
    void attach(LinkHandler handler);
}
