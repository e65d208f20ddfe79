package dev.lanparty.endpoint;

import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.SendResult;
import dev.lanparty.filter.DropReason;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * From the relay to the device. Confined to the loop. A datagram's way:
 *
 * <ol>
 * <li>{@link TunnelDatagram#check}: version, kind, flags, lengths
 * <li>its frame is written into the device's transmit memory, the one copy of the way
 * <li>the device sends it, or says why not
 * </ol>
 */
final class Downlink {
    private final PacketDevice device;
    private final Counters counters;

    Downlink(PacketDevice device, Counters counters) {
        this.device = device;
        this.counters = counters;
    }

    /** Sends a datagram's frame; the datagram is released. */
    // HOT PATH
    void accept(ByteBuf datagram) {
        try {
            DropReason reason = TunnelDatagram.check(datagram);
            if (reason == null) {
                reason = TunnelDatagram.isFragment(datagram) ? DropReason.FRAGMENT_NOT_REASSEMBLED : deliver(datagram);
            }
            if (reason != null) {
                counters.drop(reason);
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

    private @Nullable DropReason deliver(ByteBuf datagram) {
        int offset = TunnelDatagram.frameOffset(datagram);
        int lengthBytes = datagram.writerIndex() - offset;
        DropReason reason = deliver(datagram, offset, lengthBytes);
        if (reason == null) {
            counters.increment(Counter.FRAMES_OUT);
            counters.add(Counter.BYTES_OUT, lengthBytes);
        }
        return reason;
    }

    private @Nullable DropReason deliver(ByteBuf buffer, int offset, int lengthBytes) {
        if (lengthBytes > PacketDevice.MAX_FRAME_BYTES) {
            return DropReason.JUMBO;
        }
        ByteBuffer transmit = device.transmitMemory();
        transmit.clear().limit(lengthBytes);
        buffer.getBytes(offset, transmit);
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
