package dev.lanparty.client;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.device.HostRoute;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.TapDevice;
import dev.lanparty.device.TapOptions;
import dev.lanparty.endpoint.FrameGate;
import dev.lanparty.endpoint.Station;
import dev.lanparty.filter.DropReason;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.filter.SafetyFilter;
import dev.lanparty.frame.Ethernet;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.wire.MtuBudget;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client as a station: the player's side of a bridge. The adapter's cable is plugged in while in a room; the adapter
 * has the MTU of every Ethernet, whatever the room's is, and never becomes the player's way to the internet. Confined to
 * the loop.
 */
public final class PlayerStation implements Station {
    private static final Logger logger = LoggerFactory.getLogger(PlayerStation.class);
    /** What is allowed in the room, the relay decides. */
    private static final SafetyFilter SANITY = new SafetyFilter(FilterPolicy.OPEN);

    private final ClientConfig config;
    private final Function<TapOptions, TapDevice> adapters;
    private final RelayRoute relayRoute;
    private final long ownMac;
    private TapDevice tap;

    private PlayerStation(ClientConfig config, Function<TapOptions, TapDevice> adapters, TapDevice tap,
            RelayRoute relayRoute) {
        this.config = config;
        this.adapters = adapters;
        this.tap = tap;
        this.relayRoute = relayRoute;
        ownMac = config.mac().bits();
    }

    /** Pins the way to the relay and opens the adapter, its cable unplugged. */
    public static PlayerStation open(ClientConfig config, InetSocketAddress relay,
            Function<TapOptions, TapDevice> adapters, Function<InetAddress, HostRoute> routes) {
        RelayRoute relayRoute = new RelayRoute(routes);
        relayRoute.lead(relay.getAddress());
        try {
            TapDevice tap = adapters.apply(options(config, config.tapName()));
            return new PlayerStation(config, adapters, tap, relayRoute);
        } catch (RuntimeException e) {
            relayRoute.close();
            throw e;
        }
    }

    private static TapOptions options(ClientConfig config, String name) {
        return new TapOptions(name, config.mac().toBytes(), MtuBudget.MAX_MTU_BYTES);
    }

    @Override
    public Role role() {
        return Role.CLIENT;
    }

    @Override
    public MacAddress mac() {
        return config.mac();
    }

    @Override
    public PacketDevice device() {
        return tap;
    }

    @Override
    public FrameGate gate() {
        return this::judge;
    }

    // HOT PATH
    private @Nullable DropReason judge(ByteBuf buffer, int offset, int lengthBytes) {
        DropReason reason = SANITY.judgeHeader(buffer, offset, lengthBytes);
        return reason == null && Ethernet.source(buffer, offset) != ownMac ? DropReason.SOURCE_NOT_OWN : reason;
    }

    @Override
    public void reach(InetSocketAddress relay) {
        relayRoute.lead(relay.getAddress());
    }

    /** By the name that it had, though the system had chosen it: other programs know the adapter by that. */
    @Override
    public void reopen() {
        String name = tap.name();
        tap.close();
        tap = adapters.apply(options(config, name));
    }

    @Override
    public void onJoined(ControlMessage.Welcome welcome) {
        tap.setLinkUp(true);
        config.addresses().forEach(address -> tap.addAddress(address.ip(), address.prefixBits()));
    }

    @Override
    public void onLeft() {
        tap.setLinkUp(false);
    }

    @Override
    public List<MacAddress> onPeerJoined(ControlMessage.Peer peer) {
        return List.of();
    }

    @Override
    public void onPeerLeft(ControlMessage.Peer peer) {
        // A player's PC learns of it as of any station on a LAN.
    }

    @Override
    public List<MacAddress> tick(long nowNanos) {
        relayRoute.follow();
        int removed = tap.removeDefaultRoutes();
        if (removed > 0) {
            logger.warn("{} default route(s) through {} removed: the LAN party must not take over this machine's"
                    + " internet; tell the program that set them not to", removed, tap.name());
        }
        return List.of();
    }

    @Override
    public void close() {
        tap.close();
        relayRoute.close();
    }
}
