package dev.lanparty.party;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.BROADCAST;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.party.Bytes.assertFrames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.frame.TcpFrame;
import dev.lanparty.metrics.Counter;
import dev.lanparty.room.RoomLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames longer than a datagram cross whatever the paths carry; what need not be so long is kept short. */
class FullSizeTest {
    private static final int FULL_SIZE = 1_514;

    @RegisterExtension
    final SimulatedParty party = new SimulatedParty(
            // Every frame here has the same IP addresses, whoever sends it.
            RoomLimits.DEFAULT.withFilter(FilterPolicy.PARTY.withPortSecurity(false).withVlanTags(true)));

    private final SimulatedGateway gateway = party.gateway();
    private final Player alice = party.player(ALICE);
    private final Player bob = party.player(BOB);
    private final LanHost server = gateway.lan().host(SERVER);

    FullSizeTest() {
        party.settleDown();
        List.of(alice.received(), bob.received(), server.received()).forEach(List::clear);
    }

    @Test
    void aFullSizeFrameCrossesBothWaysAndFromPlayerToPlayer() {
        byte[] toTheLan = random(SERVER, ALICE, FULL_SIZE);
        byte[] fromTheLan = random(ALICE, SERVER, FULL_SIZE);
        byte[] toAPlayer = random(BOB, ALICE, FULL_SIZE);
        alice.sends(toTheLan);
        server.sends(fromTheLan);
        alice.sends(toAPlayer);
        party.settleDown();

        assertFrames(server.received(), toTheLan);
        assertFrames(alice.received(), fromTheLan);
        assertFrames(bob.received(), toAPlayer);
        assertEquals(2, alice.client().count(Counter.FRAMES_IN));
        assertEquals(1, alice.client().count(Counter.FRAMES_OUT));
        assertEquals(FULL_SIZE, alice.client().count(Counter.BYTES_OUT));
        assertNothingDropped();
    }

    @Test
    void aFullSizeBroadcastReachesEveryone() {
        byte[] frame = random(BROADCAST, SERVER, FULL_SIZE);
        server.sends(frame);
        party.settleDown();

        assertFrames(alice.received(), frame);
        assertFrames(bob.received(), frame);
        assertNothingDropped();
    }

    @Test
    void aTaggedFrameOfFullSizeCrossesWhereTagsMay() {
        byte[] toTheLan = Frames.tagged(random(SERVER, ALICE, FULL_SIZE));
        byte[] fromTheLan = Frames.tagged(random(ALICE, SERVER, FULL_SIZE));
        byte[] toAPlayer = Frames.tagged(random(BOB, ALICE, FULL_SIZE));
        alice.sends(toTheLan);
        server.sends(fromTheLan);
        alice.sends(toAPlayer);
        party.settleDown();

        assertFrames(server.received(), toTheLan);
        assertFrames(alice.received(), fromTheLan);
        assertFrames(bob.received(), toAPlayer);
        assertNothingDropped();
    }

    @Test
    void everyLengthAroundTheRoomsMtuCrosses() {
        List<byte[]> frames = new ArrayList<>();
        for (int length = 14 + 1_290; length <= FULL_SIZE; length++) {
            frames.add(random(BOB, ALICE, length));
        }
        for (byte[] frame : frames) {
            alice.sends(frame);
            party.advance(Duration.ofMillis(1));
        }
        party.settleDown();

        assertFrames(bob.received(), frames.toArray(byte[][]::new));
    }

    @ParameterizedTest
    @ValueSource(ints = {774, 775, 1_000, 1_168, 1_318, 1_400, 1_517, 1_518})
    void theyCrossOnAnyPath(int budgetBytes) {
        Player dave = party.player(MacAddress.parse("02:00:00:00:00:0d"), "ROOM2", "192.0.2.4", budgetBytes);
        party.settleDown();
        SimulatedGateway wider = party.gateway("ROOM2", SimulatedParty.WIDE_BUDGET_BYTES);
        LanHost host = wider.lan().host(SERVER);
        party.settleDown();
        host.received().clear();
        byte[] up = random(SERVER, dave.mac(), FULL_SIZE);
        byte[] down = random(dave.mac(), SERVER, FULL_SIZE);
        dave.sends(up);
        host.sends(down);
        party.settleDown();

        assertFrames(host.received(), up);
        assertFrames(dave.received(), down);
        assertEquals(0, party.relayCount(DropReason.PATH_TOO_LONG));
    }

