package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.Programs;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.Topology;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A real IPv6 router and DHCPv6 server on the LAN: its hosts have a default route by it and are told a name server; a player's
 * kernel has an address of the LAN, and neither.
 *
 * <pre>
 * player1 party0 ═ relay ═ gateway lan0 ── switch ── lan0 dnsmasq lanhost
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class RouterTest {
    private static final String SERVER = "dnsmasq";
    private static final String PLAYER = Topology.player(1);
    private static final String PREFIX = "fd00:77::";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HexFormat HEX = HexFormat.of();
    /** The option with the server's own address. */
    private static final String NAME_SERVER = "00170010" + "fd00007700000000" + "0000000000000053";
    private static final String SEARCH_LIST = "03" + HEX.formatHex("lan".getBytes(StandardCharsets.US_ASCII)) + "00";

    private final Lab lab;

    RouterTest() {
        Requirements.program(SERVER, "dnsmasq-base");
        lab = Lab.open(1);
        lab.gather();
        for (String[] place : new String[][]{{Topology.LAN_HOST, Topology.LAN_INTERFACE},
                {Topology.GATEWAY, Topology.LAN_INTERFACE}, {PLAYER, Lab.TAP}}) {
            lab.topology().namespaces().check(place[0], "sh", "-c",
                    "echo 0 > /proc/sys/net/ipv6/conf/" + place[1] + "/disable_ipv6");
        }
        lab.topology().namespaces().ip(Topology.LAN_HOST,
                "addr add " + PREFIX + "1/64 dev " + Topology.LAN_INTERFACE + " nodad\n");
        awaitThat(Topology.LAN_HOST, "ip -6 -o address show dev " + Topology.LAN_INTERFACE
                + " scope link -tentative | grep inet6");
        RoleProcess server = lab.party().run(SERVER, Topology.LAN_HOST, List.of(SERVER, "--no-daemon",
                "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--port=0",
                "--interface=" + Topology.LAN_INTERFACE, "--bind-interfaces", "--enable-ra",
                "--dhcp-range=" + PREFIX + ",ra-stateless,64,10m", "--ra-param=" + Topology.LAN_INTERFACE + ",4,1800",
                "--dhcp-option=option6:dns-server,[" + PREFIX + "53]", "--dhcp-option=option6:domain-search,lan",
                "--dhcp-leasefile=" + lab.party().folder().resolve("server6")));
        assertTrue(server.awaitErr(said -> said.contains("router advertisement on"), PATIENCE), server.err());
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private String awaitThat(String namespace, String command) {
        Programs.Result result = lab.topology().namespaces().run(namespace, "sh", "-c",
                "for i in $(seq 80); do " + command
                        + " && exit 0; sleep 0.1; done; ip -6 address; ip -6 route; exit 1");
        assertEquals(0, result.exitCode(), result.output());
        return result.output();
    }

    @Test
    void aPlayersKernelHasAnAddressOfTheLanAndNoDefaultRoute() {
        awaitThat(Topology.GATEWAY, "ip -6 route show default | grep via");
        String address = awaitThat(PLAYER, "ip -6 -o address show dev " + Lab.TAP
                + " scope global -tentative | grep -o '" + PREFIX.replaceAll("::$", "") + "[0-9a-f:]*'");
        assertEquals("", lab.topology().namespaces().check(PLAYER, "ip", "-6", "route", "show", "default"));
        assertTrue(lab.topology().namespaces().check(PLAYER, "ip", "-6", "route", "show").contains(PREFIX + "/64 dev "
                + Lab.TAP));
        lab.assertPings(PLAYER, PREFIX + "1");
        lab.assertPings(Topology.LAN_HOST, address.strip());
    }

    /** Asked by hand, since no advertisement asks a player to; the same question on the LAN shows what the server says. */
    @Test
    void aPlayerThatAsksADhcpv6ServerIsToldNoNameServer() {
        assertTrue(Integer.parseInt(told(Topology.GATEWAY, Topology.LAN_INTERFACE, "c0ffee")[1]) > 0);
        String[] player = told(PLAYER, Lab.TAP, "decade");
        assertTrue(Integer.parseInt(player[0]) > 0, "an answer, with the search list");
        assertEquals("0", player[1]);
    }

    /** How many answers came with a search list, and how many with a name server. */
    private String[] told(String namespace, String interfaceName, String transaction) {
        String linkLocal = awaitThat(namespace, "ip -6 -o address show dev " + interfaceName
                + " scope link -tentative | grep -o 'fe80[0-9a-f:]*'").strip();
        StationProcess station = lab.station(namespace);
        station.ask("capture", interfaceName);
        String mac = lab.topology().macOf(namespace, interfaceName).replace(":", "");
        station.ask("frame-send", interfaceName, question(mac, linkLocal, transaction));
        String found = station.ask(PATIENCE, "frames", interfaceName, "07" + transaction, "1", "8000").getFirst();
        assertTrue(Integer.parseInt(found) > 0, "the server answered");
        return new String[]{
                station.ask(PATIENCE, "frames", interfaceName, SEARCH_LIST, "1", "1000").getFirst(),
                station.ask(PATIENCE, "frames", interfaceName, NAME_SERVER, "0", "0").getFirst()};
    }

    /** An information request (RFC 8415, section 18.2.6) for name servers and a search list. */
    private static String question(String mac, String linkLocal, String transaction) {
        String message = "0b" + transaction + "0001000a00030001" + mac + "000600040017" + "0018" + "000800020000";
        String datagram = "02220223" + HEX.toHexDigits((short) (8 + message.length() / 2)) + "0000" + message;
        String addresses = HEX.formatHex(InetAddress.ofLiteral(linkLocal).getAddress())
                + "ff020000000000000000000000010002";
        int length = datagram.length() / 2;
        int checksum = checksum(addresses + HEX.toHexDigits(length) + "00000011" + datagram);
        return "333300010002" + mac + "86dd60000000" + HEX.toHexDigits((short) length) + "1101" + addresses
                + datagram.substring(0, 12) + HEX.toHexDigits((short) checksum) + datagram.substring(16);
    }

    private static int checksum(String hex) {
        byte[] bytes = HEX.parseHex(hex);
        ByteBuffer words = ByteBuffer.allocate(bytes.length + bytes.length % 2).put(0, bytes);
        int sum = 0;
        while (words.hasRemaining()) {
            sum += Short.toUnsignedInt(words.getShort());
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        int checksum = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
        return checksum == 0 ? 0xffff : checksum;
    }
}
