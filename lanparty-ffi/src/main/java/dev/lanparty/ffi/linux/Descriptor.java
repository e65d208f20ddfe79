package dev.lanparty.ffi.linux;

import dev.lanparty.device.DeviceException;
import dev.lanparty.ffi.linux.gen.Linux;
import dev.lanparty.ffi.linux.gen.pollfd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.locks.StampedLock;

/**
 * A file descriptor that any thread may close while others are using it.
 *
 * <p>The kernel reuses the number of a closed descriptor at once, and closing does not end a wait in poll. So every call
 * on the number happens between {@link #enter} and {@link #leave}; {@link #close} first turns away whoever comes, then
 * ends the waits by an eventfd, and frees the number when the last caller has left. Entering allocates nothing.
 */
final class Descriptor {
    private final String name;
    private final int number;
    private final int wakeUp;
    private final StampedLock lock = new StampedLock();
    private volatile boolean closed;

    /**
     * Takes over a descriptor.
     *
     * @param name what it belongs to, for messages
     * @param number the open descriptor; closed if this constructor fails
     */
    Descriptor(String name, int number) {
        this.name = name;
        this.number = number;
        Errno errno = new Errno();
        wakeUp = LibC.eventfd(errno, 0, Linux.EFD_CLOEXEC() | Linux.EFD_NONBLOCK());
        if (wakeUp == -1) {
            DeviceException failure = errno.failure("eventfd(" + name + ")");
            LibC.close(errno, number);
            throw failure;
        }
    }

    /** The number; to be used only between {@link #enter} and {@link #leave}. */
    int number() {
        return number;
    }

    /** Keeps the number open until {@link #leave}. */
    long enter(String call) {
        long stamp = tryEnter();
        if (stamp == 0) {
            throw Failures.closed(call + "(" + name + ")");
        }
        return stamp;
    }

    /** {@link #enter} that answers 0 when closed. */
    long tryEnter() {
        long stamp = lock.tryReadLock();
        if (stamp != 0 && closed) {
            lock.unlockRead(stamp);
            return 0;
        }
        return stamp;
    }

    void leave(long stamp) {
        lock.unlockRead(stamp);
    }

    /** Waits until the descriptor is readable or in error ({@code true}), or time is up or it is closed. */
    boolean awaitReadable(Duration timeout) {
        long stamp = tryEnter();
        if (stamp == 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment descriptors = pollfd.allocateArray(2, arena);
            MemorySegment own = pollfd.asSlice(descriptors, 0);
            pollfd.fd(own, number);
            pollfd.events(own, (short) Linux.POLLIN());
            MemorySegment wake = pollfd.asSlice(descriptors, 1);
            pollfd.fd(wake, wakeUp);
            pollfd.events(wake, (short) Linux.POLLIN());
            return poll(descriptors, timeout) && pollfd.revents(wake) == 0 && pollfd.revents(own) != 0;
        } finally {
            leave(stamp);
        }
    }

    private boolean poll(MemorySegment descriptors, Duration timeout) {
        Errno errno = new Errno();
        long start = System.nanoTime();
        while (true) {
            Duration left = timeout.minusNanos(System.nanoTime() - start);
            int ready = LibC.poll(errno, descriptors, 2, roundedUpMillis(left));
            if (ready >= 0) {
                return ready > 0;
            }
            if (errno.value() != Linux.EINTR()) {
                throw errno.failure("poll(" + name + ")");
            }
        }
    }

    private static int roundedUpMillis(Duration left) {
        if (left.isNegative() || left.isZero()) {
            return 0;
        }
        if (left.toSeconds() >= Integer.MAX_VALUE / 1000) {
            return Integer.MAX_VALUE;
        }
        return (int) left.plusNanos(999_999).toMillis();
    }

    /**
     * Closes, once: waits until every caller has left, then runs {@code farewell}, then frees the number.
     *
     * @param farewell what must happen while the descriptor still is open
     * @return whether this call closed it; {@code false} if it was closed or is being closed
     */
    boolean close(Runnable farewell) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        Errno errno = new Errno();
        try (Arena arena = Arena.ofConfined()) {
            LibC.write(errno, wakeUp, arena.allocateFrom(ValueLayout.JAVA_LONG, 1), Long.BYTES);
        }
        long stamp = lock.writeLock();
        try {
            farewell.run();
        } finally {
            LibC.close(errno, number);
            LibC.close(errno, wakeUp);
            lock.unlockWrite(stamp);
        }
        return true;
    }
}
