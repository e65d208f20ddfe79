package dev.lanparty.benchmarks;

import dev.lanparty.device.HostRoute;
import java.net.InetAddress;

/** A relay on this machine needs no route. */
public record NoRoute(InetAddress address) implements HostRoute {
    @Override
    public boolean isAdded() {
        return false;
    }

    @Override
    public boolean isStale() {
        return false;
    }

    @Override
    public void close() {
        // Nothing was added.
    }
}
