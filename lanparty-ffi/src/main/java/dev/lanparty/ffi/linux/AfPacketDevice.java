package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceException;
import dev.lanparty.device.DeviceStatistics;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.SendResult;
import dev.lanparty.ffi.linux.FrameCounters.Counter;
import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.offload.InternetChecksum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A physical interface by packet(7): every frame on its wire, and any frame onto it.
 *
 * <p>A received frame's way:
 * <ol>
 * <li>the kernel writes it into a slot of the mapped {@link ReceiveRing}; {@link #receive} finds the slot filled
 * <li>a super-frame goes to {@link SuperFrames} and comes back as ordinary frames in the side area
 * <li>an unfinished checksum is finished, a VLAN tag put back, in place
 * <li>it is lent to the caller; the next {@link #receive} hands the slot back to the kernel
 * </ol>
 * A sent frame is one {@code send}, without copy in Java; TCP segments that follow each other are {@link KeptFrames} until the flush,
 * and are one {@code send} together, which the kernel cuts up again, below everything
 * that costs once per call.
 *
 * <p>Opening turns the interface promiscuous and its merging offloads off; closing undoes both. Frames this machine
 * sends through the interface, through this device or not, are not received.
 */
public final class AfPacketDevice implements PacketDevice {
    private final String name;
    private final int interfaceIndex;
    private final byte[] hardwareAddress;
    private final InterfaceControl control;
    private final InterfaceFeatures features;
    private final OffloadRecord record;
    private final BitSet featuresTurnedOff;
    private final PacketSocket socket;
    private final Descriptor descriptor;
    private final ReceiveRing ring;
    private final ByteBuffer receiveMemory;
    private final SuperFrames superFrames = new SuperFrames();
    private final Errno receiveErrno = new Errno();
    private final Errno sendErrno = new Errno();
    private final FrameCounters counters = new FrameCounters();

    /** An offload header of zeros, then the frame: with PACKET_VNET_HDR the kernel wants one on each frame it gets. */
    private final MemorySegment transmit = Arena.ofAuto().allocate(Offload.BYTES + MAX_FRAME_BYTES, Long.BYTES);
    private final ByteBuffer transmitMemory = transmit.asSlice(Offload.BYTES).asByteBuffer();
    private final KeptFrames kept = new KeptFrames();
    private final int keptFrameBytes;

    /** Set by the sender, which may have been told first that something happened to the interface. */
    private volatile boolean suspect;
    private boolean vanished;

    private AfPacketDevice(InterfaceControl control, PacketSocket socket, Descriptor descriptor,
            @Nullable Path offloads) {
        this.control = control;
        this.socket = socket;
        this.descriptor = descriptor;
        name = control.name();
        interfaceIndex = control.index();
        hardwareAddress = control.hardwareAddress();
        keptFrameBytes = HEADER_BYTES + control.mtuBytes();
        features = new InterfaceFeatures(control);
        record = new OffloadRecord(offloads, interfaceIndex);
        socket.configure(interfaceIndex, ReceiveRing.SLOT_COUNT, ReceiveRing.SLOT_BYTES, ReceiveRing.BLOCK_BYTES);
        ring = new ReceiveRing(receiveErrno, socket.number());
        receiveMemory = ring.memory().asByteBuffer();
        featuresTurnedOff = turnOffMerging();
        try {
            socket.listen(interfaceIndex);
        } catch (DeviceException refused) {
            ring.release(receiveErrno);
            turnOnMerging();
            throw refused;
        }
    }

    private BitSet turnOffMerging() {
        try {
            return features.turnOffMerging(record);
        } catch (DeviceException refused) {
            ring.release(receiveErrno);
            throw refused;
        }
    }

    private void turnOnMerging() {
        features.turnOn(featuresTurnedOff);
        record.delete();
    }

    /**
     * Opens an Ethernet interface of this machine.
     *
     * @param offloads where is written down what is turned off, in case that the process is killed; or null
     * @throws DeviceException if there is none of that name, or the permission is missing
     */
    public static AfPacketDevice open(String interfaceName, @Nullable Path offloads) {
        InterfaceControl control = new InterfaceControl(interfaceName);
        try {
            control.index();
            PacketSocket socket = new PacketSocket(interfaceName);
            Descriptor descriptor = new Descriptor(interfaceName, socket.number());
            try {
                return new AfPacketDevice(control, socket, descriptor, offloads);
            } catch (RuntimeException failure) {
                descriptor.close(() -> {
                });
                throw failure;
            }
        } catch (RuntimeException failure) {
            control.close();
            throw failure;
        }
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
        return control.mtuBytes();
    }

    @Override
    public ByteBuffer receiveMemory() {
        return receiveMemory;
    }

    @Override
    public int slotBytes() {
        return ReceiveRing.SLOT_BYTES;
    }

    // HOT PATH
    @Override
    public int receive(FrameBurst burst) {
        long stamp = descriptor.enter("recv");
        try {
            ring.handBack();
            burst.clear();
            while (!burst.isFull()) {
                if (superFrames.hasNext()) {
                    if (!ring.hasSideSlot()) {
                        break;
                    }
                    lendSegment(burst);
                } else if (ring.takeSlot()) {
                    takeFrame(burst);
                } else {
                    break;
                }
            }
            if (burst.count() == 0) {
                checkInterface();
            }
            counters.add(Counter.RECEIVED, burst.count());
            return burst.count();
        } finally {
            descriptor.leave(stamp);
        }
    }

    // HOT PATH
    @Override
    public void release() {
        long stamp = descriptor.tryEnter();
        if (stamp != 0) {
            ring.handBack();
            descriptor.leave(stamp);
        }
    }

    private void takeFrame(FrameBurst burst) {
        if (ring.isCut() || Offload.isSuperFrame(ring.memory(), ring.offloadOffset())) {
            takeSuperFrame();
            return;
        }
        int length = ring.lengthBytes();
        if (length < HEADER_BYTES) {
            counters.increment(Counter.DROPPED_MALFORMED);
            return;
        }
        if (length + (ring.hasVlanTag() ? VlanTag.BYTES : 0) > MAX_FRAME_BYTES) {
            counters.increment(Counter.DROPPED_TOO_LONG);
            return;
        }
        int offset = ring.frameOffset();
        if (!finishChecksum(offset, length)) {
            counters.increment(Counter.DROPPED_MALFORMED);
            return;
        }
        if (ring.hasVlanTag()) {
            offset = VlanTag.putBack(ring.memory(), offset, ring.vlanProtocol(), ring.vlanTag());
            length += VlanTag.BYTES;
        }
        burst.add(offset, length);
    }

    private boolean finishChecksum(int offset, int length) {
        MemorySegment memory = ring.memory();
        long offload = ring.offloadOffset();
        if (!Offload.isChecksumUnfinished(memory, offload)) {
            return true;
        }
        counters.increment(Counter.CHECKSUM_FINISHED);
        return InternetChecksum.finish(memory, offset, length, Offload.checksumStart(memory, offload),
                Offload.checksumField(memory, offload));
    }

    private void takeSuperFrame() {
        if (ring.isWholeQueued()) {
            // Read in any case: the frames in the queue belong to slots one by one.
            if (!superFrames.read(receiveErrno, descriptor.number())) {
                counters.increment(Counter.DROPPED_TOO_LONG);
                return;
            }
        } else if (ring.isCut()) {
            counters.increment(Counter.DROPPED_TOO_LONG);
            return;
        } else {
            superFrames.copy(ring.memory(), ring.offloadOffset(), ring.lengthBytes());
        }
        if (!superFrames.isSuperFrame()) {
            counters.increment(Counter.DROPPED_TOO_LONG);
        } else if (!superFrames.isDivisible()) {
            counters.increment(Counter.DROPPED_MALFORMED);
        } else {
            counters.increment(begin());
        }
    }

    private Counter begin() {
        return FrameCounters.of(ring.hasVlanTag()
                ? superFrames.begin(ring.vlanProtocol(), ring.vlanTag())
                : superFrames.begin());
    }

    private void lendSegment(FrameBurst burst) {
        int offset = ring.takeSideSlot();
        burst.add(offset, superFrames.next(ring.memory(), offset));
    }

    /** An interface that goes down leaves an error on the socket and may come back; one that vanishes does not. */
    private void checkInterface() {
        if (socket.takeError(receiveErrno) != 0 || suspect) {
            suspect = false;
            vanished = vanished || !control.isStill(interfaceIndex);
        }
        if (vanished) {
            throw Failures.of("recv(" + name + ")", Linux.ENODEV());
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
        // The kernel refuses a frame that is too long for the interface, but not a super-frame of such.
        if (lengthBytes <= keptFrameBytes && kept.keep(transmit, Offload.BYTES, lengthBytes)) {
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
        long stamp = descriptor.enter("send");
        try {
            if (LibC.send(sendErrno, descriptor.number(), memory, lengthBytes, Linux.MSG_DONTWAIT()) == -1) {
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
        if (error == Linux.EMSGSIZE()) {
            return SendResult.TOO_LONG;
        }
        if (error == Linux.ENETDOWN()) {
            suspect = true;
            return SendResult.LINK_DOWN;
        }
        throw Failures.of("send(" + name + ")", error);
    }

    @Override
    public DeviceStatistics statistics() {
        long stamp = descriptor.enter("statistics");
        try {
            synchronized (counters) {
                counters.add(Counter.DROPPED_BY_KERNEL, socket.takeDropped());
                return counters.snapshot();
            }
        } finally {
            descriptor.leave(stamp);
        }
    }

    @Override
    public void close() {
        descriptor.close(this::restore);
    }

    private void restore() {
        // The mapping holds the socket as the descriptor does: both must go for the interface to be left alone.
        ring.release(receiveErrno);
        try (control) {
            if (control.isStill(interfaceIndex)) {
                turnOnMerging();
            }
        }
    }
}
