package dev.lanparty.party;

import dev.lanparty.device.HostRoute;
import java.net.InetAddress;

/** A route that changes nothing, and knows whether it is there. */
public final class PinnedRoute implements HostRoute {
    private final InetAddress address;
    private boolean pinned = true;

    public PinnedRoute(InetAddress address) {
        this.address = address;
    }

    @Override
    public InetAddress address() {
        return address;
    }

    @Override
    public boolean isAdded() {
        return pinned;
    }

    @Override
    public void close() {
        pinned = false;
    }
}
