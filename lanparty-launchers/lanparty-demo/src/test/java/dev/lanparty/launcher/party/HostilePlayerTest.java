package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.Topology;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A player who plays router, host and server: nothing of it reaches the LAN, and the relay says at its end what it was.
 *
 * <pre>
 * player1 party0 (raw frames) ═ relay ═ gateway lan0 ── switch ── lan0 lanhost
 * </pre>
 */
@Timeout(90)
class HostilePlayerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String BROADCAST = "ffffffffffff";
    private static final String LIE = hex("<lie>");
    private static final String TRUTH = hex("<truth>");
    /** Of the player and of the LAN's host; of the router nobody has heard yet. */
    private static final String OWN = "c0a84d15";
    private static final String HOST = "c0a84d0a";
    private static final String ROUTER = "c0a84d01";
    private static final String LINK_LOCAL_OF_HOST = "fe80000000000000" + "0000000000000077";

    @Test
    void whatAPlayerForgesIsDroppedAndCountedByItsReason() {
        try (Lab lab = Lab.open(1)) {
            lab.gather();
            String mac = lab.macOfPlayer(1).replace(":", "");
            StationProcess player = lab.station(Topology.player(1));
            StationProcess host = lab.station(Topology.LAN_HOST);
            player.ask("capture", Lab.TAP);
            host.ask("capture", Topology.LAN_INTERFACE);
            lab.assertBridged();

            send(player, arp(mac, HOST, LIE));
            send(player, arp(mac, ROUTER, LIE));
            send(player, arp("02beef00cafe", OWN, LIE).replaceFirst("02beef00cafe", mac));
            send(player, udp(mac, 67, 68));
            send(player, udpv6(mac, 547, 546));
            send(player, icmpv6(mac, "86" + "00" + "0000" + "40" + "00" + "0708" + "0000000000000000"));
            send(player, icmpv6(mac, "88" + "00" + "0000" + "20000000" + "fe800000000000000000000000000009"));
            send(player, BROADCAST + "3cfdfe000001" + "88b5" + LIE);
            send(player, arp(mac, OWN, TRUTH));

            assertEquals("1", frames(host, TRUTH, 1));
            assertEquals("0", frames(host, LIE, 0));
            lab.assertBridged();
            assertSays(lab.client(1), DropReason.SOURCE_NOT_OWN);
            assertSays(lab.relay(), DropReason.ADDRESS_OF_LAN, DropReason.ADDRESS_TOO_MANY,
                    DropReason.NEIGHBOR_NOT_OWN, DropReason.DHCP_SERVER, DropReason.DHCPV6_SERVER,
                    DropReason.ROUTER_ADVERTISEMENT, DropReason.ADDRESS_UNVERIFIED);
        }
    }

    private static void assertSays(RoleProcess role, DropReason... reasons) {
        role.signal("TERM");
        assertEquals(0, role.awaitExit(PATIENCE), role::err);
        for (DropReason reason : reasons) {
            assertTrue(role.err().contains(reason.sentence() + " "), () -> reason + " is not in " + role.err());
        }
    }

    private static void send(StationProcess player, String frame) {
        player.ask("frame-send", Lab.TAP, frame);
    }

    private static String frames(StationProcess at, String note, int least) {
        return at.ask(PATIENCE, "frames", Topology.LAN_INTERFACE, note, Integer.toString(least), "8000").getFirst();
    }

    /** An answer that nobody has asked for. */
    private static String arp(String sender, String address, String note) {
        return BROADCAST + sender + "0806" + "0001080006040002" + sender + address + BROADCAST + address + note;
    }

    private static String udp(String mac, int source, int destination) {
        String datagram = port(source) + port(destination) + port(8 + 5) + "0000" + LIE;
        return BROADCAST + mac + "0800" + "45000021" + "00000000" + "40110000" + OWN + "ffffffff" + datagram;
    }

    private static String udpv6(String mac, int source, int destination) {
        return ipv6(mac, 17, port(source) + port(destination) + port(8 + 5) + "0000" + LIE);
    }

    /** With an option that nobody knows, for the mark. */
    private static String icmpv6(String mac, String message) {
        return ipv6(mac, 58, message + "fd01" + LIE + "00");
    }

    private static String ipv6(String mac, int protocol, String payload) {
        return "333300000001" + mac + "86dd" + "60000000" + port(payload.length() / 2)
                + HexFormat.of().toHexDigits((byte) protocol) + "ff" + LINK_LOCAL_OF_HOST
                + "ff020000000000000000000000000001" + payload;
    }

    private static String port(int number) {
        return HexFormat.of().toHexDigits((short) number);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
