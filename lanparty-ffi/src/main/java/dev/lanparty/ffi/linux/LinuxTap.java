package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceException;
import dev.lanparty.device.DeviceStatistics;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.SendResult;
import dev.lanparty.device.TapDevice;
import dev.lanparty.device.TapOptions;
import dev.lanparty.ffi.linux.FrameCounters.Counter;
import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.offload.InternetChecksum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A virtual adapter by the TUN/TAP driver: what this machine sends through it is received here, what is sent here arrives
 * at this machine.
 *
 * <p>A received frame's way:
 * <ol>
 * <li>one {@code read} puts it behind the headroom of the next slot of a slab
 * <li>a super-frame, of which TCP makes many here, since the adapter says that it cuts them, goes to {@link SuperFrames} and comes back as
 * ordinary frames in the slots
 * <li>an unfinished checksum is finished in place
 * <li>it is lent until the next {@link #receive} starts again at the first slot
 * </ol>
 * A sent frame is one {@code write}; TCP segments that follow each other are {@link KeptFrames} until the flush, and are one
 * {@code write} together: the machine takes them, and acknowledges them, as one.
 *
 * <p>The adapter is made by opening and vanishes with {@link #close}. Addresses are remembered and given again whenever
 * the link comes up, because the kernel forgets IPv6 addresses when it goes down.
 */
public final class LinuxTap implements TapDevice {
    private static final int SLOT_BYTES = 2048;
    private static final int SLOT_COUNT = 256;
    private static final int READ_BYTES = Offload.BYTES + SuperFrames.LONGEST_BYTES;

    private final Descriptor descriptor;
    private final InterfaceControl control;
    private final Netlink netlink;
    private final int interfaceIndex;
    private final Map<InetAddress, Integer> prefixBitsByAddress = new LinkedHashMap<>();
    /** The slots, and behind the last of them what a super-frame takes. */
    private final MemorySegment slab = Arena.ofAuto()
            .allocate((long) SLOT_BYTES * SLOT_COUNT + READ_BYTES, SLOT_BYTES);
    /** From each slot on, as much as one read may bring: of a super-frame it overwrites slots that are not lent yet. */
    private final MemorySegment[] places = new MemorySegment[SLOT_COUNT];
    private final ByteBuffer receiveMemory = slab.asSlice(0, (long) SLOT_BYTES * SLOT_COUNT).asByteBuffer();
    private final SuperFrames superFrames = new SuperFrames();
    /** An offload header of zeros, then the frame: the driver wants one on each frame it gets. */
    private final MemorySegment transmit = Arena.ofAuto().allocate(Offload.BYTES + MAX_FRAME_BYTES, Long.BYTES);
    private final ByteBuffer transmitMemory = transmit.asSlice(Offload.BYTES).asByteBuffer();
    private final KeptFrames kept = new KeptFrames();
    private final Errno receiveErrno = new Errno();
    private final Errno sendErrno = new Errno();
    private final FrameCounters counters = new FrameCounters();

    private LinuxTap(Descriptor descriptor, InterfaceControl control, Netlink netlink) {
        this.descriptor = descriptor;
        this.control = control;
        this.netlink = netlink;
        interfaceIndex = control.index();
        for (int i = 0; i < SLOT_COUNT; i++) {
            places[i] = slab.asSlice((long) i * SLOT_BYTES + HEADROOM_BYTES - Offload.BYTES, READ_BYTES);
        }
    }

    /**
     * Makes the adapter, its link down.
     *
     * @throws DeviceException if the name is taken or no name, or the permission is missing
     */
    public static LinuxTap open(TapOptions options) {
        TunFile file = TunFile.open(options.name());
        Descriptor descriptor = new Descriptor(file.interfaceName(), file.descriptor());
        try {
            return open(options, descriptor, new InterfaceControl(file.interfaceName()));
        } catch (RuntimeException failure) {
            descriptor.close(() -> {
            });
            throw failure;
        }
    }

    private static LinuxTap open(TapOptions options, Descriptor descriptor, InterfaceControl control) {
        try {
            control.setHardwareAddress(options.hardwareAddress());
            control.setMtuBytes(options.mtuBytes());
            return new LinuxTap(descriptor, control, new Netlink());
        } catch (RuntimeException failure) {
            control.close();
            throw failure;
        }
    }

    @Override
    public String name() {
        return control.name();
    }

    @Override
    public byte[] hardwareAddress() {
        return control.hardwareAddress();
    }

    @Override
    public int mtuBytes() {
        return control.mtuBytes();
    }

    @Override
    public ByteBuffer receiveMemory() {
        return receiveMemory;
    }

    @Override
    public int slotBytes() {
        return SLOT_BYTES;
    }

    // HOT PATH
    @Override
    public int receive(FrameBurst burst) {
        long stamp = descriptor.enter("read");
        try {
            burst.clear();
            int slot = 0;
            while (!burst.isFull() && slot < SLOT_COUNT) {
                int offset = slot * SLOT_BYTES + HEADROOM_BYTES;
                if (superFrames.hasNext()) {
                    burst.add(offset, superFrames.next(slab, offset));
                    slot++;
                    continue;
                }
                int length = (int) LibC.read(receiveErrno, descriptor.number(), places[slot], READ_BYTES)
                        - Offload.BYTES;
                if (length < 0) {
                    checkEmpty();
                    break;
                }
                if (Offload.isSuperFrame(slab, offset - Offload.BYTES)) {
                    takeSuperFrame(offset, length);
                } else if (isWhole(offset, length)) {
                    burst.add(offset, length);
                    slot++;
                }
            }
            counters.add(Counter.RECEIVED, burst.count());
            return burst.count();
        } finally {
            descriptor.leave(stamp);
        }
    }

    @Override
    public void release() {
        // The slab is this process's own: the next receive starts at its first slot again.
    }

    private void takeSuperFrame(int offset, int length) {
        superFrames.copy(slab, offset - Offload.BYTES, length);
        counters.increment(superFrames.isDivisible()
                ? FrameCounters.of(superFrames.begin())
                : Counter.DROPPED_MALFORMED);
    }

    private boolean isWhole(int offset, int length) {
        if (length > MAX_FRAME_BYTES) {
            counters.increment(Counter.DROPPED_TOO_LONG);
            return false;
        }
        if (length < HEADER_BYTES) {
            counters.increment(Counter.DROPPED_MALFORMED);
            return false;
        }
        if (!Offload.isChecksumUnfinished(slab, offset - Offload.BYTES)) {
            return true;
        }
        counters.increment(Counter.CHECKSUM_FINISHED);
        return finishChecksum(offset, length);
    }

    private boolean finishChecksum(int offset, int length) {
        int offload = offset - Offload.BYTES;
        boolean finished = InternetChecksum.finish(slab, offset, length, Offload.checksumStart(slab, offload),
                Offload.checksumField(slab, offload));
        if (!finished) {
            counters.increment(Counter.DROPPED_MALFORMED);
        }
        return finished;
    }

    private void checkEmpty() {
        int error = receiveErrno.value();
        if (error != Linux.EAGAIN() && error != Linux.EINTR() && error != Linux.EIO()) {
            throw Failures.of("read(" + name() + ")", error);
        }
    }

    @Override
    public boolean awaitReadable(Duration timeout) {
        return descriptor.awaitReadable(timeout);
    }

    @Override
    public int fileDescriptor() {
        descriptor.leave(descriptor.enter("fileDescriptor"));
        return descriptor.number();
    }

    @Override
    public ByteBuffer transmitMemory() {
        return transmitMemory;
    }

    // HOT PATH
    @Override
    public SendResult send(int lengthBytes) {
        PacketDevice.checkFrameLength(lengthBytes);
        if (kept.keep(transmit, Offload.BYTES, lengthBytes)) {
            return SendResult.KEPT;
        }
        return kept.count() > 0
                ? SendResult.FLUSH_FIRST
                : transmit(transmit, (long) Offload.BYTES + lengthBytes, 1);
    }

    // HOT PATH
    @Override
    public SendResult flush() {
        int frames = kept.count();
        return frames == 0 ? SendResult.SENT : transmit(kept.memory(), kept.take(), frames);
    }

    private SendResult transmit(MemorySegment memory, long lengthBytes, int frames) {
        long stamp = descriptor.enter("write");
        try {
            if (LibC.write(sendErrno, descriptor.number(), memory, lengthBytes) == -1) {
                return refused(sendErrno.value());
            }
            counters.add(Counter.SENT, frames);
            return SendResult.SENT;
        } finally {
            descriptor.leave(stamp);
        }
    }

    private SendResult refused(int error) {
        if (error == Linux.EAGAIN() || error == Linux.ENOBUFS()) {
            return SendResult.QUEUE_FULL;
        }
        if (error == Linux.EIO() || error == Linux.ENETDOWN()) {
            return SendResult.LINK_DOWN;
        }
        if (error == Linux.EMSGSIZE()) {
            return SendResult.TOO_LONG;
        }
        throw Failures.of("write(" + name() + ")", error);
    }

    @Override
    public DeviceStatistics statistics() {
        long stamp = descriptor.enter("statistics");
        try {
            DeviceStatistics counted = counters.snapshot();
            return new DeviceStatistics(counted.received(), counted.sent(),
                    TransmitDrops.read(netlink, interfaceIndex), counted.droppedTooLong(), counted.droppedMalformed(),
                    counted.segmented(), counted.checksumsFinished());
        } finally {
            descriptor.leave(stamp);
        }
    }

    @Override
    public void setMtuBytes(int mtuBytes) {
        TapOptions.checkMtu(mtuBytes);
        control.setMtuBytes(mtuBytes);
    }

    @Override
    public void setLinkUp(boolean up) {
        control.setUp(up);
        if (up) {
            synchronized (prefixBitsByAddress) {
                prefixBitsByAddress.forEach(
                        (address, prefixBits) -> InterfaceAddresses.add(netlink, interfaceIndex, address, prefixBits));
            }
        }
    }

    @Override
    public void addAddress(InetAddress address, int prefixBits) {
        int longest = address instanceof Inet4Address ? 32 : 128;
        if (prefixBits < 1 || prefixBits > longest) {
            throw new IllegalArgumentException("prefixBits must be 1 to " + longest + ", was " + prefixBits);
        }
        InterfaceAddresses.add(netlink, interfaceIndex, address, prefixBits);
        synchronized (prefixBitsByAddress) {
            prefixBitsByAddress.put(address, prefixBits);
        }
    }

    @Override
    public int removeDefaultRoutes() {
        return DefaultRoutes.remove(netlink, interfaceIndex);
    }

    @Override
    public void close() {
        descriptor.close(() -> {
            control.close();
            netlink.close();
        });
    }
}
