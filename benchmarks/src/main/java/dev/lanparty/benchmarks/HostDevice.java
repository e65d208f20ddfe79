package dev.lanparty.benchmarks;

import dev.lanparty.device.DeviceStatistics;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.SendResult;
import dev.lanparty.device.TapDevice;
import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A virtual adapter without a kernel behind it: it gives one frame again and again, as often as it is asked to, and tells of each
 * frame that it is to send. As with a real one, its descriptor wakes the loop up; one without a descriptor, as
 * {@link dev.lanparty.device.InMemoryDevice}, needs a thread that waits for it, which would be most of what is measured.
 */
final class HostDevice implements TapDevice {
    private static final int SLOTS = 256;
    private static final int SLOT_BYTES = 2_048;
    private static final int MTU_BYTES = 1_500;

    private final byte[] hardwareAddress;
    private final Runnable onFrame;
    private final ByteBuffer receiveMemory = ByteBuffer.allocateDirect(SLOTS * SLOT_BYTES);
    private final ByteBuffer transmitMemory = ByteBuffer.allocateDirect(MAX_FRAME_BYTES);
    private final FileDescriptor readable = Native.newEventFd();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile int frameBytes = HEADER_BYTES;

    /**
     * An adapter that has no frames yet.
     *
     * @param onFrame called on the loop for each frame that arrives
     */
    HostDevice(byte[] hardwareAddress, Runnable onFrame) {
        this.hardwareAddress = hardwareAddress.clone();
        this.onFrame = onFrame;
    }

    /** Which frame it gives from now on; nothing may be underway. */
    void setFrame(ByteBuf frame) {
        frameBytes = frame.readableBytes();
        for (int slot = 0; slot < SLOTS; slot++) {
            int start = slot * SLOT_BYTES + HEADROOM_BYTES;
            frame.getBytes(frame.readerIndex(), receiveMemory.slice(start, frameBytes));
        }
    }

    /** Gives the frame so many times at once; any thread. */
    void give(int frames) {
        waiting.addAndGet(frames);
        Native.eventFdWrite(readable.intValue(), 1);
    }

    @Override
    public int receive(FrameBurst burst) {
        Native.eventFdRead(readable.intValue());
        burst.clear();
        int frames = Math.min(waiting.getAndSet(0), Math.min(burst.capacity(), SLOTS));
        for (int slot = 0; slot < frames; slot++) {
            burst.add(slot * SLOT_BYTES + HEADROOM_BYTES, frameBytes);
        }
        return frames;
    }

    @Override
    public int fileDescriptor() {
        return readable.intValue();
    }

    @Override
    public ByteBuffer receiveMemory() {
        return receiveMemory;
    }

    @Override
    public int slotBytes() {
        return SLOT_BYTES;
    }

    @Override
    public void release() {
        // The frames stay as they are.
    }

    @Override
    public boolean awaitReadable(Duration timeout) {
        throw new UnsupportedOperationException("there is a descriptor to wait for");
    }

    @Override
    public ByteBuffer transmitMemory() {
        return transmitMemory;
    }

    @Override
    public SendResult send(int lengthBytes) {
        onFrame.run();
        return SendResult.SENT;
    }

    @Override
    public SendResult flush() {
        return SendResult.SENT;
    }

    @Override
    public String name() {
        return "host";
    }

    @Override
    public byte[] hardwareAddress() {
        return hardwareAddress.clone();
    }

    @Override
    public int mtuBytes() {
        return MTU_BYTES;
    }

    @Override
    public DeviceStatistics statistics() {
        return DeviceStatistics.NONE;
    }

    @Override
    public void setMtuBytes(int mtuBytes) {
        // No host keeps to it.
    }

    @Override
    public void setLinkUp(boolean up) {
        // It gives frames only when it is asked to.
    }

    @Override
    public void addAddress(InetAddress address, int prefixBits) {
        // No host has it.
    }

    @Override
    public int removeDefaultRoutes() {
        return 0;
    }

    @Override
    public void close() {
        try {
            readable.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
