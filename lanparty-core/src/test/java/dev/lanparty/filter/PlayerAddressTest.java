package dev.lanparty.filter;

import static dev.lanparty.frame.Addressed.advertisement;
import static dev.lanparty.frame.Addressed.arpAnnouncement;
import static dev.lanparty.frame.Addressed.arpProbe;
import static dev.lanparty.frame.Addressed.arpReply;
import static dev.lanparty.frame.Addressed.arpRequest;
import static dev.lanparty.frame.Addressed.game;
import static dev.lanparty.frame.Addressed.solicitation;
import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.SERVER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanparty.frame.Addressed;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a player's PC does with its own addresses passes, and takes no more of them than one PC has. */
class PlayerAddressTest {
    private final SecuredRoom room = new SecuredRoom();

    @Test
    void aPcMaySayThatAnAddressIsItsOwnOnceTheLanHadItsTimeToObject() {
        assertEquals(DropReason.ADDRESS_UNVERIFIED, room.playerSends(ALICE, arpRequest(ALICE, "10.0.0.5", "10.0.0.9")));
        room.advance(Duration.ofMillis(499));
        assertEquals(DropReason.ADDRESS_UNVERIFIED,
                room.playerSends(ALICE, arpReply(ALICE, "10.0.0.5", BOB, "10.0.0.9")));
        room.advance(Duration.ofMillis(1));
        assertNull(room.playerSends(ALICE, arpRequest(ALICE, "10.0.0.5", "10.0.0.9")));
        assertNull(room.playerSends(ALICE, arpReply(ALICE, "10.0.0.5", BOB, "10.0.0.9")));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
    }

    /** A game that looks for others says so once. */
    @Test
    void theFirstBroadcastFromAnAddressPasses() {
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
        assertNull(room.playerSends(ALICE,
                Frames.ipv6(ALICE, Addressed.ipv6("fe80::5", "ff02::1", Frames.UDP, Frames.udp(9, 9)))));
        assertEquals(DropReason.ADDRESS_UNVERIFIED, room.playerSends(ALICE, solicitation(ALICE, "fe80::5", "fe80::9")));
        assertEquals(DropReason.ADDRESS_UNVERIFIED,
                room.playerSends(ALICE, advertisement(ALICE, "fe80::5", "fe80::5")));
    }

    @Test
    void theLanIsAskedOnceForEachNewAddress() {
        room.playerSends(ALICE, game(ALICE, "10.0.0.5"));
        room.playerSends(ALICE, game(ALICE, "10.0.0.5"));
        List<byte[]> ipv4 = room.questions();
        assertEquals(1, ipv4.size());
        assertArrayEquals(arpProbe(ALICE, "10.0.0.5"), ipv4.getFirst());

        room.playerSends(ALICE, solicitation(ALICE, "fe80::5", "fe80::9"));
        List<byte[]> ipv6 = room.questions();
        assertEquals(1, ipv6.size());
        byte[] message = Frames.join(Frames.bytes(Frames.NEIGHBOR_SOLICITATION, 0, 0, 0, 0, 0, 0, 0),
                Addressed.ip("fe80::5"));
        assertArrayEquals(Addressed.icmpv6(MacAddress.parse("33:33:ff:00:00:05"), ALICE, "::",
                "ff02::1:ff00:5", message), ipv6.getFirst());
        assertEquals(List.of(), room.questions());
    }

    @Test
    void whereThereIsNoLanAnAddressPassesAtOnce() {
        room.gatewayLeaves();
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
        assertNull(room.playerSends(ALICE, solicitation(ALICE, "fe80::5", "fe80::9")));
        assertEquals(List.of(), room.questions());
    }

    /** RFC 5227: three probes, one or two seconds apart, then announcements; nothing of it is held up. */
    @Test
    void aPcThatProbesFirstIsNeverHeldUp() {
        for (int i = 0; i < 3; i++) {
            assertNull(room.playerSends(ALICE, arpProbe(ALICE, "10.0.0.5")));
            room.advance(Duration.ofSeconds(1));
        }
        assertNull(room.playerSends(ALICE, arpAnnouncement(ALICE, "10.0.0.5")));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
    }

