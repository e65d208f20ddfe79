package dev.lanparty.gateway;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.endpoint.FrameGate;
import dev.lanparty.endpoint.Station;
import dev.lanparty.frame.MacAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A gateway as a station: the wired LAN's side of a bridge. Confined to the loop. */
public final class LanStation implements Station {
    private final Supplier<PacketDevice> opener;
    private final RemoteClients clients;
    private PacketDevice device;

    /** A station that opens its device, now and whenever it has vanished. */
    public LanStation(Supplier<PacketDevice> opener, Duration announceEvery) {
        this.opener = opener;
        device = opener.get();
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
    public void reach(InetSocketAddress relay) {
        // The LAN never becomes the way to it: the gateway's own addresses are none of the room's.
    }

    @Override
    public void reopen() {
        device.close();
        device = opener.get();
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
