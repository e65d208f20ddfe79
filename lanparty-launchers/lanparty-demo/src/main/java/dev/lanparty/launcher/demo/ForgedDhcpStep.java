package dev.lanparty.launcher.demo;

import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.launcher.station.DhcpMessage;
import dev.lanparty.launcher.station.UdpFrame;
import java.net.InetAddress;
import java.util.Map;

/**
 * A player's PC that plays DHCP server cannot lead the party astray: its offers go no further than the relay, while frames
 * that are the same but for their ports reach the LAN.
 */
final class ForgedDhcpStep implements Step {
    /** How many offers are forged. */
    static final int FORGED = 3;

    private static final int FORGED_MARK = 0x0bad_d4c9;
    private static final int INNOCENT_MARK = 0x600d_d4c9;
    private static final int INNOCENT_PORT = 6_767;
    private static final String FORGED_SERVER = "192.168.77.66";

    private final Scene scene;

    ForgedDhcpStep(Scene scene) {
        this.scene = scene;
    }

    @Override
    public String title() {
        return "Forged DHCP";
    }

    @Override
    public Outcome run() {
        MacAddress mac = MacAddress.parse(scene.topology().macOf(Scene.PLAYER, Scene.TAP));
        int innocent;
        int forged;
        try (FrameWatch watch = new FrameWatch(scene)) {
            for (int i = 0; i < FORGED; i++) {
                send(watch, mac, DhcpMessage.SERVER_PORT, DhcpMessage.CLIENT_PORT, FORGED_MARK);
            }
            send(watch, mac, INNOCENT_PORT, INNOCENT_PORT, INNOCENT_MARK);
            innocent = watch.arrived(INNOCENT_MARK);
            forged = watch.strayed(FORGED_MARK);
        }
        if (innocent != 1) {
            throw new LabException("the frame that is no DHCP reached the LAN host " + innocent + " times, not once");
        }
        if (forged != 0) {
            throw new LabException(forged + " of " + FORGED + " forged DHCP offers reached the LAN host");
        }
        return Outcome
                .done("of " + FORGED + " forged DHCP offers none reached the LAN; the same frame on other ports did");
    }

    private void send(FrameWatch watch, MacAddress mac, int fromPort, int toPort, int mark) {
        byte[] offer = new DhcpMessage(DhcpMessage.OFFER, mark, InetAddress.ofLiteral(FORGED_SERVER), Map.of())
                .write(mac);
        byte[] frame = UdpFrame.write(new UdpFrame.End(mac, InetAddress.ofLiteral(scene.playerAddress()), fromPort),
                new UdpFrame.End(MacAddress.BROADCAST, InetAddress.ofLiteral("255.255.255.255"), toPort), offer);
        watch.send(frame);
    }
}
