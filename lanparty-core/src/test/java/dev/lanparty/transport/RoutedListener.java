package dev.lanparty.transport;

import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Function;

/** A listener on loopback, and a player's router in front of it. */
final class RoutedListener implements AutoCloseable {
    private final LoopbackListener listener;
    private final MovingRouter router;

    /**
     * A router that leads to a listener that listens.
     *
     * @param folder for its key
     * @param accept makes the handler of a new link
     */
    RoutedListener(Path folder, Function<Link, LinkHandler> accept) {
        listener = new LoopbackListener(folder, accept);
        router = new MovingRouter(listener.address().getPort());
    }

    LoopbackListener listener() {
        return listener;
    }

    MovingRouter router() {
        return router;
    }

    /** Connects to the listener by the router. */
    Dialer dial() {
        return listener.dial(new InetSocketAddress(InetAddress.getLoopbackAddress(), router.port()), listener.pin());
    }

    @Override
    public void close() {
        listener.close();
        router.close();
    }
}
