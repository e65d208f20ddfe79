package dev.lanparty.party;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.PRINTER;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.party.Bytes.assertFrames;
import static dev.lanparty.party.SimulatedParty.BUDGET_BYTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.DisconnectCode;
import dev.lanparty.endpoint.EndpointState.Phase;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.session.SessionEnd;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to members whose relay, network, machine or device is away for a while: they are there again by themselves. */
class ReconnectTest {
    private static final SimulatedNetwork.Weather CUT = new SimulatedNetwork.Weather(Duration.ofMillis(5),
            Duration.ZERO, 1);
    /** Of a packet of 1200 bytes. */
    private static final int QUICS_LEAST_BUDGET_BYTES = 1_168;
    /** Lost after 5 s of silence, looked at once a second. */
    private static final Duration NOTICED = Duration.ofSeconds(7);

    @RegisterExtension
    final SimulatedParty party = new SimulatedParty();

    private final SimulatedGateway gateway = party.gateway();
    private final Player alice = party.player(ALICE);
    private final Player bob = party.player(BOB);
    private final LanHost server = gateway.lan().host(SERVER);
    private final List<SimulatedEndpoint> everyone = List.of(gateway.program(), alice.client(), bob.client());

    ReconnectTest() {
        party.settleDown();
        server.sends(Frames.ofLength(ALICE, SERVER, 60));
        party.settleDown();
        alice.received().clear();
    }

    private void assertBridged() {
        alice.received().clear();
        bob.received().clear();
        server.received().clear();
        alice.sends(Frames.ofLength(SERVER, ALICE, 100));
        server.sends(Frames.ofLength(BOB, SERVER, 200));
        bob.sends(Frames.ofLength(ALICE, BOB, 300));
        party.settleDown();
        assertEquals(1, server.received().stream().filter(frame -> frame.length == 100).count());
        assertEquals(List.of(200), bob.received().stream().map(frame -> frame.length).toList());
        assertEquals(List.of(300), alice.received().stream().map(frame -> frame.length).toList());
    }

    private void assertBack(int joins) {
        for (SimulatedEndpoint endpoint : everyone) {
            assertTrue(endpoint.isJoined(), endpoint::stateSentence);
            assertEquals(joins, endpoint.joins());
            assertEquals(2, endpoint.peerIds().size());
        }
        assertBridged();
    }

    private List<Integer> ids() {
        return everyone.stream().map(endpoint -> endpoint.welcome().peerId()).toList();
    }

    @Test
    void aNetworkThatIsCutForAMinuteCostsNobodyHisPlace() {
        List<Integer> before = ids();
        party.weather(CUT);
        party.advance(NOTICED);
        assertEquals(List.of(Phase.JOINED, Phase.AWAY), alice.client().phases());
        assertEquals(List.of(), alice.client().peerIds());
        assertTrue(alice.tap().isLinkUp());
        assertEquals(1, alice.tap().addresses().size());
        party.advance(Duration.ofSeconds(60));
        assertEquals("the relay did not answer", alice.client().stateSentence());

        party.weather(SimulatedNetwork.Weather.FAIR);
        party.advance(Duration.ofSeconds(15));
        assertBack(2);
        assertEquals(before, ids());
        assertEquals(List.of(Phase.JOINED, Phase.AWAY, Phase.JOINED), alice.client().phases());
    }

    @Test
    void aSilenceOfLessThanFiveSecondsIsNone() {
        party.weather(CUT);
        party.advance(Duration.ofSeconds(2));
        party.weather(SimulatedNetwork.Weather.FAIR);
        party.advance(Duration.ofSeconds(30));

        assertBack(1);
    }

    @Test
    void whoComesBackBeforeTheRelayHasMissedHimIsTheSamePeerAndNobodyHears() {
        int id = alice.client().welcome().peerId();
        alice.client().link().kill();
        party.advance(NOTICED);

        assertBack(alice.client(), 2);
        assertEquals(id, alice.client().welcome().peerId());
        assertEquals(1, bob.client().joins());
        assertTrue(bob.client().peerIds().contains(id));
        assertBridged();
    }

