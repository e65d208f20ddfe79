package dev.lanparty.endpoint;

import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.SendResult;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A device that only sends, and keeps frames of over 500 bytes until they are flushed. Writes down what it did. */
final class KeepingDevice {
    private static final int LONGEST_SENT_AT_ONCE = 500;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(PacketDevice.MAX_FRAME_BYTES);
    private final List<String> events = new ArrayList<>();
    private int kept;
    private boolean full;

    PacketDevice device() {
        return (PacketDevice) Proxy.newProxyInstance(PacketDevice.class.getClassLoader(),
                new Class<?>[]{PacketDevice.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "transmitMemory", "receiveMemory" -> memory;
                    case "slotBytes" -> memory.capacity();
                    case "send" -> send((int) arguments[0]);
                    case "flush" -> flush();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** It takes nothing more when flushed. */
    void fill() {
        full = true;
    }

    /** What it did since it was last asked. */
    List<String> events() {
        List<String> copy = List.copyOf(events);
        events.clear();
        return copy;
    }

    private SendResult send(int lengthBytes) {
        if (lengthBytes > LONGEST_SENT_AT_ONCE) {
            kept++;
            events.add("kept");
            return SendResult.KEPT;
        }
        if (kept > 0) {
            return SendResult.FLUSH_FIRST;
        }
        events.add("sent");
        return SendResult.SENT;
    }

    private SendResult flush() {
        events.add("flushed " + kept);
        kept = 0;
        return full ? SendResult.QUEUE_FULL : SendResult.SENT;
    }
}
