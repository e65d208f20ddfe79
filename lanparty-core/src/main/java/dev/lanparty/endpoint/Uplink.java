package dev.lanparty.endpoint;

import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.MssClamp;
import dev.lanparty.link.Link;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import dev.lanparty.wire.Fragmenter;
import dev.lanparty.wire.MtuBudget;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.ThreadLocalRandom;

/**
 * From the device to the relay. Confined to the loop. A frame's way:
 *
 * <ol>
 * <li>the device lends a burst of frames in its own memory
 * <li>the gate lets a frame pass or names why not
 * <li>a TCP connection that it opens is held to segments that fit one datagram
 * <li>the tunnel header is written into the frame's headroom
 * <li>a view of the slot, made once, is queued on the link: no copy, no object
 * <li>a frame that is too long for that goes in pieces, copied once
 * <li>one flush for the burst; QUIC has taken the bytes when it returns, and the link has copied what must wait, so the next
 * burst may reuse the memory
 * </ol>
 */
final class Uplink {
    /** Frames between two flushes: many, so that the link finds the small ones among all that waits in the device. */
    static final int BURST_FRAMES = 256;

    private final PacketDevice device;
    private final FrameGate gate;
    private final Counters counters;
    private final FrameBurst burst = new FrameBurst(BURST_FRAMES);
    /** Enough for a burst of long frames alone, so that no flush comes between them and the small ones behind. */
    private final Fragmenter fragmenter = new Fragmenter(BURST_FRAMES, ThreadLocalRandom.current().nextInt(1 << 16));
    private final ByteBuf memory;
    private final ByteBuf[] slots;
    private int mtuBytes = MtuBudget.MIN_MTU_BYTES;

    Uplink(PacketDevice device, FrameGate gate, Counters counters) {
        this.device = device;
        this.gate = gate;
        this.counters = counters;
        memory = Unpooled.wrappedBuffer(device.receiveMemory());
        slots = new ByteBuf[memory.capacity() / device.slotBytes()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = memory.slice(i * device.slotBytes(), device.slotBytes());
        }
    }

    /** The longest packet that goes as a whole from now on: by the room's MTU, and by the path to the relay. */
    void setMtuBytes(int bytes) {
        mtuBytes = bytes;
    }

    /**
     * Sends what the device has received, up to one burst.
     *
     * @return whether the device may have more
     */
    // HOT PATH
    boolean drain(Link link) {
        int received = device.receive(burst);
        for (int i = 0; i < received; i++) {
            forward(link, burst.offset(i), burst.length(i));
        }
        if (received > 0) {
            link.flush();
            checkReturned();
            fragmenter.reuse();
        }
        device.release();
        return received == BURST_FRAMES;
    }

    /** Drops what the device has received, up to one burst; whether the device may have more. */
    boolean discard() {
        int received = device.receive(burst);
        for (int i = 0; i < received; i++) {
            counters.drop(DropReason.LINK_CLOSED);
        }
        device.release();
        return received == BURST_FRAMES;
    }

    private void forward(Link link, int offset, int lengthBytes) {
        DropReason reason = gate.judge(memory, offset, lengthBytes);
        if (reason != null) {
            counters.drop(reason);
            return;
        }
        MssClamp.clamp(memory, offset, lengthBytes, mtuBytes);
        int budgetBytes = Math.min(link.datagramBudgetBytes(), mtuBytes + MtuBudget.OVERHEAD_BYTES);
        if (TunnelDatagram.HEADER_BYTES + lengthBytes <= budgetBytes) {
            sendWhole(link, offset, lengthBytes);
        } else if (!sendPieces(link, offset, lengthBytes, budgetBytes)) {
            counters.drop(DropReason.PATH_TOO_LONG);
            return;
        }
        counters.increment(Counter.FRAMES_IN);
        counters.add(Counter.BYTES_IN, lengthBytes);
    }

    private void sendWhole(Link link, int offset, int lengthBytes) {
        int start = offset - TunnelDatagram.HEADER_BYTES;
        TunnelDatagram.writeFrameHeader(memory, start);
        int slot = start / device.slotBytes();
        int startInSlot = start - slot * device.slotBytes();
        ByteBuf datagram = slots[slot].setIndex(startInSlot, startInSlot + TunnelDatagram.HEADER_BYTES + lengthBytes);
        link.send(datagram.retain());
    }

    private boolean sendPieces(Link link, int offset, int lengthBytes, int budgetBytes) {
        int count = fragmenter.cut(memory, offset, lengthBytes, budgetBytes);
        for (int i = 0; i < count; i++) {
            link.send(fragmenter.datagram(i).retain());
        }
        return count > 0;
    }

    /** The views share one count: were a datagram still queued, the device would overwrite it. */
    private void checkReturned() {
        if (memory.refCnt() != 1) {
            throw new IllegalStateException("the link kept " + (memory.refCnt() - 1) + " datagrams beyond its flush");
        }
    }
}