    private static void assertBack(SimulatedEndpoint endpoint, int joins) {
        assertTrue(endpoint.isJoined(), endpoint::stateSentence);
        assertEquals(joins, endpoint.joins());
    }

    @Test
    void whoComesBackFromAnotherAddressHasHisPlace() {
        int id = alice.client().welcome().peerId();
        alice.road().move(BUDGET_BYTES);
        alice.client().link().kill();
        party.advance(NOTICED);

        assertBack(alice.client(), 2);
        assertEquals(id, alice.client().welcome().peerId());
    }

    /** As a path that swallows long packets is, and a member whose address has changed more often than QUIC follows. */
    @Test
    void aConnectionThatIsBrokenOffIsReplacedWithinThreeSecondsByOneOfThePathThatThereIsNow() {
        int id = alice.client().welcome().peerId();
        alice.road().move(QUICS_LEAST_BUDGET_BYTES);
        alice.client().link().hangUp("the path has become narrower");
        party.advance(Duration.ofSeconds(3));

        assertBack(alice.client(), 2);
        assertEquals(id, alice.client().welcome().peerId());
        assertEquals(1_422, alice.client().welcome().mtu());
        byte[] up = Frames.ofLength(SERVER, ALICE, 1_514);
        byte[] down = Frames.ofLength(ALICE, BOB, 1_514);
        alice.sends(up);
        bob.sends(down);
        party.settleDown();
        assertEquals(1, server.received().stream().filter(frame -> Arrays.equals(frame, up)).count());
        assertFrames(alice.received(), down);
    }

    @Test
    void aPathThatHasBecomeTooNarrowIsTriedAgainUntilItIsWider() {
        alice.road().move(700);
        alice.client().link().kill();
        party.advance(Duration.ofSeconds(30));
        assertFalse(alice.client().isJoined());
        assertTrue(alice.client().stateSentence().contains("of 700 bytes"), alice.client().stateSentence());

        alice.road().move(BUDGET_BYTES);
        party.advance(Duration.ofSeconds(15));
        assertBack(alice.client(), 2);
    }

    @Test
    void whoTakesTheAddressOfOneWhoIsAwayGivesItBackForGood() {
        int id = alice.client().welcome().peerId();
        alice.client().sleep(Duration.ofSeconds(60));
        party.advance(Duration.ofSeconds(20));
        Player thief = party.player(ALICE);
        party.settleDown();
        assertTrue(thief.client().isJoined());
        party.advance(Duration.ofSeconds(60));

        assertBack(alice.client(), 2);
        assertEquals(id, alice.client().welcome().peerId());
        assertEquals(DisconnectCode.SUPERSEDED.label(), thief.client().end().code());
        assertBridged();
    }

    @Test
    void aMachineThatHasSleptIsBackAtOnce() {
        alice.client().sleep(Duration.ofMinutes(10));
        party.advance(Duration.ofMinutes(10).minusMillis(1));
        assertEquals(1, alice.client().joins());
        assertEquals(1, bob.client().peerIds().size());
        party.advance(Duration.ofSeconds(2));

        assertBack(alice.client(), 2);
        assertBridged();
    }

    @Test
    void aMachineThatSleepsWhileAwayHasNoWaitsLeftWhenItWakes() {
        party.weather(CUT);
        party.advance(Duration.ofMinutes(1));
        alice.client().sleep(Duration.ofMinutes(10));
        party.weather(SimulatedNetwork.Weather.FAIR);
        party.advance(Duration.ofMinutes(10).plusSeconds(2));

        assertBack(alice.client(), 2);
    }

    @Test
    void everyoneIsBackSoonAfterTheRelayWasKilledAndStartedWithTheSameMtu() {
        party.killRelay();
        party.advance(Duration.ofMinutes(5));
        everyone.forEach(endpoint -> assertFalse(endpoint.isJoined()));
        party.startRelay();
        party.advance(Duration.ofSeconds(10));

        assertBack(2);
        everyone.forEach(endpoint -> assertEquals(1_422, endpoint.welcome().mtu()));
    }

