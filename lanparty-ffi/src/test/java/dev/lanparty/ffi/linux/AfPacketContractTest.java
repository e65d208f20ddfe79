package dev.lanparty.ffi.linux;

import dev.lanparty.device.PacketDeviceContract;
import org.junit.jupiter.api.AfterEach;

/**
 * <pre>
 * near = AF_PACKET on v0 ── veth ── v1 = AF_PACKET = far
 * </pre>
 */
class AfPacketContractTest extends PacketDeviceContract {
    private final Namespace namespace;

    AfPacketContractTest() throws Exception {
        namespace = new Namespace();
    }

    @Override
    protected Cable plugIn() throws Exception {
        namespace.run("ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up");
        namespace.awaitUp("v0", "v1");
        return namespace.call(() -> new Cable(AfPacketDevice.open("v0", null), AfPacketDevice.open("v1", null)));
    }

    @AfterEach
    void leaveNamespace() {
        namespace.close();
    }
}
