package dev.lanparty.embedding;

import dev.lanparty.device.HostRoute;
import java.net.InetAddress;

/** On loopback nothing can take the way to the relay. */
public record Unpinned(InetAddress address) implements HostRoute {
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
