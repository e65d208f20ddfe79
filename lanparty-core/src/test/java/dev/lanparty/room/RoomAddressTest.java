package dev.lanparty.room;

import static dev.lanparty.frame.Addressed.arpAnnouncement;
import static dev.lanparty.frame.Addressed.arpProbe;
import static dev.lanparty.frame.Addressed.arpReply;
import static dev.lanparty.frame.Addressed.arpRequest;
import static dev.lanparty.frame.Addressed.game;
import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.room.Party.NOW;
import static dev.lanparty.room.Party.received;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.metrics.Counter;
import dev.lanparty.wire.Datagrams;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A room keeps its members to their own addresses: who is asked, who is told, and what is counted. */
class RoomAddressTest {
    private static final long SETTLED = NOW + Duration.ofMillis(500).toNanos();

    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final Party party = Party.open();
    private final Member gateway = party.gateway();
    private final Member alice = party.client(ALICE);
    private final Member bob = party.client(BOB);

    @Test
    void onlyTheLanIsAskedWhetherAnAddressIsFree() {
        forwardAt(alice, arpAnnouncement(ALICE, "10.0.0.5"), NOW);

        assertArrayEquals(Datagrams.ofFrame(arpProbe(ALICE, "10.0.0.5")), received(gateway).getFirst());
        assertEquals(1, received(gateway).size());
        assertEquals(0, received(bob).size() + received(alice).size());
        assertEquals(1, gateway.counters().get(Counter.ADDRESS_QUESTIONS));
        assertEquals(1, alice.counters().get(DropReason.ADDRESS_UNVERIFIED));
    }

    @Test
    void aPlayerCannotAnswerForTheLansRouter() {
        forwardAt(gateway, arpRequest(SERVER, "10.0.0.1", "10.0.0.7"), NOW);
        forwardAt(alice, arpReply(ALICE, "10.0.0.1", BOB, "10.0.0.6"), SETTLED);

        assertEquals(1, received(bob).size());
        assertEquals(1, alice.counters().get(DropReason.ADDRESS_OF_LAN));
    }

    @Test
    void aPlayerCannotAnswerForAnother() {
        forwardAt(bob, game(BOB, "10.0.0.6"), NOW);
        forwardAt(bob, game(BOB, "10.0.0.6"), SETTLED);
        forwardAt(alice, arpReply(ALICE, "10.0.0.6", SERVER, "10.0.0.7"), SETTLED);

        assertEquals(1, alice.counters().get(DropReason.ADDRESS_OF_ANOTHER));
    }

    /** All that a piece could add to the first, it would add to no avail: an ARP message is shorter than any first piece. */
    @Test
    void theSameHoldsOfAFrameInPieces() {
        forwardAt(gateway, arpRequest(SERVER, "10.0.0.1", "10.0.0.7"), NOW);
        byte[] frame = Arrays.copyOf(arpReply(ALICE, "10.0.0.1", BOB, "10.0.0.6"), 900);
        forwardDatagram(alice, Datagrams.pieceOf(frame, 1, 0, 500));

        assertEquals(1, alice.counters().get(DropReason.ADDRESS_OF_LAN));
        assertEquals(1, received(bob).size());
    }

    @Test
    void aGatewayThatComesIsAskedForTheAddressesThatPlayersHave() {
        party.leave(gateway);
        forwardAt(alice, game(ALICE, "10.0.0.5"), NOW);
        Member another = party.gateway();

        assertEquals(1, received(another).size());
        assertArrayEquals(Datagrams.ofFrame(arpProbe(ALICE, "10.0.0.5")), received(another).getFirst());
    }

    @Test
    void whoLeftAndComesBackHasItsAddressesStill() {
        forwardAt(alice, game(ALICE, "10.0.0.5"), NOW);
        forwardAt(alice, game(ALICE, "10.0.0.5"), SETTLED);
        party.leave(alice);
        forwardAt(bob, arpReply(BOB, "10.0.0.5", SERVER, "10.0.0.7"), SETTLED);
        Member back = party.client(ALICE);
        forwardAt(back, arpReply(ALICE, "10.0.0.5", SERVER, "10.0.0.7"), SETTLED);

        assertEquals(1, bob.counters().get(DropReason.ADDRESS_OF_ANOTHER));
        assertEquals(List.of(), back.counters().snapshot().dropsByReason().keySet().stream().toList());
    }

    /** Its second piece alone is of no use to anybody. */
    @Test
    void aDhcpAnswerInPiecesIsDropped() {
        byte[] frame = Arrays.copyOf(Frames.dhcpOffer(ALICE), 900);
        forwardDatagram(gateway, Datagrams.pieceOf(frame, 1, 0, 500));
        forwardDatagram(gateway, Datagrams.pieceOf(frame, 1, 1, 500));

        assertEquals(1, gateway.counters().get(DropReason.DHCP_UNREADABLE));
    }

    private void forwardAt(Member from, byte[] frame, long nowNanos) {
        from.room().forward(from, buffers.of(Datagrams.ofFrame(frame)), nowNanos);
    }

    private void forwardDatagram(Member from, byte[] datagram) {
        from.room().forward(from, buffers.of(datagram), NOW);
    }
}
