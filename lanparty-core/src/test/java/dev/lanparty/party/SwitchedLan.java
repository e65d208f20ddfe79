package dev.lanparty.party;

import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.frame.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The party's own switch: it learns, and one of its ports is the gateway's. No time passes on it. */
final class SwitchedLan {
    private final SimulatedNetwork network;
    private final DeviceEnd gatewayPort;
    private final List<LanHost> hosts = new ArrayList<>();
    /** A host that is null is behind the gateway's port. */
    private final Map<MacAddress, @Nullable LanHost> portOf = new HashMap<>();
    private final List<byte[]> fromGateway = new ArrayList<>();

    SwitchedLan(SimulatedNetwork network, Supplier<InMemoryDevice> gatewayPort) {
        this.network = network;
        this.gatewayPort = new DeviceEnd(gatewayPort);
    }

    /** Plugs a computer in. */
    LanHost host(MacAddress mac) {
        LanHost host = new LanHost(this, mac);
        hosts.add(host);
        return host;
    }

    /** Every frame that came out of the gateway. */
    List<byte[]> fromGateway() {
        return fromGateway;
    }

    /** Whether the switch sends what is for this address to the gateway and nowhere else. */
    boolean hasLearnedBehindGateway(MacAddress mac) {
        return portOf.containsKey(mac) && portOf.get(mac) == null;
    }

    void sendFrom(LanHost host, byte[] frame) {
        byte[] copy = frame.clone();
        network.after(Duration.ZERO, () -> forward(host, copy));
    }

    /** Takes what the gateway has put on its cable. */
    void settle() {
        for (byte[] frame : gatewayPort.receive()) {
            fromGateway.add(frame);
            forward(null, frame);
        }
    }

    private void forward(@Nullable LanHost from, byte[] frame) {
        MacAddress destination = MacAddress.of(Arrays.copyOf(frame, 6));
        portOf.put(MacAddress.of(Arrays.copyOfRange(frame, 6, 12)), from);
        boolean known = portOf.containsKey(destination);
        LanHost target = portOf.get(destination);
        for (LanHost host : hosts) {
            if (host != from && (!known || host == target)) {
                host.take(frame);
            }
        }
        if (from != null && (!known || target == null)) {
            gatewayPort.send(frame);
        }
    }
}
