package dev.lanparty.device;

import java.net.InetAddress;

/**
 * A route to one address, pinned to the way that led there when it was made, so that a tunnel to that address does not
 * swallow its own packets. Any thread.
 */
public interface HostRoute extends AutoCloseable {
    /** The address it leads to. */
    InetAddress address();

    /**
     * Whether a route was added: not if the address is this machine's own, or if somebody had set such a route before.
     */
    boolean isAdded();

    /**
     * Whether the way there is not what it was when the route was added: the interface is down, or this machine has another
     * address there. Not if no route was added.
     */
    boolean isStale();

    /**
     * Removes the route if it was added. Idempotent.
     *
     * @throws DeviceException if the system refuses
     */
    @Override
    void close();
}
