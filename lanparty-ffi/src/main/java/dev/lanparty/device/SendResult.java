package dev.lanparty.device;

/** What became of a frame given to {@link PacketDevice#send}. */
public enum SendResult {
    /** The device took it. */
    SENT,
    /** The device keeps it, to send it together with frames that continue it: it leaves with {@link PacketDevice#flush}. */
    KEPT,
    /** Nothing: frames are kept that it does not continue. Flush, then send it again. */
    FLUSH_FIRST,
    /** The device's queue was full (EAGAIN, ENOBUFS): the frame is gone. */
    QUEUE_FULL,
    /** The frame was longer than the interface takes (EMSGSIZE): the frame is gone. */
    TOO_LONG,
    /** The interface is down (ENETDOWN, or EIO of a TAP): the frame is gone. */
    LINK_DOWN
}
