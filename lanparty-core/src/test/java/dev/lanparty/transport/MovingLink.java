package dev.lanparty.transport;

import io.netty.handler.codec.quic.QuicChannel;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** A link of which nothing is known but where its other side is. */
final class MovingLink {
    private MovingLink() {
    }

    static QuicLink at(Supplier<InetSocketAddress> address, BurstFlusher flusher) {
        QuicChannel channel = (QuicChannel) Proxy.newProxyInstance(QuicChannel.class.getClassLoader(),
                new Class<?>[]{QuicChannel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("remoteSocketAddress")) {
                        return address.get();
                    }
                    throw new AssertionError(method);
                });
        return new QuicLink(channel, flusher, 1);
    }
}
