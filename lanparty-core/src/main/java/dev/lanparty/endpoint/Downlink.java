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
 * <li>the device sends it, or says why not, or keeps it for the end of the burst: TCP segments that follow each other
 * cost little more together than one of them alone
 * </ol>
 */
final class Downlink {
    private final PacketDevice device;
    private final Counters counters;
    private final Reassembler reassembler;
    private int mtuBytes = MtuBudget.MIN_MTU_BYTES;
    private int keptFrames;
    private long keptBytes;

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

    /** Sends what the device has kept of a burst. */
    // HOT PATH
    void flush() {
        if (keptFrames > 0) {
            flushDevice();
        }
    }

    private void flushDevice() {
        int frames = keptFrames;
        long bytes = keptBytes;
        keptFrames = 0;
        keptBytes = 0;
        count(device.flush(), frames, bytes);
    }

    /** Sends a frame of the endpoint's own making. */
    @Nullable
    DropReason deliverOwn(ByteBuf frame) {
        return reasonOf(deliver(frame, frame.readerIndex(), frame.readableBytes()));
    }

    private void deliverReceived(ByteBuf buffer, int offset, int lengthBytes) {
        MssClamp.clamp(buffer, offset, lengthBytes, mtuBytes);
        if (lengthBytes > PacketDevice.MAX_FRAME_BYTES) {
            counters.drop(DropReason.JUMBO);
            return;
        }
        SendResult result = deliver(buffer, offset, lengthBytes);
        if (result == SendResult.KEPT) {
            keptFrames++;
            keptBytes += lengthBytes;
        } else {
            count(result, 1, lengthBytes);
        }
    }

    private void count(SendResult result, int frames, long bytes) {
        DropReason reason = reasonOf(result);
        if (reason == null) {
            counters.add(Counter.FRAMES_OUT, frames);
            counters.add(Counter.BYTES_OUT, bytes);
        } else {
            counters.drop(reason, frames);
        }
    }

    private SendResult deliver(ByteBuf buffer, int offset, int lengthBytes) {
        ByteBuffer transmit = device.transmitMemory();
        transmit.clear().limit(lengthBytes);
        if (buffer.alloc().isDirectBufferPooled()) {
            // As it came from the socket: its view would be made for this frame alone.
            buffer.getBytes(offset, transmit);
        } else {
            // A frame put together: by the one view that its buffer keeps, since getBytes makes another for each call.
            transmit.put(buffer.internalNioBuffer(offset, lengthBytes));
        }
        SendResult result = device.send(lengthBytes);
        if (result == SendResult.FLUSH_FIRST) {
            // Not only what is counted here: a downlink before this one may have left frames there.
            flushDevice();
            result = device.send(lengthBytes);
        }
        return result;
    }

    private static @Nullable DropReason reasonOf(SendResult result) {
        return switch (result) {
            case SENT, KEPT -> null;
            case FLUSH_FIRST -> throw new IllegalStateException("the device keeps frames that it was to flush");
            case QUEUE_FULL -> DropReason.DEVICE_QUEUE_FULL;
            case TOO_LONG -> DropReason.DEVICE_TOO_LONG;
            case LINK_DOWN -> DropReason.DEVICE_LINK_DOWN;
        };
    }
}
