package dev.lanparty.party;

import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.frame.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A player's PC: a client, and the machine that sees the adapter. */
final class Player {
    private final SimulatedNetwork network;
    private final MacAddress mac;
    private final SimulatedEndpoint client;
    private final DeviceEnd machine;
    private final List<byte[]> received = new ArrayList<>();
    private final List<PinnedRoute> routes;
    private final SimulatedParty.Road road;

    Player(SimulatedNetwork network, MacAddress mac, SimulatedEndpoint client, Supplier<InMemoryDevice> machineEnd,
            List<PinnedRoute> routes, SimulatedParty.Road road) {
        this.network = network;
        this.mac = mac;
        this.client = client;
        this.routes = routes;
        this.road = road;
        machine = new DeviceEnd(machineEnd);
    }

    MacAddress mac() {
        return mac;
    }

    /** Its program. */
    SimulatedEndpoint client() {
        return client;
    }

    /** The adapter, as the machine's settings show it. */
    InMemoryDevice tap() {
        return client.device();
    }

    /** The machine sends a frame into the adapter, whatever source it has. */
    void sends(byte[] frame) {
        byte[] copy = frame.clone();
        network.after(Duration.ZERO, () -> machine.send(copy));
    }

    /** What the machine has received from the adapter. */
    List<byte[]> received() {
        return received;
    }

    /** Whether the way to the relay is kept outside of the tunnel. */
    boolean isRoutePinned() {
        return routes.getLast().isAdded();
    }

    /** How often that way was looked for. */
    int pins() {
        return routes.size();
    }

    /** This machine moves to another network. */
    void goElsewhere() {
        routes.getLast().goStale();
    }

    /** Its way to the relay. */
    SimulatedParty.Road road() {
        return road;
    }

    void settle() {
        received.addAll(machine.receive());
    }
}