    /** Waits have long grown to ten seconds by then, and a try that has just begun is in vain. */
    @ParameterizedTest
    @ValueSource(ints = {6, 20, 61, 300})
    void theMembersOfAllRoomsAreBackWithinTenSecondsOfTheRelaysReturn(int awaySeconds) {
        List<SimulatedEndpoint> members = new ArrayList<>(everyone);
        List<MacAddress> addresses = new ArrayList<>();
        for (int room = 2; room <= 6; room++) {
            members.add(party.gateway("ROOM" + room).program());
            for (int number = 1; number <= 4; number++) {
                Player player = party.player(new MacAddress(0x0200_0000_0000L + 16L * room + number), "ROOM" + room);
                members.add(player.client());
                addresses.add(player.mac());
            }
        }
        party.settleDown();
        party.killRelay();
        party.advance(Duration.ofSeconds(awaySeconds));
        party.startRelay();
        party.advance(Duration.ofSeconds(10));
        // A try that begins at the very end is answered a moment later.
        party.settleDown();

        for (SimulatedEndpoint member : members) {
            assertBack(member, 2);
            assertEquals(1_422, member.welcome().mtu());
        }
        assertEquals(6, party.lobby().rooms().size());
        for (int i = 0; i < addresses.size(); i++) {
            SimulatedEndpoint gatewayOfIts = members.get(everyone.size() + i / 4 * 5);
            String mac = addresses.get(i).toString();
            assertTrue(gatewayOfIts.peers().stream().anyMatch(peer -> mac.equals(peer.mac())), mac);
        }
    }

    @Test
    void theFirstToComeBackToANewRelayByAWiderPathDoesNotWidenTheRoom() {
        alice.road().move(1_500);
        party.startRelay();
        party.advance(Duration.ofSeconds(17));

        assertBack(2);
        everyone.forEach(endpoint -> assertEquals(1_422, endpoint.welcome().mtu()));
    }

    @Test
    void aRelayThatClosesTellsItsMembersAndTheyComeBack() {
        party.closeRelay();
        party.advance(Duration.ofSeconds(1));
        assertTrue(party.relayIsEmpty());
        for (SimulatedEndpoint endpoint : everyone) {
            assertEquals(Phase.AWAY, endpoint.phases().getLast());
            assertTrue(endpoint.stateSentence().contains("the relay is closing"), endpoint.stateSentence());
        }
        assertTrue(alice.tap().isLinkUp());
        party.killRelay();
        party.advance(Duration.ofSeconds(3));
        party.startRelay();
        party.advance(Duration.ofSeconds(10));

        assertBack(2);
    }

    @Test
    void framesThatAreSentWhileAwayAreDroppedAndNotKeptForLater() {
        party.killRelay();
        party.advance(NOTICED);
        for (int i = 0; i < 1_000; i++) {
            alice.sends(Frames.ofLength(SERVER, ALICE, 100));
            party.advance(Duration.ofMillis(1));
        }
        assertTrue(alice.client().count(DropReason.LINK_CLOSED) >= 1_000);
        server.received().clear();
        party.startRelay();
        party.advance(Duration.ofSeconds(15));

        assertEquals(0, server.received().stream().filter(frame -> frame.length == 100).count());
    }

    @Test
    void tryingAgainSlowsDownToOnceInTenSeconds() {
        party.killRelay();
        party.advance(Duration.ofMinutes(1));
        int first = alice.client().attempts();
        party.advance(Duration.ofMinutes(10));
        int later = alice.client().attempts() - first;

        assertTrue(first >= 6 && first <= 15, "tried " + first + " times in the first minute");
        assertTrue(later >= 60 && later <= 121, "tried " + later + " times in ten minutes");
    }

