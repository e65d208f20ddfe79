package dev.lanparty.client;

import dev.lanparty.device.DeviceException;
import dev.lanparty.device.HostRoute;
import java.net.InetAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the relay outside the tunnel, pinned anew when this machine has moved to another network. Confined to the loop,
 * but its close.
 */
final class RelayRoute implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(RelayRoute.class);

    private final Function<InetAddress, HostRoute> routes;
    private @Nullable InetAddress relay;
    private @Nullable HostRoute route;
    private boolean closed;

    RelayRoute(Function<InetAddress, HostRoute> routes) {
        this.routes = routes;
    }

    /**
     * Leads to an address by the way that there is now.
     *
     * @throws DeviceException if there is none
     */
    synchronized void lead(InetAddress address) {
        if (closed || (address.equals(relay) && route != null && !route.isStale())) {
            return;
        }
        release();
        relay = address;
        route = routes.apply(address);
    }

    /** Goes by another way if the one that was pinned has changed: a cable was pulled, another wireless network is near. */
    synchronized void follow() {
        if (closed || relay == null || (route != null && !route.isStale())) {
            return;
        }
        boolean known = route != null;
        release();
        try {
            route = routes.apply(relay);
            logger.info("the way to the relay has changed, and is kept as it is now");
        } catch (DeviceException e) {
            if (known) {
                logger.info("there is no way to the relay now: {}", e.getMessage());
            }
        }
    }

    private void release() {
        HostRoute old = route;
        route = null;
        if (old != null) {
            old.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        release();
    }
}
