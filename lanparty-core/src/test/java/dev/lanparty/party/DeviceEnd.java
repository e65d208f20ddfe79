package dev.lanparty.party;

import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.device.SendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The end of an in-memory cable that a test holds: frames as bytes, in and out. */
public final class DeviceEnd {
    private final Supplier<InMemoryDevice> device;
    private final FrameBurst burst = new FrameBurst(64);

    public DeviceEnd(InMemoryDevice device) {
        this(() -> device);
    }

    /** Of a cable that may be replaced. */
    DeviceEnd(Supplier<InMemoryDevice> device) {
        this.device = device;
    }

    /** Sends a frame to the other end. */
    public SendResult send(byte[] frame) {
        device.get().transmitMemory().clear().put(frame).flip();
        return device.get().send(frame.length);
    }

    /** What has come from the other end since the last call. */
    public List<byte[]> receive() {
        List<byte[]> frames = new ArrayList<>();
        while (device.get().receive(burst) > 0) {
            for (int i = 0; i < burst.count(); i++) {
                byte[] frame = new byte[burst.length(i)];
                device.get().receiveMemory().get(burst.offset(i), frame);
                frames.add(frame);
            }
        }
        return frames;
    }
}
