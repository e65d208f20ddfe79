package dev.lanparty.filter;

import static dev.lanparty.frame.Addressed.advertisement;
import static dev.lanparty.frame.Addressed.arp;
import static dev.lanparty.frame.Addressed.arpAnnouncement;
import static dev.lanparty.frame.Addressed.arpProbe;
import static dev.lanparty.frame.Addressed.arpReply;
import static dev.lanparty.frame.Addressed.arpRequest;
import static dev.lanparty.frame.Addressed.game;
import static dev.lanparty.frame.Addressed.solicitation;
import static dev.lanparty.frame.Addressed.unsolicited;
import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.BROADCAST;
import static dev.lanparty.frame.Frames.PRINTER;
import static dev.lanparty.frame.Frames.SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanparty.frame.Addressed;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Frames.Extension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A player can neither speak nor answer for the LAN's router, for another host, or for another player. */
class ImpersonationTest {
    private static final String ROUTER = "10.0.0.1";
    private static final String ROUTER_IPV6 = "fe80::1";

    private final SecuredRoom room = new SecuredRoom();

    /** Everything by which Alice could say that an IPv4 address is hers, and a packet from it. */
    private static List<byte[]> ipv4Words(String address) {
        return List.of(arpReply(ALICE, address, BOB, "10.0.0.7"), arpReply(ALICE, address, BROADCAST, address),
                arpAnnouncement(ALICE, address), arpRequest(ALICE, address, "10.0.0.7"), game(ALICE, address));
    }

    /** The same of IPv6. */
    private static List<byte[]> ipv6Words(String address) {
        return List.of(advertisement(ALICE, address, address), unsolicited(ALICE, address, address),
                advertisement(ALICE, "fe80::a", address), advertisement(ALICE, "::", address),
                solicitation(ALICE, address, "fe80::7"),
                Frames.ipv6(ALICE, Addressed.ipv6(address, "ff02::1", Frames.UDP, Frames.udp(9, 9))));
    }

    private void assertNone(DropReason reason, List<byte[]> words) {
        for (byte[] word : words) {
            assertEquals(reason, room.playerSends(ALICE, word));
        }
    }

    private void assertNoneEver(DropReason reason, List<byte[]> words) {
        assertNone(reason, words);
        room.letTheLanAnswer();
        assertNone(reason, words);
        room.advance(Duration.ofSeconds(30));
        assertNone(reason, words);
    }

    @Test
    void aPlayerCannotSpeakForARouterThatWasHeard() {
        assertNull(room.playerSettles(ALICE, solicitation(ALICE, "fe80::a", "fe80::7")));
        room.lanSends(arpRequest(SERVER, ROUTER, "10.0.0.7"));
        room.lanSends(solicitation(SERVER, ROUTER_IPV6, "fe80::7"));

        assertNoneEver(DropReason.ADDRESS_OF_LAN, ipv4Words(ROUTER));
        assertNoneEver(DropReason.ADDRESS_OF_LAN, ipv6Words(ROUTER_IPV6));
    }

    /** The router was silent so far; the room's question makes it answer. */
    @Test
    void aPlayerCannotSpeakForARouterThatWasSilent() {
        assertNull(room.playerSettles(ALICE, solicitation(ALICE, "fe80::a", "fe80::7")));
        assertNone(DropReason.ADDRESS_UNVERIFIED, ipv4Words(ROUTER).subList(0, 4));
        assertNone(DropReason.ADDRESS_UNVERIFIED, ipv6Words(ROUTER_IPV6).subList(0, 5));
        room.advance(Duration.ofMillis(400));
        room.lanSends(arpReply(SERVER, ROUTER, ALICE, "0.0.0.0"));
        room.lanSends(advertisement(SERVER, ROUTER_IPV6, ROUTER_IPV6));

        assertNoneEver(DropReason.ADDRESS_OF_LAN, ipv4Words(ROUTER));
        assertNoneEver(DropReason.ADDRESS_OF_LAN, ipv6Words(ROUTER_IPV6));
    }

    @Test
    void aPlayerCannotSpeakForARouterThatItsServerNamed() {
        room.lanSends(new DhcpFrame(DhcpFrame.ACK, BOB, "10.0.0.50").option(3, Addressed.ip(ROUTER))
                .option(54, Addressed.ip("10.0.0.2")).frame());

        assertNoneEver(DropReason.ADDRESS_OF_LAN, ipv4Words(ROUTER));
        assertNoneEver(DropReason.ADDRESS_OF_LAN, ipv4Words("10.0.0.2"));
    }

    @Test
    void aPlayerCannotSpeakForARouterThatAdvertisedItself() {
        room.lanSends(Addressed.icmpv6(Frames.ALL_IPV6_NODES, SERVER, ROUTER_IPV6, "ff02::1",
                Frames.icmpv6(Frames.ROUTER_ADVERTISEMENT)));
        assertEquals(DropReason.ADDRESS_OF_LAN, room.playerSends(ALICE, solicitation(ALICE, ROUTER_IPV6, "fe80::7")));
    }

