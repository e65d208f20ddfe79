package dev.lanparty.launcher.station;

import dev.lanparty.device.DeviceException;
import dev.lanparty.device.Devices;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.SendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;

/** Single frames on one interface: keeps those that arrive, as text, and sends others. Frames sent are not kept. */
final class Capture implements AutoCloseable {
    private static final int BURST_FRAMES = 64;
    private static final int KEPT_FRAMES = 4_096;
    private static final Duration LOOK = Duration.ofMillis(200);

    private final PacketDevice device;
    private final Deque<String> frames = new ArrayDeque<>();
    private boolean closed;

    private Capture(PacketDevice device) {
        this.device = device;
    }

    static Capture start(String interfaceName) {
        Capture capture = new Capture(Devices.openLan(interfaceName));
        Thread.ofPlatform().daemon().name("lanparty-capture").start(capture::run);
        return capture;
    }

    private void run() {
        FrameBurst burst = new FrameBurst(BURST_FRAMES);
        try {
            while (!isClosed()) {
                if (device.awaitReadable(LOOK)) {
                    keep(burst, device.receive(burst));
                }
            }
        } catch (DeviceException e) {
            close();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void keep(FrameBurst burst, int received) {
        for (int i = 0; i < received; i++) {
            byte[] frame = new byte[burst.length(i)];
            device.receiveMemory().get(burst.offset(i), frame);
            frames.addLast(HexFormat.of().formatHex(frame));
            if (frames.size() > KEPT_FRAMES) {
                frames.removeFirst();
            }
        }
        notifyAll();
    }

    /** How many of the frames kept contain some bytes; waits until it is at least {@code least}, or the time is over. */
    synchronized int count(String hex, int least, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            int found = (int) frames.stream().filter(frame -> frame.contains(hex)).count();
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (found >= least || leftMillis <= 0) {
                return found;
            }
            wait(leftMillis);
        }
    }

    void send(byte[] frame) throws IOException {
        ByteBuffer memory = device.transmitMemory();
        memory.clear().put(frame);
        SendResult result = device.send(frame.length);
        if (result != SendResult.SENT) {
            throw new IOException("the frame was not sent: " + result);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        device.close();
        notifyAll();
    }
}
