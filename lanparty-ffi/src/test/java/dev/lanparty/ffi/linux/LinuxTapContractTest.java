package dev.lanparty.ffi.linux;

import dev.lanparty.device.PacketDeviceContract;
import dev.lanparty.device.TapOptions;
import org.junit.jupiter.api.AfterEach;

/**
 * <pre>
 * near = the TAP's file ── tap0 = AF_PACKET = far
 * </pre>
 */
class LinuxTapContractTest extends PacketDeviceContract {
    private final Namespace namespace;

    LinuxTapContractTest() throws Exception {
        namespace = new Namespace();
    }

    @Override
    protected Cable plugIn() throws Exception {
        return namespace.call(() -> {
            LinuxTap tap = LinuxTap.open(new TapOptions("tap0", new byte[]{2, 0, 0, 0, 0, 1}, 1500));
            tap.setLinkUp(true);
            return new Cable(tap, AfPacketDevice.open("tap0", null));
        });
    }

    @AfterEach
    void leaveNamespace() {
        namespace.close();
    }
}
