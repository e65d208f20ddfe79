package dev.lanparty.filter;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.Extension.destinationOptions;
import static dev.lanparty.frame.Frames.Extension.everyKind;
import static dev.lanparty.frame.Frames.Extension.fragment;
import static dev.lanparty.frame.Frames.Extension.hopByHop;
import static dev.lanparty.frame.Frames.ICMPV6;
import static dev.lanparty.frame.Frames.REDIRECT;
import static dev.lanparty.frame.Frames.ROUTER_ADVERTISEMENT;
import static dev.lanparty.frame.Frames.UDP;
import static dev.lanparty.frame.Frames.icmpv6;
import static dev.lanparty.frame.Frames.ipv4;
import static dev.lanparty.frame.Frames.ipv4Packet;
import static dev.lanparty.frame.Frames.ipv6;
import static dev.lanparty.frame.Frames.ipv6Packet;
import static dev.lanparty.frame.Frames.neighborDiscovery;
import static dev.lanparty.frame.Frames.snap;
import static dev.lanparty.frame.Frames.tagged;
import static dev.lanparty.frame.Frames.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanparty.filter.FilterPolicy.RouterAdvertisements;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Frames.Extension;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Servers and routers that a player's PC must not play, however deep they are wrapped, and the innocent next to each. */
class PacketInspectionTest {
    /** A room that hears no routers. */
    private static final FilterPolicy DEAF = FilterPolicy.PARTY.withRouterAdvertisements(RouterAdvertisements.DROP);
    private static final SafetyFilter PARTY = new SafetyFilter(DEAF);
    private static final SafetyFilter VLANS = new SafetyFilter(DEAF.withVlanTags(true));
    private static final SafetyFilter ADVERTISING = new SafetyFilter(
            DEAF.withRouterAdvertisements(RouterAdvertisements.PASS));

    private static final byte[] ROUTER = neighborDiscovery(ALICE, ROUTER_ADVERTISEMENT);

    @Test
    void dropsADhcpServerAndPassesADhcpClient() {
        assertEquals(DropReason.DHCP_SERVER, fromClient(Frames.dhcpOffer(ALICE)));
        assertNull(fromClient(Frames.dhcpDiscover(ALICE)));
        assertNull(fromGateway(Frames.dhcpOffer(ALICE)));
    }

    @Test
    void asksForEitherPortOfADhcpServer() {
        assertEquals(DropReason.DHCP_SERVER, fromClient(ipv4(ALICE, ipv4Packet(UDP, udp(67, 5_000)))));
        assertEquals(DropReason.DHCP_SERVER, fromClient(ipv4(ALICE, ipv4Packet(UDP, udp(5_000, 68)))));
        for (int port : new int[]{66, 69, 0x4300, 0x4400}) {
            assertNull(fromClient(ipv4(ALICE, ipv4Packet(UDP, udp(port, 5_000)))));
            assertNull(fromClient(ipv4(ALICE, ipv4Packet(UDP, udp(5_000, port)))));
        }
        assertNull(fromClient(ipv4(ALICE, ipv4Packet(Frames.TCP, udp(67, 68)))));
    }

    @Test
    void findsADhcpServerBehindIpv4Options() {
        for (int words = 0; words <= 10; words++) {
            assertEquals(DropReason.DHCP_SERVER, fromClient(ipv4(ALICE, ipv4Packet(UDP, words, 0, udp(67, 68)))));
            assertNull(fromClient(ipv4(ALICE, ipv4Packet(UDP, words, 0, udp(68, 67)))));
        }
    }

    @Test
    void findsADhcpServerInAFirstFragmentOnly() {
        int moreFragments = 0x2000;
        int dontFragment = 0x4000;
        assertEquals(DropReason.DHCP_SERVER, fromClient(ipv4(ALICE, ipv4Packet(UDP, 0, moreFragments, udp(67, 68)))));
        assertEquals(DropReason.DHCP_SERVER, fromClient(ipv4(ALICE, ipv4Packet(UDP, 0, dontFragment, udp(67, 68)))));
        for (int offset : new int[]{1, 0x100, 0x1fff, moreFragments | 1}) {
            assertNull(fromClient(ipv4(ALICE, ipv4Packet(UDP, 0, offset, udp(67, 68)))));
        }
    }

    @Test
    void findsServersAndRoutersBehindTags() {
        for (byte[] frame : new byte[][]{Frames.dhcpOffer(ALICE), Frames.dhcpv6Advertise(ALICE), ROUTER}) {
            DropReason reason = fromClient(frame);
            for (int tagType : new int[]{0x8100, 0x88a8, 0x9100}) {
                assertEquals(reason, judge(VLANS, tagged(frame, tagType, 0)));
                assertEquals(reason, judge(VLANS, tagged(tagged(frame), tagType, 7)));
            }
        }
        assertNull(judge(VLANS, tagged(tagged(Frames.dhcpDiscover(ALICE)))));
        assertNull(judge(VLANS, tagged(Frames.dhcpv6Solicit(ALICE))));
    }