    /** QUIC's least, what it leaves of path MTUs of 1280, 1400 and 1500, and more than a frame needs. */
    @ParameterizedTest
    @ValueSource(ints = {1_168, 1_220, 1_340, 1_440, 1_600})
    void theyCrossFromPlayerToPlayerOnAnyTwoPaths(int budgetBytes) {
        Player dave = party.player(MacAddress.parse("02:00:00:00:00:0d"), SimulatedParty.ROOM, "192.0.2.4",
                budgetBytes);
        for (int others : new int[]{1_168, 1_220, 1_340, 1_440, 1_600}) {
            Player erin = party.player(MacAddress.parse("02:00:00:00:00:0e"), SimulatedParty.ROOM, "192.0.2.5", others);
            party.settleDown();
            dave.received().clear();
            erin.received().clear();
            byte[] there = random(erin.mac(), dave.mac(), FULL_SIZE);
            byte[] back = random(dave.mac(), erin.mac(), FULL_SIZE);
            dave.sends(there);
            erin.sends(back);
            party.settleDown();

            assertFrames(erin.received(), there);
            assertFrames(dave.received(), back);
            erin.client().leave();
            party.settleDown();
        }
        assertEquals(0, party.relayCount(DropReason.PATH_TOO_LONG));
    }

    /** UDP datagrams of 1472 bytes, five seconds of them in both directions at once. */
    @Test
    void aFlowOf20MegabitsASecondLosesNothing() {
        int perSecond = 20_000_000 / 8 / 1_472;
        List<byte[]> up = new ArrayList<>();
        List<byte[]> down = new ArrayList<>();
        for (int i = 0; i < 5 * perSecond; i++) {
            up.add(random(SERVER, ALICE, FULL_SIZE));
            down.add(random(ALICE, SERVER, FULL_SIZE));
            alice.sends(up.getLast());
            server.sends(down.getLast());
            party.advance(Duration.ofSeconds(1).dividedBy(perSecond));
        }
        party.settleDown();

        assertFrames(server.received(), up.toArray(byte[][]::new));
        assertFrames(alice.received(), down.toArray(byte[][]::new));
        assertNothingDropped();
    }

    @Test
    void theyCrossANetworkThatReordersThem() {
        party.weather(new SimulatedNetwork.Weather(Duration.ofMillis(20), Duration.ofMillis(20), 0));
        List<byte[]> sent = sendMany(alice, BOB, 200);

        assertEquals(sorted(sent), sorted(bob.received()));
        assertNothingDropped();
    }

    @Test
    void aNetworkThatLosesPiecesLosesTheirFramesAndAltersNone() {
        party.weather(SimulatedNetwork.Weather.STORM);
        List<byte[]> sent = sendMany(alice, BOB, 300);
        party.advance(Duration.ofSeconds(2));

        HashSet<String> unaltered = new HashSet<>(Bytes.texts(sent));
        List<String> received = Bytes.texts(bob.received());
        assertTrue(unaltered.containsAll(received));
        assertEquals(received.size(), new HashSet<>(received).size());
        assertTrue(received.size() > 30 && received.size() < 270, received.size() + " came through");
        assertTrue(bob.client().count(DropReason.FRAGMENT_INCOMPLETE) > 30);

        party.weather(SimulatedNetwork.Weather.FAIR);
        bob.received().clear();
        byte[] next = random(BOB, ALICE, FULL_SIZE);
        alice.sends(next);
        party.settleDown();
        assertFrames(bob.received(), next);
    }

