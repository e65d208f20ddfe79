package dev.lanparty.gateway;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.device.Devices;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.endpoint.Endpoint;
import dev.lanparty.endpoint.EndpointStatus;
import dev.lanparty.session.SessionEnd;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The bridge between a room and a wired LAN. */
public final class Gateway implements AutoCloseable {
    private final Endpoint endpoint;

    /** A gateway that has not opened anything yet. */
    public Gateway(GatewayConfig config) {
        this(config, () -> Devices.openLan(config.interfaceName()));
    }

    /** A gateway to something other than a network interface of this machine; it closes what it opens. */
    public Gateway(GatewayConfig config, Supplier<PacketDevice> opener) {
        endpoint = new Endpoint(config.access(), relay -> new LanStation(opener.get(), config.announceEvery()));
    }

    /**
     * Opens the interface, joins the room and begins to bridge.
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

    /** Completed when the membership is over. */
    public CompletableFuture<SessionEnd> ended() {
        return endpoint.ended();
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
