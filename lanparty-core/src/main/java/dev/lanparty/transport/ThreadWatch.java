package dev.lanparty.transport;

import dev.lanparty.device.DeviceException;
import dev.lanparty.device.PacketDevice;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * A thread that waits for a device which epoll cannot watch, and wakes the loop; the frames are received on the loop. It
 * waits for the loop's answer before it asks the device again.
 */
final class ThreadWatch {
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final PacketDevice device;
    private final BooleanSupplier onReadable;
    private final Semaphore served = new Semaphore(0);
    private volatile boolean stopped;

    private ThreadWatch(EventLoop loop, PacketDevice device, BooleanSupplier onReadable) {
        this.loop = loop;
        this.device = device;
        this.onReadable = onReadable;
    }

    static NetworkLoop.Registration start(EventLoop loop, PacketDevice device, BooleanSupplier onReadable) {
        ThreadWatch watch = new ThreadWatch(loop, device, onReadable);
        Thread thread = Thread.ofPlatform().daemon().name("lanparty-device-" + device.name()).start(watch::waitAndWake);
        return () -> {
            watch.stopped = true;
            watch.served.release();
            thread.interrupt();
        };
    }

    private void serve() {
        if (!stopped && onReadable.getAsBoolean()) {
            loop.execute(this::serve);
        } else {
            served.release();
        }
    }

    private void waitAndWake() {
        try {
            while (!stopped) {
                if (device.awaitReadable(WAIT)) {
                    loop.execute(this::serve);
                    served.acquire();
                }
            }
        } catch (InterruptedException | RejectedExecutionException | DeviceException e) {
            // Stopped, or the loop or the device is closed: there is nobody to wake any more.
            stopped = true;
        }
    }
}
