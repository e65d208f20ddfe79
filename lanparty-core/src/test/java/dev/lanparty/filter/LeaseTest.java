package dev.lanparty.filter;

import static dev.lanparty.filter.DhcpFrame.ACK;
import static dev.lanparty.filter.DhcpFrame.DECLINE;
import static dev.lanparty.filter.DhcpFrame.NAK;
import static dev.lanparty.filter.DhcpFrame.OFFER;
import static dev.lanparty.filter.DhcpFrame.RELEASE;
import static dev.lanparty.filter.DhcpFrame.REQUEST;
import static dev.lanparty.filter.DhcpFrame.ofClient;
import static dev.lanparty.frame.Addressed.arpAnnouncement;
import static dev.lanparty.frame.Addressed.arpProbe;
import static dev.lanparty.frame.Addressed.arpReply;
import static dev.lanparty.frame.Addressed.game;
import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.PRINTER;
import static dev.lanparty.frame.Frames.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** An address that a DHCP server gave is its player's, and nobody gets one in another's name. */
class LeaseTest {
    private final SecuredRoom room = new SecuredRoom();

    /** The LAN's server acknowledges an address for an hour. */
    private void leased(MacAddress client, String address) {
        assertNull(room.lanSends(ack(client, address)));
    }

    private static byte[] ack(MacAddress client, String address) {
        return new DhcpFrame(ACK, client, address).option(51, bytes(0, 0, 14, 16)).frame();
    }

    private void join(MacAddress player) {
        assertNull(room.playerSends(player, Frames.dhcpDiscover(player)));
    }

    @Test
    void aLeasedAddressPassesAtOnceAndForAllOfItsTime() {
        join(ALICE);
        leased(ALICE, "10.0.0.50");
        assertNull(room.playerSends(ALICE, arpProbe(ALICE, "10.0.0.50")));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.50")));
        room.advance(Duration.ofMinutes(50));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.50")));
        assertNull(room.playerSends(ALICE, ofClient(REQUEST, ALICE, "10.0.0.50").fromClient("10.0.0.50")));
        leased(ALICE, "10.0.0.50");
        room.advance(Duration.ofMinutes(50));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.50")));
        room.advance(Duration.ofMinutes(11));
        assertEquals(DropReason.ADDRESS_UNVERIFIED, room.playerSends(ALICE, arpAnnouncement(ALICE, "10.0.0.50")));
    }

    @Test
    void anOfferIsNoLease() {
        join(ALICE);
        assertNull(room.lanSends(new DhcpFrame(OFFER, ALICE, "10.0.0.50").frame()));
        assertEquals(DropReason.ADDRESS_UNVERIFIED, room.playerSends(ALICE, arpAnnouncement(ALICE, "10.0.0.50")));
    }

    @Test
    void aLeaseTakesTheAddressFromWhoUsedItFirst() {
        assertNull(room.playerSettles(BOB, game(BOB, "10.0.0.50")));
        join(ALICE);
        leased(ALICE, "10.0.0.50");
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.50")));
        assertEquals(DropReason.ADDRESS_OF_ANOTHER, room.playerSends(BOB, game(BOB, "10.0.0.50")));
    }

    @Test
    void anotherAddressBesideALeaseDoesNotPassUntilTheLeaseIsSilent() {
        join(ALICE);
        leased(ALICE, "10.0.0.50");
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.50")));
        assertEquals(DropReason.ADDRESS_TOO_MANY, room.playerSettles(ALICE, game(ALICE, "10.0.0.60")));
        room.advance(Duration.ofSeconds(10));
        assertNull(room.playerSettles(ALICE, game(ALICE, "10.0.0.60")));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.50")), "a lease stays its player's");
        assertEquals(DropReason.ADDRESS_TOO_MANY, room.playerSends(ALICE, game(ALICE, "10.0.0.60")));
    }

    @Test
    void anotherLeaseTakesThePlaceOfTheFirst() {
        join(ALICE);
        leased(ALICE, "10.0.0.50");
        leased(ALICE, "10.0.0.51");
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.51")));
        assertEquals(DropReason.ADDRESS_TOO_MANY, room.playerSends(ALICE, game(ALICE, "10.0.0.50")));
        assertNull(room.playerSettles(BOB, game(BOB, "10.0.0.50")));
    }

    @Test
    void whatIsGivenBackDeclinedOrRefusedIsNobodys() {
        for (int end : new int[]{RELEASE, DECLINE, NAK}) {
            SecuredRoom fresh = new SecuredRoom();
            assertNull(fresh.playerSends(ALICE, Frames.dhcpDiscover(ALICE)));
            assertNull(fresh.lanSends(ack(ALICE, "10.0.0.50")));
            if (end == NAK) {
                assertNull(fresh.lanSends(new DhcpFrame(NAK, ALICE, "0.0.0.0").frame()));
            } else {
                assertNull(fresh.playerSends(ALICE, ofClient(end, ALICE, "10.0.0.50").fromClient("10.0.0.50")));
            }
            assertNull(fresh.playerSettles(BOB, game(BOB, "10.0.0.50")));
        }
    }