    /** RFC 4862: each address is asked for and used a second later, the link-local one first. */
    @Test
    void anIpv6PcIsNeverHeldUp() {
        for (String address : List.of("fe80::a", "fd00::a", "fd00::1:2:3:4", "2001:db8::77")) {
            assertNull(room.playerSends(ALICE, solicitation(ALICE, "::", address)));
            room.advance(Duration.ofSeconds(1));
            assertNull(room.playerSends(ALICE, advertisement(ALICE, address, address)));
            assertNull(room.playerSends(ALICE, solicitation(ALICE, address, "fe80::1")));
        }
    }

    @Test
    void whatHasNoSourceClaimsNothingAndPasses() {
        assertNull(room.playerSends(ALICE, Frames.dhcpDiscover(ALICE)));
        assertNull(room.playerSends(ALICE, game(ALICE, "0.0.0.0")));
        assertNull(room.playerSends(ALICE, Frames.ipx(ALICE)));
        byte[] multicastReport = new byte[28];
        multicastReport[0] = (byte) 143;
        assertNull(room.playerSends(ALICE,
                Addressed.icmpv6(Frames.ALL_IPV6_NODES, ALICE, "::", "ff02::16", multicastReport)));
    }

    @Test
    void anAddressThatThePcGaveItselfPassesBesideAnother() {
        assertNull(room.playerSettles(ALICE, game(ALICE, "10.0.0.5")));
        assertNull(room.playerSettles(ALICE, game(ALICE, "169.254.7.7")));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
        assertEquals(DropReason.ADDRESS_TOO_MANY, room.playerSends(ALICE, game(ALICE, "169.254.7.8")));
    }

    @Test
    void aSecondAddressDoesNotPassWhileTheFirstIsUsed() {
        assertNull(room.playerSettles(ALICE, arpRequest(ALICE, "10.0.0.5", "10.0.0.9")));
        assertEquals(DropReason.ADDRESS_TOO_MANY, room.playerSettles(ALICE, game(ALICE, "10.0.0.6")));
        assertEquals(DropReason.ADDRESS_TOO_MANY, room.playerSettles(ALICE, arpAnnouncement(ALICE, "10.0.0.6")));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
    }

