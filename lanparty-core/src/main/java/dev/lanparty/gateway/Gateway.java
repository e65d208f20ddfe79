package dev.lanparty.gateway;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.device.Devices;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.endpoint.Endpoint;
import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.endpoint.EndpointStatus;
import dev.lanparty.session.SessionEnd;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The bridge between a room and a wired LAN. */
public final class Gateway implements AutoCloseable {
    private final Endpoint endpoint;

    /** A gateway that has not opened anything yet. */
    public Gateway(GatewayConfig config) {
        this(config, () -> Devices.openLan(config.interfaceName()));
    }

    /** A gateway to something other than a network interface of this machine; it closes what it opens, and opens it
     * again if it fails. */
    public Gateway(GatewayConfig config, Supplier<PacketDevice> opener) {
        endpoint = new Endpoint(config.access(), Role.GATEWAY, null,
                relay -> new LanStation(opener, config.announceEvery()));
    }

    /**
     * Opens the interface, joins the room and begins to bridge. Waits for as long as what keeps it out may pass, a full
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
