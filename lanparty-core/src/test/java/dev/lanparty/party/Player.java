package dev.lanparty.party;

import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.frame.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A player's PC: a client, and the machine that sees the adapter. */
final class Player {
    private final SimulatedNetwork network;
    private final MacAddress mac;
    private final SimulatedEndpoint client;
    private final DeviceEnd machine;
    private final List<byte[]> received = new ArrayList<>();
    private final PinnedRoute route;

    Player(SimulatedNetwork network, MacAddress mac, SimulatedEndpoint client, InMemoryDevice machineEnd,
            PinnedRoute route) {
        this.network = network;
        this.mac = mac;
        this.client = client;
        this.route = route;
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
        return route.isAdded();
    }

    void settle() {
        received.addAll(machine.receive());
    }
}
