package dev.lanparty.link;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.filter.DropReason;
import io.netty.buffer.ByteBuf;

/** What a side of a {@link Link} does with what arrives. All calls of one link come from one thread. */
public interface LinkHandler {
    /**
     * A tunnel datagram has arrived.
     *
     * @param datagram to be released by the handler
     */
    void onDatagram(ByteBuf datagram, long nowNanos);

    /** No more datagrams are there now: what was put off until the end of a burst is to be done. */
    default void onBurstEnd() {
        // Nothing was put off.
    }

    /** A control message has arrived. */
    void onControl(ControlMessage message, long nowNanos);

    /**
     * The other side broke the control protocol; nothing more arrives from it.
     *
     * @param sentence what was wrong
     */
    void onMalformed(String sentence, long nowNanos);

    /** A datagram given to {@link Link#send} could not be carried. */
    void onDropped(DropReason reason);

    /**
     * The link is gone; the last call.
     *
     * @param sentence why, for a person
     */
    void onClosed(String sentence, long nowNanos);
}
