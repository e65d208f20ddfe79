package dev.lanparty.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes, sends and collects frames in tests, as byte arrays. */
public final class Frames {
    /** How long a frame may take on a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int ETHER_TYPE_OF_EXPERIMENTS = 0x88B5;

    private Frames() {
    }

    /** A broadcast frame of IEEE's ether type for experiments with pseudo-random payload. */
    public static byte[] experimental(int lengthBytes, long seed) {
        return withEtherType(ETHER_TYPE_OF_EXPERIMENTS, lengthBytes, seed);
    }

    /** A broadcast frame in VLAN 5, its tag included in the length. */
    public static byte[] tagged(int lengthBytes, long seed) {
        byte[] frame = withEtherType(0x8100, lengthBytes, seed);
        frame[14] = 0;
        frame[15] = 5;
        frame[16] = (byte) (ETHER_TYPE_OF_EXPERIMENTS >>> 8);
        frame[17] = (byte) ETHER_TYPE_OF_EXPERIMENTS;
        return frame;
    }

    private static byte[] withEtherType(int etherType, int lengthBytes, long seed) {
        byte[] frame = new byte[lengthBytes];
        new Random(seed).nextBytes(frame);
        for (int i = 0; i < 6; i++) {
            frame[i] = (byte) 0xFF;
        }
        frame[6] = 2;
        frame[12] = (byte) (etherType >>> 8);
        frame[13] = (byte) etherType;
        return frame;
    }

    public static SendResult send(PacketDevice device, byte[] frame) {
        device.transmitMemory().put(0, frame);
        return device.send(frame.length);
    }

    /** Sends a frame as one of a burst: the device may keep it until it is flushed. */
    public static SendResult sendOfBurst(PacketDevice device, byte[] frame) {
        SendResult result = send(device, frame);
        if (result == SendResult.FLUSH_FIRST) {
            device.flush();
            result = device.send(frame.length);
        }
        return result;
    }

    /** Receives until that many frames have come, or {@link #PATIENCE} ends. */
    public static List<byte[]> receive(PacketDevice device, int count) {
        List<byte[]> frames = new ArrayList<>();
        FrameBurst burst = new FrameBurst(32);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (frames.size() < count && System.nanoTime() < end) {
            device.awaitReadable(Duration.ofMillis(50));
            device.receive(burst);
            for (int i = 0; i < burst.count(); i++) {
                frames.add(copy(device, burst, i));
            }
        }
        return frames;
    }

    public static byte[] copy(PacketDevice device, FrameBurst burst, int index) {
        byte[] frame = new byte[burst.length(index)];
        device.receiveMemory().get(burst.offset(index), frame);
        return frame;
    }
}
