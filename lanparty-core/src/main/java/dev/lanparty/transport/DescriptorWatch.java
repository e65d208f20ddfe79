package dev.lanparty.transport;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;

/**
 * A device's descriptor in the loop's own epoll set, level-triggered: what one call leaves unread is reported again,
 * after the sockets had their turn. The descriptor stays the device's to close. Confined to the loop.
 */
final class DescriptorWatch implements EpollIoHandle {
    private final FileDescriptor descriptor;
    private final Runnable onReadable;

    private DescriptorWatch(int descriptor, Runnable onReadable) {
        this.descriptor = new FileDescriptor(descriptor);
        this.onReadable = onReadable;
    }

    static NetworkLoop.Registration start(IoEventLoop loop, int descriptor, Runnable onReadable) {
        DescriptorWatch watch = new DescriptorWatch(descriptor, onReadable);
        IoRegistration[] registration = new IoRegistration[1];
        loop.register(watch).addListener(done -> {
            if (done.isSuccess()) {
                registration[0] = (IoRegistration) done.getNow();
                registration[0].submit(EpollIoOps.EPOLLIN);
            }
        });
        return () -> loop.execute(() -> {
            if (registration[0] != null) {
                registration[0].cancel();
            }
        });
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
            onReadable.run();
        }
    }

    @Override
    public void close() {
        // The device closes its descriptor.
    }
}
