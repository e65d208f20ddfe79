package dev.lanparty.device;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A network interface that receives and sends whole Ethernet frames, without the frame check sequence.
 *
 * <p>A frame is received in place: {@link #receive} names where in {@link #receiveMemory} the frames lie and lends them
 * until the next call. Each has {@link #HEADROOM_BYTES} writable bytes before it, so that a tunnel header needs no copy.
 * A frame is sent from {@link #transmitMemory}. What the kernel left for hardware to do (checksums, segmentation, VLAN
 * tags put aside) is done: every frame lent is complete, and none is longer than {@link #MAX_FRAME_BYTES}.
 *
 * <p>One thread at a time receives and one at a time sends; {@link #awaitReadable}, {@link #close} and
 * {@link #statistics} may be called by any thread. After {@code close} every call that asks something of the device throws
 * {@link DeviceException}; only {@code awaitReadable} returns {@code false}, {@code close} itself does nothing, and what
 * never changes (name, hardware address, memories) can still be read. Received frames stay readable.
 */
public interface PacketDevice extends AutoCloseable {
    /** Bytes before each received frame that the receiver may overwrite. */
    int HEADROOM_BYTES = 16;

    /** The longest frame, in bytes: 14 of header, 4 of an IEEE 802.1Q tag, 1500 of payload. */
    int MAX_FRAME_BYTES = 1518;

    /** The shortest frame, in bytes: an Ethernet header without payload. */
    int HEADER_BYTES = 14;

    /** Refuses the length of a frame that no device could send: not {@link #HEADER_BYTES} to {@link #MAX_FRAME_BYTES}. */
    static void checkFrameLength(int lengthBytes) {
        if (lengthBytes < HEADER_BYTES || lengthBytes > MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("lengthBytes must be " + HEADER_BYTES + " to " + MAX_FRAME_BYTES
                    + ", was " + lengthBytes);
        }
    }

    /** The interface's name as the operating system knows it. */
    String name();

    /** The interface's MAC address, 6 bytes in transmission order. */
    byte[] hardwareAddress();

    /** The interface's MTU in bytes: the longest payload after the 14-byte Ethernet header. */
    int mtuBytes();

    /** The direct memory in which received frames lie, cut into slots of {@link #slotBytes}; always the same object. */
    ByteBuffer receiveMemory();

    /** The length in bytes of one slot of {@link #receiveMemory}; a frame and its headroom lie within one slot. */
    int slotBytes();

    /**
     * Lends the frames that have arrived, as many as the burst holds, and takes back those lent before. Never waits.
     *
     * @param burst filled from its start with what was received; empty when no frame is there
     * @return how many frames, 0 when none is there now
     * @throws DeviceException if the interface has vanished or the device is closed
     */
    int receive(FrameBurst burst);

    /**
     * Takes back the frames lent now, not at the next {@link #receive}; to be called when that will only come after a
     * wait, since a packet ring counts as readable while its slots are lent. Does nothing if none are lent.
     */
    void release();

    /**
     * Waits until a frame can be received. {@link #close} ends the wait.
     *
     * @return whether {@link #receive} is likely to find a frame; {@code false} after the time-out and once closed
     */
    boolean awaitReadable(Duration timeout);

    /**
     * A descriptor that epoll reports readable while frames can be received, or -1 if the device has none and its user
     * must wait in {@link #awaitReadable}. Owned by the device: never close it.
     */
    int fileDescriptor();

    /** Direct memory of at least {@link #MAX_FRAME_BYTES} in which the caller writes the frame to send. */
    ByteBuffer transmitMemory();

    /**
     * Sends the first bytes of {@link #transmitMemory} as one frame, or keeps them: segments of one TCP flow that follow each other
     * cost the kernel, and whoever receives them, little more than one of them, if they are handed over together. Frames stay in
     * order. Never waits.
     *
     * @param lengthBytes the frame's length, 14 to {@link #MAX_FRAME_BYTES}
     * @return what became of it; a frame not sent is dropped and counted by the caller
     * @throws DeviceException if the interface has vanished or the device is closed
     */
    SendResult send(int lengthBytes);

    /**
     * Sends what was kept; to be called at the end of each burst, and soon. Never waits.
     *
     * @return what became of the kept frames, of all alike: {@link SendResult#SENT} if there were none
     * @throws DeviceException if the interface has vanished or the device is closed
     */
    SendResult flush();

    /** What the device has counted since it was opened. */
    DeviceStatistics statistics();

    /** Undoes what opening did to the interface, wakes {@link #awaitReadable} and frees the descriptor. Idempotent. */
    @Override
    void close();
}
