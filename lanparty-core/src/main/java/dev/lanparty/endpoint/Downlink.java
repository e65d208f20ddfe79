package dev.lanparty.endpoint;

import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.SendResult;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.MssClamp;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import dev.lanparty.wire.MtuBudget;
import dev.lanparty.wire.Reassembler;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * From the relay to the device. Confined to the loop. A datagram's way:
 *
 * <ol>
 * <li>{@link TunnelDatagram#check}: version, kind, flags, lengths
 * <li>a fragment waits for the others of its frame
 * <li>a TCP connection that the frame opens is held to segments that fit one datagram, whatever program sent it
 * <li>the frame is written into the device's transmit memory, the one copy of the way if it came whole
 * <li>the device sends it, or says why not
 * </ol>
 */
final class Downlink {
    private final PacketDevice device;
    private final Counters counters;
    private final Reassembler reassembler;
    private int mtuBytes = MtuBudget.MIN_MTU_BYTES;

    Downlink(PacketDevice device, Counters counters) {
        this.device = device;
        this.counters = counters;
        reassembler = new Reassembler(counters::drop, this::deliverReceived);
    }

    /** The longest packet that TCP is to send from now on. */
    void setMtuBytes(int bytes) {
        mtuBytes = bytes;
    }

    /** Gives up the frames whose pieces have not come in time. */
    void expire(long nowNanos) {
        reassembler.expire(nowNanos);
    }

    /**
     * Sends a datagram's frame, or that which it completes.
     *
     * @param datagram of one component; released here
     */
    // HOT PATH
    void accept(ByteBuf datagram, long nowNanos) {
        try {
            DropReason reason = TunnelDatagram.check(datagram);
            if (reason != null) {
                counters.drop(reason);
            } else if (TunnelDatagram.isFragment(datagram)) {
                reassembler.accept(datagram, nowNanos);
            } else {
                int offset = TunnelDatagram.frameOffset(datagram);
                deliverReceived(datagram, offset, datagram.writerIndex() - offset);
            }
        } finally {
            datagram.release();
        }
    }

    /** Sends a frame of the endpoint's own making. */
    @Nullable
    DropReason deliverOwn(ByteBuf frame) {
        return deliver(frame, frame.readerIndex(), frame.readableBytes());
    }

    private void deliverReceived(ByteBuf buffer, int offset, int lengthBytes) {
        MssClamp.clamp(buffer, offset, lengthBytes, mtuBytes);
        DropReason reason = deliver(buffer, offset, lengthBytes);
        if (reason == null) {
            counters.increment(Counter.FRAMES_OUT);
            counters.add(Counter.BYTES_OUT, lengthBytes);
        } else {
            counters.drop(reason);
        }
    }

    private @Nullable DropReason deliver(ByteBuf buffer, int offset, int lengthBytes) {
        if (lengthBytes > PacketDevice.MAX_FRAME_BYTES) {
            return DropReason.JUMBO;
        }
        ByteBuffer transmit = device.transmitMemory();
        transmit.clear().limit(lengthBytes);
        // By the one view that a buffer keeps: the buffer's own method makes another for each call.
        transmit.put(buffer.internalNioBuffer(offset, lengthBytes));
        return reasonOf(device.send(lengthBytes));
    }

    private static @Nullable DropReason reasonOf(SendResult result) {
        return switch (result) {
            case SENT -> null;
            case QUEUE_FULL -> DropReason.DEVICE_QUEUE_FULL;
            case TOO_LONG -> DropReason.DEVICE_TOO_LONG;
            case LINK_DOWN -> DropReason.DEVICE_LINK_DOWN;
        };
    }
}
