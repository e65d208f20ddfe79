package dev.lanparty.transport;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A device's descriptor in the loop's own epoll set, level-triggered: what one call leaves unread is asked for again,
 * after the sockets had their turn. The descriptor stays the device's to close. Confined to the loop.
 */
final class DescriptorWatch implements EpollIoHandle {
    private final FileDescriptor descriptor;
    private final BooleanSupplier onReadable;
    private final NextTurn again;
    private @Nullable IoRegistration registration;
    private boolean stopped;

    private DescriptorWatch(IoEventLoop loop, int descriptor, BooleanSupplier onReadable) {
        this.descriptor = new FileDescriptor(descriptor);
        this.onReadable = onReadable;
        again = new NextTurn(loop, this::serve);
    }

    /** Begins to watch; called on the loop, as is the close of what it returns. */
    static NetworkLoop.Registration start(IoEventLoop loop, int descriptor, BooleanSupplier onReadable) {
        DescriptorWatch watch = new DescriptorWatch(loop, descriptor, onReadable);
        loop.register(watch).addListener(done -> {
            if (done.isSuccess()) {
                watch.registered((IoRegistration) done.getNow());
            }
        });
        return watch::stop;
    }

    private void registered(IoRegistration made) {
        if (stopped) {
            made.cancel();
        } else {
            registration = made;
            made.submit(EpollIoOps.EPOLLIN);
        }
    }

    private void stop() {
        stopped = true;
        if (registration != null) {
            registration.cancel();
        }
    }

    // HOT PATH
    private void serve() {
        if (!stopped && onReadable.getAsBoolean()) {
            again.ask();
        }
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    // HOT PATH
    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        if (((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLIN)
                || ((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLERR)) {
            serve();
        }
    }

    @Override
    public void close() {
        // The device closes its descriptor.
    }
}