    @Test
    void aReplacedGatewayIsMetAndTheSwitchHearsOfEveryPlayerAtOnce() {
        gateway.program().leave();
        party.advance(Duration.ofSeconds(30));
        assertEquals(1, alice.client().peerIds().size());
        SimulatedGateway another = party.gateway();
        party.settleDown();

        assertEquals(2, alice.client().peerIds().size());
        assertEquals(1, alice.client().joins());
        another.lan().host(PRINTER).sends(Frames.ofLength(ALICE, PRINTER, 100));
        party.settleDown();
        assertFrames(alice.received(), Frames.ofLength(ALICE, PRINTER, 100));
        assertTrue(another.lan().hasLearnedBehindGateway(ALICE));
        assertTrue(another.lan().hasLearnedBehindGateway(BOB));
        assertEquals(2, announcements(another));
    }

    private static long announcements(SimulatedGateway gateway) {
        return gateway.lan().fromGateway().stream()
                .filter(frame -> ByteBuffer.wrap(frame).getShort(12) == (short) EtherType.RARP).count();
    }

    @Test
    void aGatewayThatComesBackRemindsTheSwitchAtOnce() {
        assertEquals(2, announcements(gateway));
        gateway.program().link().kill();
        party.advance(NOTICED);

        assertBack(gateway.program(), 2);
        assertEquals(4, announcements(gateway));
    }

    @Test
    void aGatewayThatIsBackKnowsWhoHasGoneMeanwhile() {
        gateway.program().sleep(Duration.ofSeconds(30));
        alice.client().leave();
        party.advance(Duration.ofSeconds(32));
        assertBack(gateway.program(), 2);
        long before = announcements(gateway);
        server.sends(Frames.ofLength(ALICE, SERVER, 100));
        party.advance(Duration.ofSeconds(61));

        assertEquals(1, gateway.program().count(DropReason.NOT_FOR_A_CLIENT));
        assertEquals(before + 1, announcements(gateway));
    }

    @Test
    void anAdapterThatVanishesIsMadeAgainWithItsAddressAndTheRoomIsNotLeft() {
        alice.client().loseDevice();
        party.advance(Duration.ofSeconds(2));

        assertBack(1);
        assertTrue(alice.tap().isLinkUp());
        assertEquals("tap0", alice.tap().name());
        assertEquals(1, alice.tap().addresses().size());
    }

    @Test
    void anInterfaceThatVanishesUnderTheGatewayIsOpenedAgainAndTheSwitchReminded() {
        gateway.program().loseDevice();
        alice.sends(Frames.ofLength(SERVER, ALICE, 100));
        party.advance(Duration.ofMillis(100));
        assertEquals(1, gateway.program().count(DropReason.DEVICE_LINK_DOWN));
        party.advance(Duration.ofSeconds(2));

        assertBack(1);
        assertEquals(4, announcements(gateway));
    }

    @Test
    void anAdapterThatVanishesWhileAwayIsThereWhenTheRelayIs() {
        party.killRelay();
        party.advance(NOTICED);
        alice.client().loseDevice();
        party.advance(Duration.ofSeconds(10));
        party.startRelay();
        party.advance(Duration.ofSeconds(15));

        assertBack(2);
        assertTrue(alice.tap().isLinkUp());
    }

    @Test
    void aRouteThatHasChangedIsPinnedAnew() {
        assertTrue(alice.isRoutePinned());
        alice.goElsewhere();
        party.advance(Duration.ofSeconds(2));
        assertEquals(2, alice.pins());
        assertTrue(alice.isRoutePinned());
    }

    @Test
    void whoLeavesWhileAwayIsGone() {
        party.killRelay();
        party.advance(NOTICED);
        alice.client().leave();
        party.startRelay();
        party.advance(Duration.ofSeconds(30));

        assertEquals(SessionEnd.Kind.LEFT, alice.client().end().kind());
        assertFalse(alice.tap().isLinkUp());
        assertNotEquals(Phase.JOINED, alice.client().phases().getLast());
        assertEquals(1, bob.client().peerIds().size());
    }
}
