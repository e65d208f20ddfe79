package dev.lanparty.transport;

import dev.lanparty.device.PacketDevice;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * The one thread of a role: UDP sockets, devices and timers are served by it in turn, so that a frame crosses without a
 * hand-off. On Linux it waits in epoll; elsewhere in what the JDK offers.
 */
public final class NetworkLoop implements AutoCloseable {
    private static final long CLOSE_TIMEOUT_MILLIS = 2_000;

    private final EventLoopGroup group;
    private final IoEventLoop loop;
    private final ChannelGroup sockets;
    private final boolean epoll;

    private NetworkLoop(String threadName, Duration spin) {
        epoll = Epoll.isAvailable();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(threadName, true),
                epoll
                        ? EpollIoHandler.newFactory(0, SpinThenSleep.factory(spin))
                        : NioIoHandler.newFactory());
        loop = (IoEventLoop) group.next();
        sockets = new DefaultChannelGroup(threadName, loop, true);
    }

    /** Starts a loop on a daemon thread whose name begins as given. */
    public static NetworkLoop start(String threadName) {
        return start(threadName, Duration.ZERO);
    }

    /**
     * Starts a loop on a daemon thread whose name begins as given.
     *
     * @param spin for how long after the last event the thread looks for the next one before it sleeps, 0 or more; where
     *            there is no epoll it sleeps at once
     */
    public static NetworkLoop start(String threadName, Duration spin) {
        return new NetworkLoop(threadName, spin);
    }

    /** Runs a task on the loop, now if the caller is on it; nothing happens once the loop is closed. */
    public void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else if (!loop.isShuttingDown()) {
            loop.execute(task);
        }
    }

    /**
     * Runs a task on the loop and waits for what it gives; what it throws is thrown here.
     *
     * @throws TransportException if it takes longer than the time-out
     */
    public <T> T call(Duration timeout, Callable<T> task) {
        try {
            return loop.submit(task).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new TransportException("an unexpected failure on the network thread: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new TransportException("the network thread did not answer within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException("interrupted while waiting for the network thread", e);
        }
    }

    /** Runs a task on the loop after a time; nothing happens once the loop is closed. */
    @SuppressWarnings("FutureReturnValueIgnored") // The timer ends with the loop.
    public void after(Duration wait, Runnable task) {
        if (!loop.isShuttingDown()) {
            loop.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Calls a task again and again with the time in nanoseconds, until what is returned is closed. */
    public Registration every(Duration period, LongConsumer task) {
        ScheduledFuture<?> timer = loop.scheduleAtFixedRate(() -> task.accept(System.nanoTime()), period.toNanos(),
                period.toNanos(), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    /**
     * Calls a task on the loop whenever a device has frames to receive, until what is returned is closed.
     *
     * @param onReadable returns whether it left frames behind: it is called again when the sockets had their turn
     */
    public Registration watch(PacketDevice device, BooleanSupplier onReadable) {
        return epoll && device.fileDescriptor() >= 0
                ? DescriptorWatch.start(loop, device.fileDescriptor(), onReadable)
                : ThreadWatch.start(loop, device, onReadable);
    }

    /** Something that goes on until it is closed. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    IoEventLoop eventLoop() {
        return loop;
    }

    /** Has a socket closed with the loop, at once if that is closed already. */
    void own(Channel socket) {
        sockets.add(socket);
    }

    boolean isEpoll() {
        return epoll;
    }

    Class<? extends DatagramChannel> datagramChannel() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    /** Waits for a channel to close, but not for ever. */
    static void awaitClosed(Channel channel) {
        channel.close().awaitUninterruptibly(CLOSE_TIMEOUT_MILLIS);
    }

    /**
     * Closes the sockets that are still open, and ends the thread. Netty's own loop would leave them open, with what
     * their handlers hold, when it is busy in the moment in which its end is asked for.
     */
    @Override
    public void close() {
        sockets.close().awaitUninterruptibly(CLOSE_TIMEOUT_MILLIS);
        group.shutdownGracefully(0, CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT_MILLIS);
    }
}