    /** Windows takes IP packets in this coat, and switches that forgot it have let rogue routers in (CVE-2021-27854). */
    @Test
    void findsServersAndRoutersBehindSnapHeaders() {
        byte[] offer = ipv4Packet(UDP, udp(67, 68));
        byte[] discover = ipv4Packet(UDP, udp(68, 67));
        byte[] advertisement = ipv6Packet(List.of(), ICMPV6, icmpv6(ROUTER_ADVERTISEMENT));

        assertEquals(DropReason.DHCP_SERVER, fromClient(snap(Frames.BROADCAST, ALICE, EtherType.IPV4, offer)));
        assertNull(fromClient(snap(Frames.BROADCAST, ALICE, EtherType.IPV4, discover)));
        byte[] routerInSnap = snap(Frames.ALL_IPV6_NODES, ALICE, EtherType.IPV6, advertisement);
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, fromClient(routerInSnap));
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, fromGateway(routerInSnap));
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, judge(VLANS, tagged(routerInSnap)));
        byte[] tagInSnap = Frames.join(Frames.bytes(0, 0, EtherType.IPV6 >>> 8, EtherType.IPV6), advertisement);
        assertEquals(DropReason.ROUTER_ADVERTISEMENT,
                judge(VLANS, snap(Frames.ALL_IPV6_NODES, ALICE, EtherType.VLAN, tagInSnap)));
    }

    @Test
    void dropsAPieceOfAFrameThatHidesItsSnapHeader() {
        byte[] frame = snap(Frames.BROADCAST, ALICE, EtherType.IPV4, ipv4Packet(UDP, udp(67, 68)));
        for (int i = 0; i < 63; i++) {
            frame = tagged(frame);
        }
        assertEquals(DropReason.DHCP_SERVER, judge(VLANS, frame));
        for (int length = 14 + 63 * 4; length < 14 + 63 * 4 + 8; length++) {
            assertEquals(DropReason.HIDDEN_PAYLOAD, judge(VLANS, Arrays.copyOf(frame, length)));
        }
    }

    @Test
    void passesOtherLlcFramesThatHoldTheSameBytes() {
        byte[] offer = ipv4Packet(UDP, udp(67, 68));
        assertNull(fromClient(Frames.lengthTyped(Frames.BROADCAST, ALICE,
                Frames.bytes(0xab, 0xaa, 3, 0, 0, 0, EtherType.IPV4 >>> 8, EtherType.IPV4), offer)));
        assertNull(fromClient(Frames.ethernet(Frames.BROADCAST, ALICE, 0x88b5,
                Frames.bytes(0xaa, 0xaa, 3, 0, 0, 0, EtherType.IPV4 >>> 8, EtherType.IPV4), offer)));
    }

    @Test
    void dropsADhcpv6ServerAndPassesADhcpv6Client() {
        assertEquals(DropReason.DHCPV6_SERVER, fromClient(Frames.dhcpv6Advertise(ALICE)));
        assertNull(fromClient(Frames.dhcpv6Solicit(ALICE)));
        assertNull(fromGateway(Frames.dhcpv6Advertise(ALICE)));
        assertEquals(DropReason.DHCPV6_SERVER, fromClient(ipv6(ALICE, ipv6Packet(List.of(), UDP, udp(547, 9)))));
        assertEquals(DropReason.DHCPV6_SERVER, fromClient(ipv6(ALICE, ipv6Packet(List.of(), UDP, udp(9, 546)))));
        assertNull(fromClient(ipv6(ALICE, ipv6Packet(List.of(), UDP, udp(548, 545)))));
        assertNull(fromClient(ipv6(ALICE, ipv6Packet(List.of(), Frames.TCP, udp(547, 546)))));
    }

    @Test
    void looksBehindEveryExtensionHeader() {
        for (Extension extension : everyKind()) {
            assertLooksBehind(List.of(extension));
            assertLooksBehind(List.of(hopByHop(), extension));
            assertLooksBehind(List.of(extension, extension, destinationOptions(32), extension));
        }
        assertLooksBehind(everyKind());
        assertLooksBehind(everyKind().reversed());
    }

    private static void assertLooksBehind(List<Extension> chain) {
        assertEquals(DropReason.DHCPV6_SERVER, fromClient(ipv6(ALICE, ipv6Packet(chain, UDP, udp(547, 546)))));
        assertNull(fromClient(ipv6(ALICE, ipv6Packet(chain, UDP, udp(546, 547)))));
        byte[] advertisement = ipv6(ALICE, ipv6Packet(chain, ICMPV6, icmpv6(ROUTER_ADVERTISEMENT)));
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, fromClient(advertisement));
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, fromGateway(advertisement));
        assertNull(fromClient(ipv6(ALICE, ipv6Packet(chain, ICMPV6, icmpv6(Frames.ROUTER_SOLICITATION)))));
        assertNull(fromClient(ipv6(ALICE, ipv6Packet(chain, Frames.NO_NEXT_HEADER, icmpv6(ROUTER_ADVERTISEMENT)))));
    }

    @Test
    void dropsRoutersAndRedirectsOfAClientAndPassesItsOtherNeighbourDiscovery() {
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, fromClient(ROUTER));
        assertEquals(DropReason.IPV6_REDIRECT, fromClient(neighborDiscovery(ALICE, REDIRECT)));
        for (int type : new int[]{Frames.ROUTER_SOLICITATION, Frames.NEIGHBOR_SOLICITATION,
                Frames.NEIGHBOR_ADVERTISEMENT, 128, 129, 138}) {
            assertNull(fromClient(neighborDiscovery(ALICE, type)));
        }
    }

    @Test
    void dropsTheLansRoutersUnlessAllowed() {
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, fromGateway(ROUTER));
        assertNull(ADVERTISING.judgeFromGateway(Unpooled.wrappedBuffer(ROUTER), 0, ROUTER.length));
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, judge(ADVERTISING, ROUTER));
        assertNull(fromGateway(neighborDiscovery(ALICE, REDIRECT)));
        assertNull(fromGateway(neighborDiscovery(ALICE, Frames.NEIGHBOR_ADVERTISEMENT)));
    }

    @Test
    void passesFragmentsThatAreNotTheFirst() {
        for (int offset : new int[]{1, 100, 0x1fff}) {
            List<Extension> chain = List.of(fragment(offset, true));
            assertNull(fromClient(ipv6(ALICE, ipv6Packet(chain, ICMPV6, icmpv6(ROUTER_ADVERTISEMENT)))));
            assertNull(fromClient(ipv6(ALICE, ipv6Packet(chain, UDP, udp(547, 546)))));
        }
    }

    /** RFC 7112: a first fragment must show the whole chain, or nobody on the way can judge it. */
    @Test
    void dropsAFirstFragmentThatHidesItsPayload() {
        byte[] packet = ipv6Packet(List.of(fragment(0, true), destinationOptions(2)), ICMPV6,
                icmpv6(ROUTER_ADVERTISEMENT));
        for (int length = 40 + 8; length < 40 + 8 + 16 + 1; length++) {
            byte[] frame = ipv6(ALICE, Arrays.copyOf(packet, length));
            assertEquals(DropReason.HIDDEN_PAYLOAD, fromClient(frame));
            assertEquals(DropReason.HIDDEN_PAYLOAD, fromGateway(frame));
        }
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, fromClient(ipv6(ALICE, Arrays.copyOf(packet, 40 + 8 + 16 + 1))));
    }

    @Test
    void dropsAFirstFragmentThatHidesItsPorts() {
        byte[] packet = ipv6Packet(List.of(fragment(0, true)), UDP, udp(546, 547));
        for (int length = 48; length < 48 + 4; length++) {
            assertEquals(DropReason.HIDDEN_PAYLOAD, fromClient(ipv6(ALICE, Arrays.copyOf(packet, length))));
        }
        assertNull(fromClient(ipv6(ALICE, Arrays.copyOf(packet, 48 + 4))));
    }

    /** The first piece of a tunnelled frame ends before its packet does: what lies behind must not get in unseen. */
    @Test
    void dropsAPieceOfAFrameThatHidesItsPayload() {
        byte[] whole = ipv6(ALICE, ipv6Packet(List.of(destinationOptions(32)), ICMPV6, icmpv6(ROUTER_ADVERTISEMENT)));
        byte[] piece = Arrays.copyOf(whole, 14 + 256);
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, fromClient(whole));
        assertEquals(DropReason.HIDDEN_PAYLOAD, fromClient(piece));
        assertEquals(DropReason.HIDDEN_PAYLOAD, fromGateway(piece));
    }

    @Test
    void dropsAPieceOfAFrameThatHidesItsPortsBehindTags() {
        for (int tags : new int[]{59, 60, 63}) {
            byte[] frame = Frames.dhcpOffer(ALICE);
            for (int i = 0; i < tags; i++) {
                frame = tagged(frame);
            }
            assertEquals(DropReason.DHCP_SERVER, judge(VLANS, frame));
            assertEquals(DropReason.HIDDEN_PAYLOAD, judge(VLANS, Arrays.copyOf(frame, 14 + 256)));
        }
    }

    @Test
    void dropsAPieceOfAFrameThatIsAllTags() {
        byte[] frame = Frames.dhcpOffer(ALICE);
        for (int i = 0; i < 70; i++) {
            frame = tagged(frame);
        }
        assertEquals(DropReason.DHCP_SERVER, judge(VLANS, frame));
        assertEquals(DropReason.HIDDEN_PAYLOAD, judge(VLANS, Arrays.copyOf(frame, 14 + 256)));
    }

    private static @Nullable DropReason fromClient(byte[] frame) {
        return judge(PARTY, frame);
    }

    private static @Nullable DropReason fromGateway(byte[] frame) {
        return PARTY.judgeFromGateway(Unpooled.wrappedBuffer(frame), 0, frame.length);
    }

    private static @Nullable DropReason judge(SafetyFilter filter, byte[] frame) {
        return filter.judgeFromClient(Unpooled.wrappedBuffer(frame), 0, frame.length, ALICE.bits());
    }
}