    @Test
    void aLeaseOfTheLansHostsIsTheirs() {
        leased(PRINTER, "10.0.0.70");
        assertEquals(DropReason.ADDRESS_OF_LAN, room.playerSends(ALICE, game(ALICE, "10.0.0.70")));
        join(ALICE);
        leased(ALICE, "10.0.0.50");
        leased(PRINTER, "10.0.0.50");
        assertEquals(DropReason.ADDRESS_OF_LAN, room.playerSends(ALICE, game(ALICE, "10.0.0.50")));
    }

    /** By a client identifier that is Bob's, Alice may make the server give her what it gave him. */
    @Test
    void whoHasALeaseKeepsItFromWhoGetsItToo() {
        join(ALICE);
        join(BOB);
        leased(BOB, "10.0.0.50");
        leased(ALICE, "10.0.0.50");
        assertNull(room.playerSends(BOB, game(BOB, "10.0.0.50")));
        assertEquals(DropReason.ADDRESS_OF_ANOTHER, room.playerSends(ALICE, game(ALICE, "10.0.0.50")));
        room.playerLeaves(BOB);
        leased(ALICE, "10.0.0.50");
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.50")));
    }

    /** The same with an identifier of the LAN's: its host is asked first. */
    @Test
    void aLeaseOfWhatTheLanUsesIsAskedFor() {
        room.lanSends(arpAnnouncement(PRINTER, "10.0.0.50"));
        join(ALICE);
        leased(ALICE, "10.0.0.50");
        assertEquals(1, room.questions().size());
        assertEquals(DropReason.ADDRESS_UNVERIFIED, room.playerSends(ALICE, arpAnnouncement(ALICE, "10.0.0.50")));
        room.lanSends(arpReply(PRINTER, "10.0.0.50", ALICE, "0.0.0.0"));
        assertEquals(DropReason.ADDRESS_OF_LAN, room.playerSettles(ALICE, game(ALICE, "10.0.0.50")));

        room.lanSends(arpAnnouncement(PRINTER, "10.0.0.51"));
        leased(ALICE, "10.0.0.51");
        assertNull(room.playerSettles(ALICE, game(ALICE, "10.0.0.51")), "nobody of the LAN answered");
        room.advance(Duration.ofSeconds(5));
        room.lanSends(arpAnnouncement(PRINTER, "10.0.0.51"));
        assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.51")), "a lease is not taken back");
    }

    @Test
    void dhcpInAnothersNameDoesNotPass() {
        byte[] starving = ofClient(1, BOB, "0.0.0.0").fromClient("0.0.0.0");
        System.arraycopy(ALICE.toBytes(), 0, starving, 6, 6);
        assertEquals(DropReason.DHCP_NOT_OWN, room.playerSends(ALICE, starving));
        byte[] longAddress = Frames.dhcpDiscover(ALICE);
        longAddress[DhcpFrame.MESSAGE + 2] = 16;
        assertEquals(DropReason.DHCP_NOT_OWN, room.playerSends(ALICE, longAddress));
        join(BOB);
        leased(BOB, "10.0.0.50");
        assertEquals(DropReason.DHCP_NOT_OWN,
                room.playerSends(ALICE, ofClient(RELEASE, ALICE, "10.0.0.50").fromClient("0.0.0.0")));
        assertNull(room.playerSends(BOB, game(BOB, "10.0.0.50")));
    }

    @Test
    void dhcpThatIsCutOffBeforeItNamesItsClientDoesNotPass() {
        byte[] frame = Frames.dhcpDiscover(ALICE);
        for (int length = 14 + 20; length < DhcpFrame.SERVER_NAME; length++) {
            assertEquals(DropReason.HIDDEN_PAYLOAD, room.playerSends(ALICE, Arrays.copyOf(frame, length)));
        }
        assertNull(room.playerSends(ALICE, Arrays.copyOf(frame, DhcpFrame.SERVER_NAME)));
    }

    @Test
    void leasesOfAllLengthsAreHeldWithinBounds() {
        join(ALICE);
        for (byte[] time : new byte[][]{bytes(0, 0, 0, 0), bytes(255, 255, 255, 255), bytes(1)}) {
            assertNull(room.lanSends(new DhcpFrame(ACK, ALICE, "10.0.0.50").option(51, time).frame()));
            room.advance(Duration.ofSeconds(59));
            assertNull(room.playerSends(ALICE, game(ALICE, "10.0.0.50")));
        }
    }
}