    /** Somebody sets another address by hand. */
    @Test
    void anotherAddressPassesOnceTheFirstIsSilent() {
        assertNull(room.playerSettles(ALICE, game(ALICE, "10.0.0.5")));
        room.advance(Duration.ofSeconds(10));
        assertNull(room.playerSettles(ALICE, game(ALICE, "10.0.0.6")));
        assertEquals(DropReason.ADDRESS_TOO_MANY, room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
        assertNull(room.playerSettles(BOB, game(BOB, "10.0.0.5")));
    }

    /** A program that sends from another adapter's address must not keep the PC from its own. */
    @Test
    void anAddressThatIsAskedWithTakesTheePlaceOfOneThatIsOnlySentFrom() {
        assertNull(room.playerSettles(ALICE, game(ALICE, "192.168.1.20")));
        assertNull(room.playerSettles(ALICE, arpRequest(ALICE, "10.0.0.5", "10.0.0.9")));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
        assertEquals(DropReason.ADDRESS_TOO_MANY, room.playerSends(ALICE, game(ALICE, "192.168.1.20")));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
    }

    @Test
    void aPcHasSixteenIpv6AddressesAndTheLongestSilentOneMakesRoom() {
        for (int i = 1; i <= 16; i++) {
            assertNull(room.playerSettles(ALICE, solicitation(ALICE, "fd00::" + i, "fe80::1")));
        }
        assertEquals(DropReason.ADDRESS_TOO_MANY,
                room.playerSettles(ALICE, solicitation(ALICE, "fd00::17", "fe80::1")));
        assertNull(room.playerSends(ALICE, solicitation(ALICE, "fd00::1", "fe80::1")));
        room.advance(Duration.ofSeconds(60));
        assertNull(room.playerSettles(ALICE, solicitation(ALICE, "fd00::17", "fe80::1")));
        assertNull(room.playerSends(ALICE, solicitation(ALICE, "fd00::1", "fe80::1")));
    }

    @Test
    void addressesThatNoHostHasDoNotPass() {
        for (String address : List.of("127.0.0.1", "224.0.0.1", "255.255.255.255", "0.0.0.7", "250.1.2.3")) {
            assertEquals(DropReason.ADDRESS_INVALID, room.playerSends(ALICE, game(ALICE, address)));
            assertEquals(DropReason.ADDRESS_INVALID, room.playerSends(ALICE, arpAnnouncement(ALICE, address)));
        }
        for (String address : List.of("::1", "ff02::1")) {
            assertEquals(DropReason.ADDRESS_INVALID,
                    room.playerSends(ALICE, solicitation(ALICE, address, "fe80::1")));
            assertEquals(DropReason.ADDRESS_INVALID,
                    room.playerSettles(ALICE, advertisement(ALICE, "::", address)));
        }
        byte[] mapped = Addressed.ipv6("fe80::1", "ff02::1", Frames.UDP, Frames.udp(1_000, 2_000));
        System.arraycopy(Frames.join(new byte[10], Frames.bytes(0xff, 0xff, 10, 0, 0, 1)), 0, mapped, 8, 16);
        assertEquals(DropReason.ADDRESS_INVALID, room.playerSends(ALICE, Frames.ipv6(ALICE, mapped)));
    }

    @Test
    void aPlayerMayComeBackToItsAddressesWithinAMinute() {
        assertNull(room.playerSettles(ALICE, game(ALICE, "10.0.0.5")));
        room.playerLeaves(ALICE);
        room.advance(Duration.ofSeconds(59));
        assertEquals(DropReason.ADDRESS_OF_ANOTHER, room.playerSends(BOB, game(BOB, "10.0.0.5")));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.5")));
        room.playerLeaves(ALICE);
        room.advance(Duration.ofSeconds(62));
        assertNull(room.playerSettles(BOB, game(BOB, "10.0.0.5")));
    }

    @Test
    void aSilentPlayersAddressIsAnybodysInTheEnd() {
        assertNull(room.playerSettles(ALICE, game(ALICE, "10.0.0.5")));
        room.advance(Duration.ofMinutes(14));
        assertEquals(DropReason.ADDRESS_OF_ANOTHER, room.playerSends(BOB, game(BOB, "10.0.0.5")));
        room.advance(Duration.ofMinutes(2));
        assertNull(room.playerSettles(BOB, game(BOB, "10.0.0.5")));
    }

    @Test
    void whoTriesManyAddressesAsksTheLanOnlySoOften() {
        int questions = 0;
        for (int i = 0; i < 10_000; i++) {
            room.playerSends(ALICE, solicitation(ALICE, "::", "fd00::" + Integer.toHexString(i + 1)));
            room.playerSends(ALICE, arpProbe(ALICE, "10.1." + i / 250 + "." + (i % 250 + 1)));
            questions += room.questions().size();
            room.advance(Duration.ofMillis(1));
        }
        // Sixteen of IPv6, and of IPv4 one in two seconds.
        assertEquals(21, questions);
    }

    @Test
    void anOpenRoomAsksNobodyWhoseAnAddressIs() {
        SecuredRoom open = new SecuredRoom(FilterPolicy.OPEN, 100);
        assertNull(open.lanSends(arpAnnouncement(SERVER, "10.0.0.1")));
        assertNull(open.playerSends(ALICE, game(ALICE, "10.0.0.1")));
        assertNull(open.playerSends(ALICE, arpReply(ALICE, "10.0.0.1", BOB, "10.0.0.9")));
        assertEquals(List.of(), open.questions());
    }

    @Test
    void arpThatNoHostSendsDoesNotPass() {
        byte[] frame = arpRequest(ALICE, "0.0.0.0", "10.0.0.9");
        for (int index : new int[]{14, 15, 16, 17, 18, 19, 20, 21}) {
            byte[] changed = frame.clone();
            changed[index] ^= 8;
            assertEquals(DropReason.ARP_INVALID, room.playerSends(ALICE, changed));
        }
        assertEquals(DropReason.ARP_INVALID, room.playerSends(ALICE, arpReply(ALICE, "0.0.0.0", BOB, "10.0.0.9")));
        assertEquals(DropReason.HIDDEN_PAYLOAD,
                room.playerSends(ALICE, Arrays.copyOf(frame, 14 + 27)));
        assertNull(room.playerSends(ALICE, Arrays.copyOf(frame, 14 + 28)));
        assertNull(room.playerSends(ALICE, Frames.ethernet(Frames.BROADCAST, ALICE, EtherType.RARP, new byte[46])));
    }
}
