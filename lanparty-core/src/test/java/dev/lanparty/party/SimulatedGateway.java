package dev.lanparty.party;

import dev.lanparty.device.InMemoryDevice;
import java.util.function.Supplier;

/** The gateway's PC at the party, and the switch that it is plugged into. */
final class SimulatedGateway {
    private final SimulatedEndpoint program;
    private final SwitchedLan lan;

    SimulatedGateway(SimulatedNetwork network, SimulatedEndpoint program, Supplier<InMemoryDevice> switchPort) {
        this.program = program;
        lan = new SwitchedLan(network, switchPort);
    }

    /** Its program. */
    SimulatedEndpoint program() {
        return program;
    }

    /** The party's switch. */
    SwitchedLan lan() {
        return lan;
    }
}
