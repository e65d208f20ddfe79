package dev.lanparty.party;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.CAROL;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.party.Bytes.assertFrames;
import static dev.lanparty.party.SimulatedParty.ROOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.RejectCode;
import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.session.RetryTiming;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.session.SessionTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who gets in, in which order, and what those are told who do not. */
class AdmissionTest {
    /** A place that is taken for longer is another's. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(30);

    /**
     * The longest that a relay takes to miss somebody: its next stats message, sent at a tick of a second, is the first that
     * finds no answer, and starts the idle time-out anew (RFC 9000, section 10.1).
     */
    private static final Duration MISSED = SessionTiming.DEFAULT.statsPeriod().plusSeconds(1)
            .plus(SimulatedNetwork.IDLE_TIMEOUT);

    @RegisterExtension
    final SimulatedParty party = new SimulatedParty(SimulatedParty.limits(4, 3));

    @Test
    void theOrderOfJoiningDoesNotMatter() {
        for (int round = 0; round < 12; round++) {
            String room = "ROUND" + round;
            List<Player> players = new ArrayList<>();
            List<SimulatedGateway> gateways = new ArrayList<>();
            List<Runnable> arrivals = new ArrayList<>();
            arrivals.add(() -> gateways.add(party.gateway(room)));
            arrivals.add(() -> players.add(party.player(ALICE, room)));
            arrivals.add(() -> players.add(party.player(BOB, room)));
            Collections.shuffle(arrivals, party.random());
            for (Runnable arrival : arrivals) {
                arrival.run();
                if (party.random().nextBoolean()) {
                    party.settleDown();
                }
            }
            party.settleDown();
            LanHost server = gateways.getFirst().lan().host(SERVER);
            server.sends(Frames.arp(SERVER));
            party.settleDown();

            assertEquals(2, gateways.getFirst().program().peerIds().size());
            for (Player player : players) {
                assertEquals(2, player.client().peerIds().size());
                assertFrames(player.received(), Frames.arp(SERVER));
                assertTrue(gateways.getFirst().lan().hasLearnedBehindGateway(player.mac()));
            }
        }
    }

    @Test
    void aSecondGatewayIsRefusedAndTheFirstStays() {
        SimulatedGateway first = party.gateway();
        party.settleDown();
        SimulatedGateway second = party.gateway();
        party.advance(GIVEN_UP);

        assertRefused(second.program(), RejectCode.GATEWAY_TAKEN,
                "room ROOM1 has a gateway already; stop that one first, or choose another room");
        assertTrue(first.program().isJoined());
        assertEquals(List.of(), first.program().peerIds());
    }

    @Test
    void twoPlayersWithOneAddressAreNotInOneRoom() {
        party.player(ALICE);
        party.settleDown();
        Player thief = party.player(ALICE);
        Player elsewhere = party.player(ALICE, "ROOM2");
        party.advance(GIVEN_UP);

        assertRefused(thief.client(), RejectCode.MAC_TAKEN,
                "MAC address " + ALICE + " is in room ROOM1 already; give this player another with --virtual-mac");
        assertFalse(thief.tap().isLinkUp());
        assertTrue(elsewhere.client().isJoined());
    }

    @Test
    void aFullRoomIsFullUntilSomebodyLeaves() {
        List<Player> players = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            players.add(party.player(new MacAddress(0x0200_0000_0100L + i)));
        }
        party.settleDown();
        Player fifth = party.player(CAROL);
        party.settleDown();
        assertWaits(fifth.client(), "room ROOM1 is full with 4 members");

        players.getFirst().client().leave();
        party.advance(Duration.ofSeconds(11));
        assertTrue(fifth.client().isJoined());
    }

    @Test
    void whoWasKilledAndHasNoTokenIsInAgainAsSoonAsTheRelayHasMissedHim() {
        Player killed = party.player(ALICE);
        party.settleDown();
        killed.client().kill();
        Player again = party.player(ALICE);
        party.advance(Duration.ofSeconds(9));
        assertWaits(again.client(),
                "MAC address " + ALICE + " is in room ROOM1 already; give this player another with --virtual-mac");
        // A try just before the relay has missed him is followed by one within the longest wait.
        party.advance(MISSED.minusSeconds(9).plus(RetryTiming.DEFAULT.longest()));
        assertTrue(again.client().isJoined(), again.client()::stateSentence);
    }

    @Test
    void oneAddressSendsOnlySoManyMembers() {
        for (int i = 0; i < 3; i++) {
            party.player(new MacAddress(0x0200_0000_0100L + i), "ROOM" + i, "192.0.2.7",
                    SimulatedParty.BUDGET_BYTES);
        }
        party.settleDown();
        Player fourth = party.player(ALICE, "ROOM9", "192.0.2.7", SimulatedParty.BUDGET_BYTES);
        Player neighbour = party.player(BOB, "ROOM9", "192.0.2.8", SimulatedParty.BUDGET_BYTES);
        party.settleDown();

        assertWaits(fourth.client(), "3 members have joined from this address, which is all that may");
        assertTrue(neighbour.client().isJoined());
    }

    @Test
    void aPathNarrowerThanTheOthersIsNoReasonToStayOut() {
        party.player(ALICE);
        Player narrow = party.player(BOB, ROOM, "192.0.2.9", 1_000);
        Player tooNarrow = party.player(CAROL, ROOM, "192.0.2.10", 773);
        party.settleDown();

        assertTrue(narrow.client().isJoined());
        assertWaits(tooNarrow.client(), "a datagram budget of 773 bytes is out of range, 774 to 65535");
    }

    @Test
    void aRoomsCodeIsTheSameInSmallLetters() {
        Player alice = party.player(ALICE, "room1");
        Player bob = party.player(BOB, "Room1");
        party.settleDown();

        assertEquals(1, alice.client().peerIds().size());
        assertEquals(1, bob.client().peerIds().size());
    }

    private static void assertWaits(SimulatedEndpoint endpoint, String sentence) {
        assertEquals(List.of(EndpointState.Phase.STARTING), endpoint.phases());
        assertEquals(sentence, endpoint.stateSentence());
    }

    private static void assertRefused(SimulatedEndpoint endpoint, RejectCode code, String sentence) {
        assertEquals(new SessionEnd(SessionEnd.Kind.REFUSED, code.label(), sentence), endpoint.end());
    }
}
