package dev.lanparty.device;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One of two ends of a cable inside this process: what one end sends, the other receives. It stands in for a TAP or a LAN
 * interface where there is no kernel to ask, with the same contract.
 *
 * <p>A frame's way: {@link #send} copies it into the next free slot of the other end's memory, {@link #receive} there
 * lends the slot, the next {@code receive} frees it. When every slot is taken the frame is lost and counted as
 * {@link DeviceStatistics#droppedByKernel} at the receiving end, as on a real interface. A frame is lost without a count
 * when the other end's link is down or it is closed.
 *
 * <p>Both ends begin with their link up. Nothing happens but in the calls made: a test on one thread is deterministic.
 * What was set on it can be read back. Each end may be used by other threads than its peer.
 */
public final class InMemoryDevice implements TapDevice {
    /** An address given to a device, with the length of its network's prefix. */
    public record Address(InetAddress address, int prefixBits) {
    }

    private static final int SLOT_BYTES = 2048;

    private static final int VLAN_TAG_BYTES = 4;
    private static final int ETHER_TYPE_AT = 12;
    private static final short ETHER_TYPE_VLAN = (short) 0x8100;
    private static final int LARGEST_MTU_BYTES = 1500;

    private final String name;
    private final byte[] hardwareAddress;
    private final int slotCount;
    private final ByteBuffer receiveMemory;
    private final ByteBuffer transmitMemory = ByteBuffer.allocateDirect(MAX_FRAME_BYTES);
    /** Set once, before the pair is given to anyone. */
    private InMemoryDevice peer = this;

    /** Guards everything below; never held together with the peer's. */
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int[] lengths;
    private final Set<Address> addresses = new LinkedHashSet<>();
    private int first;
    private int lent;
    private int queued;
    private boolean linkUp = true;
    private boolean closed;
    private int mtuBytes = LARGEST_MTU_BYTES;
    private int defaultRoutes;
    private long received;
    private long sent;
    private long dropped;

    private InMemoryDevice(TapOptions options, int queueFrames) {
        name = options.name();
        hardwareAddress = options.hardwareAddress();
        mtuBytes = options.mtuBytes();
        slotCount = queueFrames;
        lengths = new int[queueFrames];
        receiveMemory = ByteBuffer.allocateDirect(queueFrames * SLOT_BYTES);
    }

    /** The two ends of a cable. */
    public record Pair(InMemoryDevice left, InMemoryDevice right) {
    }

    /**
     * Makes a cable of which each end queues up to 256 frames.
     *
     * @param left name, hardware address and MTU of one end
     * @param right those of the other
     */
    public static Pair pair(TapOptions left, TapOptions right) {
        return pair(left, right, 256);
    }

    /**
     * Makes a cable.
     *
     * @param queueFrames how many frames, 1 or more, each end can hold: those waiting and those lent
     */
    public static Pair pair(TapOptions left, TapOptions right, int queueFrames) {
        Objects.requireNonNull(left, "left");
        Objects.requireNonNull(right, "right");
        if (queueFrames < 1) {
            throw new IllegalArgumentException("queueFrames must be at least 1, was " + queueFrames);
        }
        InMemoryDevice one = new InMemoryDevice(left, queueFrames);
        InMemoryDevice other = new InMemoryDevice(right, queueFrames);
        one.peer = other;
        other.peer = one;
        return new Pair(one, other);
    }

    /** {@link #pair(TapOptions, TapOptions)} with the addresses 02:00:00:00:00:01 and :02 and an MTU of 1500. */
    public static Pair pair(String leftName, String rightName) {
        return pair(new TapOptions(leftName, new byte[]{2, 0, 0, 0, 0, 1}, LARGEST_MTU_BYTES),
                new TapOptions(rightName, new byte[]{2, 0, 0, 0, 0, 2}, LARGEST_MTU_BYTES));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] hardwareAddress() {
        return hardwareAddress.clone();
    }

    @Override
    public int mtuBytes() {
        lock.lock();
        try {
            return mtuBytes;
        } finally {
            lock.unlock();
        }
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
        lock.lock();
        try {
            takeBack();
        } finally {
            lock.unlock();
        }
    }

    private void takeBack() {
        first = (first + lent) % slotCount;
        lent = 0;
    }

    @Override
    public int receive(FrameBurst burst) {
        lock.lock();
        try {
            requireOpen("receive");
            takeBack();
            burst.clear();
            while (queued > 0 && !burst.isFull()) {
                int slot = (first + lent) % slotCount;
                burst.add(slot * SLOT_BYTES + HEADROOM_BYTES, lengths[slot]);
                lent++;
                queued--;
            }
            received += lent;
            return lent;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitReadable(Duration timeout) {
        lock.lock();
        try {
            long left = timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : timeout.toNanos();
            while (queued == 0 && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return queued > 0 && !closed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int fileDescriptor() {
        return -1;
    }

    @Override
    public ByteBuffer transmitMemory() {
        return transmitMemory;
    }

    @Override
    public SendResult send(int lengthBytes) {
        PacketDevice.checkFrameLength(lengthBytes);
        lock.lock();
        try {
            requireOpen("send");
            if (!linkUp) {
                return SendResult.LINK_DOWN;
            }
            if (lengthBytes > longestFrameBytes()) {
                return SendResult.TOO_LONG;
            }
            sent++;
        } finally {
            lock.unlock();
        }
        peer.accept(transmitMemory, lengthBytes);
        return SendResult.SENT;
    }

    private int longestFrameBytes() {
        boolean tagged = transmitMemory.getShort(ETHER_TYPE_AT) == ETHER_TYPE_VLAN;
        return HEADER_BYTES + mtuBytes + (tagged ? VLAN_TAG_BYTES : 0);
    }

    private void accept(ByteBuffer frame, int lengthBytes) {
        lock.lock();
        try {
            if (closed || !linkUp) {
                return;
            }
            if (lent + queued == slotCount) {
                dropped++;
                return;
            }
            int slot = (first + lent + queued) % slotCount;
            receiveMemory.put(slot * SLOT_BYTES + HEADROOM_BYTES, frame, 0, lengthBytes);
            lengths[slot] = lengthBytes;
            queued++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SendResult flush() {
        requireOpen("flush");
        return SendResult.SENT;
    }

    @Override
    public DeviceStatistics statistics() {
        lock.lock();
        try {
            requireOpen("statistics");
            return new DeviceStatistics(received, sent, dropped, 0, 0, 0, 0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setMtuBytes(int mtuBytes) {
        TapOptions.checkMtu(mtuBytes);
        lock.lock();
        try {
            requireOpen("setMtuBytes");
            this.mtuBytes = mtuBytes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setLinkUp(boolean up) {
        lock.lock();
        try {
            requireOpen("setLinkUp");
            linkUp = up;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the cable is plugged in at this end; may be read after the close. */
    public boolean isLinkUp() {
        lock.lock();
        try {
            return linkUp;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void addAddress(InetAddress address, int prefixBits) {
        int longest = address.getAddress().length * Byte.SIZE;
        if (prefixBits < 1 || prefixBits > longest) {
            throw new IllegalArgumentException("prefixBits must be 1 to " + longest + ", was " + prefixBits);
        }
        lock.lock();
        try {
            requireOpen("addAddress");
            addresses.add(new Address(address, prefixBits));
        } finally {
            lock.unlock();
        }
    }

    /** The addresses it was given, in that order; may be read after the close. */
    public Set<Address> addresses() {
        lock.lock();
        try {
            return new LinkedHashSet<>(addresses);
        } finally {
            lock.unlock();
        }
    }

    /** Pretends that the system has set that many default routes through it. */
    public void setDefaultRoutes(int count) {
        lock.lock();
        try {
            defaultRoutes = count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int removeDefaultRoutes() {
        lock.lock();
        try {
            requireOpen("removeDefaultRoutes");
            int removed = defaultRoutes;
            defaultRoutes = 0;
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen(String call) {
        if (closed) {
            throw new DeviceException(call + "(" + name + ")", "CLOSED", "open the device again before using it");
        }
    }
}