    @Test
    void aPlayerCannotSpeakForAnotherPlayer() {
        assertNull(room.playerSettles(BOB, game(BOB, "10.0.0.5")));
        assertNull(room.playerSettles(BOB, solicitation(BOB, "fe80::b", "fe80::7")));
        assertNull(room.playerSettles(ALICE, solicitation(ALICE, "fe80::a", "fe80::7")));

        assertNone(DropReason.ADDRESS_OF_ANOTHER, ipv4Words("10.0.0.5"));
        assertNone(DropReason.ADDRESS_OF_ANOTHER, ipv6Words("fe80::b"));
        assertNull(room.playerSends(BOB, game(BOB, "10.0.0.5")));
        assertNull(room.playerSends(BOB, advertisement(BOB, "fe80::b", "fe80::b")));
    }

    @Test
    void aPlayerSpeaksOfItsOwnMacAddressOnly() {
        byte[] aboutBob = arp(BROADCAST, ALICE, 2, BOB, "10.0.0.5", ALICE, "10.0.0.5");
        assertEquals(DropReason.NEIGHBOR_NOT_OWN, room.playerSettles(ALICE, aboutBob));
        assertEquals(DropReason.NEIGHBOR_NOT_OWN,
                room.playerSettles(ALICE, advertisement(ALICE, "fe80::a", "fe80::a", BOB, 0x20)));
        byte[] option = Frames.join(Frames.bytes(1, 1), BOB.toBytes());
        byte[] target = Addressed.ip("fe80::7");
        for (byte[] message : List.of(Frames.join(Frames.bytes(133, 0, 0, 0, 0, 0, 0, 0), option),
                Frames.join(Frames.bytes(135, 0, 0, 0, 0, 0, 0, 0), target, option),
                Frames.join(Frames.bytes(135, 0, 0, 0, 0, 0, 0, 0), target, Frames.bytes(14, 2), new byte[14], option),
                Frames.join(Frames.bytes(136, 0, 0, 0, 0x20, 0, 0, 0), Addressed.ip("fe80::a"), option))) {
            assertEquals(DropReason.NEIGHBOR_NOT_OWN, room.playerSettles(ALICE,
                    Addressed.icmpv6(Frames.ALL_IPV6_NODES, ALICE, "fe80::a", "ff02::2", message)));
        }
    }

    /** What comes in fragments, or is cut off, could go on otherwise than it began. */
    @Test
    void neighbourDiscoveryInPiecesDoesNotPass() {
        byte[] whole = advertisement(ALICE, "fe80::a", "fe80::a");
        assertNull(room.playerSettles(ALICE, whole));
        for (int length = 14 + 40; length < whole.length; length++) {
            assertEquals(DropReason.HIDDEN_PAYLOAD, room.playerSends(ALICE, Arrays.copyOf(whole, length)),
                    "cut at " + length);
        }
        assertNull(room.playerSends(ALICE, Arrays.copyOf(whole, whole.length + 3)), "padding behind it is nothing");
        byte[] message = Arrays.copyOfRange(whole, 14 + 40, whole.length);
        for (boolean more : new boolean[]{true, false}) {
            byte[] packet = Frames.ipv6Packet(List.of(Extension.fragment(0, more)), Frames.ICMPV6, message);
            System.arraycopy(Addressed.ip("fe80::a"), 0, packet, 8, 16);
            assertEquals(DropReason.HIDDEN_PAYLOAD, room.playerSends(ALICE, Frames.ipv6(ALICE, packet)));
        }
    }

    @Test
    void theSameHoldsBehindTagsAndSnapHeaders() {
        SecuredRoom vlans = new SecuredRoom(FilterPolicy.PARTY.withVlanTags(true), 100);
        byte[] request = arpRequest(SERVER, ROUTER, "10.0.0.7");
        vlans.lanSends(Frames.tagged(request));
        byte[] reply = arpReply(ALICE, ROUTER, BOB, "10.0.0.7");
        assertEquals(DropReason.ADDRESS_OF_LAN, vlans.playerSends(ALICE, Frames.tagged(Frames.tagged(reply))));
        assertEquals(DropReason.ADDRESS_OF_LAN, vlans.playerSends(ALICE,
                Frames.snap(BOB, ALICE, EtherType.ARP, Arrays.copyOfRange(reply, 14, 42))));
    }

    @Test
    void aProbeForWhatIsTakenPassesForItsOwnerToAnswer() {
        room.lanSends(arpRequest(SERVER, ROUTER, "10.0.0.7"));
        room.lanSends(solicitation(SERVER, ROUTER_IPV6, "fe80::7"));
        assertNull(room.playerSends(ALICE, arpProbe(ALICE, ROUTER)));
        assertNull(room.playerSends(ALICE, solicitation(ALICE, "::", ROUTER_IPV6)));
    }

