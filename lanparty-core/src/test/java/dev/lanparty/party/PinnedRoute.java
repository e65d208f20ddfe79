package dev.lanparty.party;

import dev.lanparty.device.HostRoute;
import java.net.InetAddress;

/** A route that changes nothing, and knows whether it is there. */
public final class PinnedRoute implements HostRoute {
    private final InetAddress address;
    private boolean pinned = true;
    private boolean stale;

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
    public boolean isStale() {
        return stale;
    }

    /** This machine has moved to another network. */
    public void goStale() {
        stale = true;
    }

    @Override
    public void close() {
        pinned = false;
    }
}
