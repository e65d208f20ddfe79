package dev.lanparty.launcher.demo;

import dev.lanparty.frame.MacAddress;
import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.Topology;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * A player's PC that answers by ARP for somebody else's address (RFC 826) takes nobody's traffic over: its lies go no further
 * than the relay, while the same message about its own address reaches the LAN.
 */
final class ForgedArpStep implements Step {
    /** How many answers are forged. */
    static final int FORGED = 3;

    private static final int FORGED_MARK = 0x0bad_0a2b;
    private static final int OWN_MARK = 0x600d_0a2b;
    private static final int MESSAGE_BYTES = 14 + 28 + Integer.BYTES;
    private static final short ARP = 0x0806;
    /** Ethernet of 6 bytes, IPv4 of 4, an answer. */
    private static final long KIND = 0x0001_0800_0604_0002L;

    private final Scene scene;

    ForgedArpStep(Scene scene) {
        this.scene = scene;
    }

    @Override
    public String title() {
        return "Forged ARP";
    }

    @Override
    public Outcome run() {
        MacAddress mac = MacAddress.parse(scene.topology().macOf(Scene.PLAYER, Scene.TAP));
        int own;
        int forged;
        try (FrameWatch watch = new FrameWatch(scene)) {
            for (int i = 0; i < FORGED; i++) {
                say(watch, mac, Topology.LAN_HOST_ADDRESS, FORGED_MARK);
            }
            say(watch, mac, scene.playerAddress(), OWN_MARK);
            own = watch.arrived(OWN_MARK);
            forged = watch.strayed(FORGED_MARK);
        }
        if (own != 1) {
            throw new LabException("what the player said of its own address reached the LAN host " + own + " times, not"
                    + " once");
        }
        if (forged != 0) {
            throw new LabException(forged + " of " + FORGED + " forged ARP answers reached the LAN host");
        }
        return Outcome
                .done("of " + FORGED + " answers for " + Topology.LAN_HOST_ADDRESS + " by the player none reached the"
                        + " LAN; one for its own address did");
    }

    private static void say(FrameWatch watch, MacAddress mac, String address, int mark) {
        byte[] ip = InetAddress.ofLiteral(address).getAddress();
        byte[] everybody = MacAddress.BROADCAST.toBytes();
        ByteBuffer frame = ByteBuffer.allocate(MESSAGE_BYTES).put(everybody).put(mac.toBytes()).putShort(ARP)
                .putLong(KIND).put(mac.toBytes()).put(ip).put(everybody).put(ip).putInt(mark);
        watch.send(frame.array());
    }
}