    /** Whoever hears another ask for the address that it asks for itself takes it for taken. */
    @Test
    void aPlayerCannotKeepAnotherFromAnAddressThatItAsksFor() {
        room.lanSends(arpProbe(PRINTER, "10.0.0.30"));
        room.lanSends(solicitation(PRINTER, "::", "fe80::30"));
        assertNull(room.playerSends(BOB, arpProbe(BOB, "10.0.0.31")));
        assertNull(room.playerSends(BOB, solicitation(BOB, "::", "fe80::31")));

        assertEquals(DropReason.ADDRESS_OF_LAN, room.playerSends(ALICE, arpProbe(ALICE, "10.0.0.30")));
        assertEquals(DropReason.ADDRESS_OF_LAN, room.playerSends(ALICE, solicitation(ALICE, "::", "fe80::30")));
        assertEquals(DropReason.ADDRESS_OF_ANOTHER, room.playerSends(ALICE, arpProbe(ALICE, "10.0.0.31")));
        assertEquals(DropReason.ADDRESS_OF_ANOTHER, room.playerSends(ALICE, solicitation(ALICE, "::", "fe80::31")));
        room.advance(Duration.ofSeconds(7));
        assertNull(room.playerSends(ALICE, arpProbe(ALICE, "10.0.0.30")), "nobody came to use it");
    }

    @Test
    void aHostOfTheLanTakesBackWhatAPlayerUsedFirst() {
        assertNull(room.playerSettles(ALICE, game(ALICE, "10.0.0.5")));
        assertNull(room.playerSettles(ALICE, solicitation(ALICE, "fd00::5", "fe80::7")));
        room.advance(Duration.ofSeconds(5));
        room.lanSends(arpAnnouncement(PRINTER, "10.0.0.5"));
        room.lanSends(unsolicited(PRINTER, "fd00::5", "fd00::5"));

        assertEquals(DropReason.ADDRESS_OF_LAN, room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
        assertEquals(DropReason.ADDRESS_OF_LAN, room.playerSends(ALICE, solicitation(ALICE, "fd00::5", "fe80::7")));
    }

    /** A router that answers for all the world (RFC 1027) must not take the players' addresses. */
    @Test
    void anAnswerOfTheLanTakesNothingBackOnceAnAddressIsKnownToBeFree() {
        assertNull(room.playerSettles(ALICE, game(ALICE, "10.0.0.5")));
        room.advance(Duration.ofSeconds(5));
        room.lanSends(arpReply(SERVER, "10.0.0.5", PRINTER, "10.0.0.7"));
        room.lanSends(arpAnnouncement(ALICE, "10.0.0.5"));

        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
    }

    /** While there was no LAN to ask, a player may have taken its router's address. */
    @Test
    void aLanThatComesIsAskedForWhatPlayersHave() {
        room.gatewayLeaves();
        assertNull(room.playerSends(ALICE, game(ALICE, ROUTER)));
        assertNull(room.playerSends(ALICE, solicitation(ALICE, "fe80::a", "fe80::7")));
        room.advance(Duration.ofMinutes(1));
        room.gatewayJoins();
        assertEquals(2, room.questions().size());
        assertNull(room.playerSends(ALICE, game(ALICE, ROUTER)), "nobody is held up by a gateway that comes back");
        room.lanSends(arpReply(SERVER, ROUTER, ALICE, "0.0.0.0"));

        assertEquals(DropReason.ADDRESS_OF_LAN, room.playerSends(ALICE, game(ALICE, ROUTER)));
        assertNull(room.playerSends(ALICE, solicitation(ALICE, "fe80::a", "fe80::7")));
    }

    @Test
    void theLansTableIsBoundedAndForgetsTheSilent() {
        SecuredRoom small = new SecuredRoom(FilterPolicy.PARTY, 10);
        for (int i = 1; i <= 200; i++) {
            assertNull(small.lanSends(arpAnnouncement(SERVER, "10.0.0." + i)));
        }
        List<DropReason> reasons = new ArrayList<>();
        for (int i : new int[]{1, 10, 11}) {
            reasons.add(small.playerSends(ALICE, arpReply(ALICE, "10.0.0." + i, BOB, "10.0.0.7")));
        }
        assertEquals(List.of(DropReason.ADDRESS_OF_LAN, DropReason.ADDRESS_OF_LAN, DropReason.ADDRESS_UNVERIFIED),
                reasons);
        small.advance(Duration.ofMinutes(16));
        small.lanSends(arpAnnouncement(SERVER, "10.0.0.200"));
        assertEquals(DropReason.ADDRESS_OF_LAN,
                small.playerSends(ALICE, arpReply(ALICE, "10.0.0.200", BOB, "10.0.0.7")));
    }

    @Test
    void aPlayerIsNoRouterOfIpv4() {
        for (int type : new int[]{5, 9}) {
            byte[] packet = Addressed.withAddresses(Frames.ipv4Packet(1, Frames.bytes(type, 0, 0, 0, 0, 0, 0, 0)),
                    "10.0.0.5", "10.0.0.7");
            assertEquals(DropReason.IPV4_REDIRECT, room.playerSends(ALICE, Frames.ipv4(ALICE, packet)));
        }
        byte[] ping = Addressed.withAddresses(Frames.ipv4Packet(1, Frames.bytes(8, 0, 0, 0, 0, 0, 0, 0)), "10.0.0.5",
                "10.0.0.7");
        assertNull(room.playerSettles(ALICE, Frames.ipv4(ALICE, ping)));
    }
}
