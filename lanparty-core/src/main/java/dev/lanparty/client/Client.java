package dev.lanparty.client;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.device.Devices;
import dev.lanparty.device.HostRoute;
import dev.lanparty.device.TapDevice;
import dev.lanparty.device.TapOptions;
import dev.lanparty.endpoint.Endpoint;
import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.endpoint.EndpointStatus;
import dev.lanparty.session.SessionEnd;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** A player's PC in a room, by a virtual network adapter. */
public final class Client implements AutoCloseable {
    private final Endpoint endpoint;

    /** A client that has not opened anything yet. */
    public Client(ClientConfig config) {
        this(config, Devices::openTap, Devices::pinHostRoute);
    }

    /**
     * A client with a device of the caller's making; it closes what it opens, and opens it again if it fails.
     *
     * @param adapters opens the virtual network adapter
     * @param routes keeps the relay reachable outside the tunnel
     */
    public Client(ClientConfig config, Function<TapOptions, TapDevice> adapters,
            Function<InetAddress, HostRoute> routes) {
        endpoint = new Endpoint(config.access(), Role.CLIENT, config.mac(),
                relay -> PlayerStation.open(config, relay, adapters, routes));
    }

    /**
     * Opens the adapter, joins the room and plugs the cable in. Waits for as long as what keeps it out may pass, a full
     * room for instance; {@link #close} ends that.
     *
     * @return the relay's welcome
     * @throws dev.lanparty.device.DeviceException if the device cannot be opened
     * @throws dev.lanparty.endpoint.EndpointException if the relay refuses
     * @throws dev.lanparty.transport.TransportException if the relay is not reached
     * @throws dev.lanparty.identity.IdentityException if the certificate or the identity cannot be read
     */
    public ControlMessage.Welcome start() {
        return endpoint.start();
    }

    /**
     * Completed when the membership is over for good: closed, refused in a way that will not change, or not found again for as long
     * as it was to be tried. A relay that is lost for a while does not end it.
     */
    public CompletableFuture<SessionEnd> ended() {
        return endpoint.ended();
    }

    /** The adapter's name, as the system shows it; only after {@link #start}. */
    public String adapterName() {
        return endpoint.deviceName();
    }

    /** Whether it is in the room, away from it for a while, or over. */
    public EndpointState state() {
        return endpoint.state();
    }

    /** Has somebody told of each change of {@link #state}, on a thread that must not be kept waiting. */
    public void observe(Consumer<EndpointState> observer) {
        endpoint.observe(observer);
    }

    /** How it is doing; only after {@link #start}. */
    public EndpointStatus status() {
        return endpoint.status();
    }

    /** Leaves the room and undoes what starting did to this machine; within 3 s. Idempotent. */
    @Override
    public void close() {
        endpoint.close();
    }
}