    @Test
    void aSmallFrameDoesNotWaitForThePiecesOfALongOne() {
        party.weather(new SimulatedNetwork.Weather(Duration.ofMillis(5), Duration.ZERO, 0.5));
        for (int i = 0; i < 100; i++) {
            alice.sends(random(BOB, ALICE, FULL_SIZE));
        }
        party.advance(Duration.ofMillis(11));
        bob.received().clear();
        party.weather(SimulatedNetwork.Weather.FAIR);
        byte[] small = random(BOB, ALICE, 60);
        alice.sends(small);
        party.advance(Duration.ofMillis(11));

        assertFrames(bob.received(), small);
    }

    @Test
    void framesThatNeverBecomeWholeAreCountedThoughNothingElseComes() {
        loseHalfOfALongFrame();
        party.advance(Duration.ofSeconds(2));

        assertTrue(bob.client().count(DropReason.FRAGMENT_INCOMPLETE) > 0);
    }

    @Test
    void whoLeavesWithFramesHalfPutTogetherLeavesNothingBehind() {
        loseHalfOfALongFrame();
        bob.client().leave();
        party.settleDown();

        // Every buffer is asked for at the end of the test.
        assertTrue(bob.tap().mtuBytes() > 0);
        assertEquals(List.of(), bob.client().peerIds());
    }

    private void loseHalfOfALongFrame() {
        party.weather(new SimulatedNetwork.Weather(Duration.ofMillis(5), Duration.ZERO, 0.5));
        // Of each one, half arrives with a probability of 3/8.
        for (int i = 0; i < 60; i++) {
            alice.sends(random(BOB, ALICE, FULL_SIZE));
        }
        party.advance(Duration.ofMillis(11));
        party.weather(SimulatedNetwork.Weather.FAIR);
    }

    @Test
    void tcpIsOpenedWithSegmentsThatFitOneDatagramInEveryDirection() {
        TcpFrame opening = TcpFrame.ipv4(TcpFrame.SYN, TcpFrame.segmentSize(1_460));
        TcpFrame answer = TcpFrame.ipv4(TcpFrame.SYN | TcpFrame.ACK, TcpFrame.segmentSize(1_460));
        server.sends(opening.between(ALICE, SERVER).bytes());
        alice.sends(answer.between(SERVER, ALICE).bytes());
        bob.sends(opening.between(ALICE, BOB).bytes());
        alice.sends(answer.between(BOB, ALICE).bytes());
        party.settleDown();

        assertFrames(server.received(), answer.between(SERVER, ALICE).withSegmentSize(1_260).bytes());
        assertFrames(bob.received(), answer.between(BOB, ALICE).withSegmentSize(1_260).bytes());
        assertEquals(sorted(List.of(opening.between(ALICE, SERVER).withSegmentSize(1_260).bytes(),
                opening.between(ALICE, BOB).withSegmentSize(1_260).bytes())), sorted(alice.received()));
    }

    @Test
    void segmentsThatFitAreLeftAsTheyAre() {
        byte[] frame = TcpFrame.ipv4(TcpFrame.SYN, TcpFrame.segmentSize(536)).between(ALICE, SERVER).bytes();
        server.sends(frame);
        party.settleDown();

        assertFrames(alice.received(), frame);
    }

    private List<byte[]> sendMany(Player from, MacAddress to, int count) {
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(random(to, from.mac(), FULL_SIZE));
            from.sends(sent.getLast());
            party.advance(Duration.ofMillis(3));
        }
        party.settleDown();
        return sent;
    }

    private byte[] random(MacAddress to, MacAddress from, int lengthBytes) {
        byte[] payload = new byte[lengthBytes - 14];
        party.random().nextBytes(payload);
        return Frames.ethernet(to, from, 0x88b5, payload);
    }

    private static List<String> sorted(List<byte[]> frames) {
        return Bytes.texts(frames).stream().sorted().toList();
    }

    private void assertNothingDropped() {
        assertEquals(0, party.lobby().counters().drops());
        for (SimulatedEndpoint endpoint : List.of(gateway.program(), alice.client(), bob.client())) {
            assertEquals(0, endpoint.drops());
        }
    }
}
