package dev.lanparty.gateway;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.endpoint.FrameGate;
import dev.lanparty.endpoint.Station;
import dev.lanparty.frame.MacAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A gateway as a station: the wired LAN's side of a bridge. Confined to the loop. */
public final class LanStation implements Station {
    private final PacketDevice device;
    private final RemoteClients clients;

    /** A station that owns its device. */
    public LanStation(PacketDevice device, Duration announceEvery) {
        this.device = device;
        clients = new RemoteClients(announceEvery.toNanos());
    }

    @Override
    public Role role() {
        return Role.GATEWAY;
    }

    @Override
    public @Nullable MacAddress mac() {
        return null;
    }

    @Override
    public PacketDevice device() {
        return device;
    }

    @Override
    public FrameGate gate() {
        return clients;
    }

    @Override
    public void onJoined(ControlMessage.Welcome welcome) {
        // The LAN's own MTU stays what it is.
    }

    @Override
    public void onLeft() {
        clients.clear();
    }

    @Override
    public List<MacAddress> onPeerJoined(ControlMessage.Peer peer) {
        if (peer.mac() == null) {
            return List.of();
        }
        MacAddress mac = MacAddress.parse(peer.mac());
        clients.add(mac);
        return List.of(mac);
    }

    @Override
    public void onPeerLeft(ControlMessage.Peer peer) {
        if (peer.mac() != null) {
            clients.remove(MacAddress.parse(peer.mac()));
        }
    }

    @Override
    public List<MacAddress> tick(long nowNanos) {
        return clients.due(nowNanos);
    }

    @Override
    public void close() {
        device.close();
    }
}
