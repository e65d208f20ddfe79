package dev.lanparty.benchmarks.load;

import dev.lanparty.benchmarks.NoRoute;
import dev.lanparty.client.Client;
import dev.lanparty.client.ClientConfig;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.device.TapOptions;
import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.identity.ServerName;
import dev.lanparty.session.RetryTiming;
import dev.lanparty.session.SessionTiming;
import dev.lanparty.transport.QuicSettings;

/** A client as players run it, but for its adapter; notes when it loses the relay, and when it is back. Any thread. */
final class Regular implements AutoCloseable {
    private static final int QUEUE_FRAMES = 1;

    private final Client client;
    private boolean away;
    private int returns;
    private long changedNanos;

    /**
     * A client that has not begun yet.
     *
     * @param number of its MAC address
     */
    Regular(RelayProcess relay, int number, String room) {
        RelayTrust.Source trust = new RelayTrust.PinnedKey(relay.pin(), ServerName.parse(ServerName.DEFAULT));
        RoomAccess access = new RoomAccess(new RelayAddress(relay.address().getHostString(), relay.address().getPort()),
                trust, room, null, "load", QuicSettings.DEFAULT, SessionTiming.DEFAULT, RetryTiming.DEFAULT);
        ClientConfig config = new ClientConfig(access, new MacAddress(0x0200_0000_0000L + number));
        client = new Client(config, Regular::adapter, NoRoute::new);
        client.observe(this::onState);
    }

    private static InMemoryDevice adapter(TapOptions options) {
        TapOptions named = new TapOptions("adapter", options.hardwareAddress(), options.mtuBytes());
        return InMemoryDevice.pair(named, named, QUEUE_FRAMES).left();
    }

    /** Joins the room; see {@link Client#start}. */
    void join() {
        client.start();
    }

    private synchronized void onState(EndpointState state) {
        if (state.phase() == EndpointState.Phase.AWAY && !away) {
            away = true;
            changedNanos = System.nanoTime();
        } else if (state.phase() == EndpointState.Phase.JOINED && away) {
            away = false;
            returns++;
            changedNanos = System.nanoTime();
        }
    }

    synchronized boolean isAway() {
        return away;
    }

    /** How often it has lost the relay and was back. */
    synchronized int returns() {
        return returns;
    }

    /** When it lost the relay, if it is away, else when it was back the last time. */
    synchronized long changedNanos() {
        return changedNanos;
    }

    @Override
    public void close() {
        client.close();
    }
}
