package dev.lanparty.party;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.party.Bytes.assertFrames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.DisconnectCode;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Frames;
import dev.lanparty.metrics.Counter;
import dev.lanparty.session.SessionEnd;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Coming, staying and going: by goodbye, by kill, by the relay's end, by a broken device. */
class LifecycleTest {
    @RegisterExtension
    final SimulatedParty party = new SimulatedParty();

    private final SimulatedGateway gateway = party.gateway();
    private final Player alice = party.player(ALICE);
    private final Player bob = party.player(BOB);
    private final LanHost server = gateway.lan().host(SERVER);

    @Test
    void theAdaptersCableIsPluggedInOnlyWhileInTheRoom() {
        assertFalse(alice.tap().isLinkUp());
        assertTrue(alice.isRoutePinned());
        party.settleDown();

        assertTrue(alice.tap().isLinkUp());
        assertEquals(1_422, alice.client().welcome().mtu());
        // What is longer than the room's MTU crosses in pieces: all of an Ethernet have one MTU.
        assertEquals(1_500, alice.tap().mtuBytes());
        assertEquals(1, alice.tap().addresses().size());

        alice.client().leave();
        party.settleDown();
        assertFalse(alice.tap().isLinkUp());
        alice.client().close();
        assertTrue(alice.tap().isClosed());
        assertFalse(alice.isRoutePinned());
    }

    @Test
    void theAdapterNeverBecomesTheWayToTheInternet() {
        party.settleDown();
        alice.tap().setDefaultRoutes(2);
        party.advance(Duration.ofSeconds(1));

        assertEquals(0, alice.tap().removeDefaultRoutes());
    }

    @Test
    void theSwitchLearnsOfAPlayerAtOnceAndIsRemindedEveryMinute() {
        party.settleDown();
        assertEquals(2, announcements());
        assertTrue(gateway.lan().hasLearnedBehindGateway(ALICE));
        assertTrue(gateway.lan().hasLearnedBehindGateway(BOB));

        party.advance(Duration.ofSeconds(58));
        assertEquals(2, announcements());
        party.advance(Duration.ofSeconds(4));
        assertEquals(4, announcements());
        bob.client().leave();
        party.advance(Duration.ofMinutes(2));
        assertEquals(6, announcements());
        assertEquals(6, gateway.program().count(Counter.ANNOUNCEMENTS));
        // Nor do the players hear of it: it is the gateway's own word.
        assertFrames(alice.received());
    }

    private long announcements() {
        return gateway.lan().fromGateway().stream()
                .filter(frame -> ByteBuffer.wrap(frame).getShort(12) == (short) EtherType.RARP).count();
    }

    @Test
    void whoLeavesIsMissedAtOnceAndMayComeBackWithTheSameAddress() {
        party.settleDown();
        alice.client().leave();
        party.advance(Duration.ofMillis(50));

        assertEquals(new SessionEnd(SessionEnd.Kind.LEFT, DisconnectCode.LEAVING.label(), "left"),
                alice.client().end());
        assertFalse(bob.client().peerIds().contains(alice.client().welcome().peerId()));
        Player again = party.player(ALICE);
        party.settleDown();
        assertTrue(again.client().isJoined());
        assertTrue(again.client().welcome().peerId() != alice.client().welcome().peerId());
        bob.sends(Frames.ofLength(ALICE, BOB, 100));
        party.settleDown();
        assertEquals(1, again.received().size());
    }

    @Test
    void aKilledPlayersPlaceIsFreeWithinFifteenSecondsAndTheOthersAreTold() {
        party.settleDown();
        alice.client().kill();
        Player tooSoon = party.player(ALICE);
        party.advance(Duration.ofSeconds(5));
        assertFalse(tooSoon.client().isJoined());
        assertEquals(2, bob.client().peerIds().size());
        tooSoon.client().leave();

        party.advance(Duration.ofSeconds(10));
        assertEquals(1, bob.client().peerIds().size());
        Player again = party.player(ALICE);
        party.settleDown();
        assertTrue(again.client().isJoined());
    }

    @Test
    void aKilledGatewaysPlaceIsFreeWithinFifteenSeconds() {
        party.settleDown();
        gateway.program().kill();
        party.advance(Duration.ofSeconds(15));
        SimulatedGateway again = party.gateway();
        party.settleDown();

        assertTrue(again.program().isJoined());
        assertTrue(again.lan().hasLearnedBehindGateway(ALICE));
    }

    @Test
    void aPartyIsKeptAliveWithoutAnyFrame() {
        party.advance(Duration.ofMinutes(30));

        assertTrue(alice.client().isJoined());
        assertTrue(gateway.program().isJoined());
        assertEquals(0, party.lobby().counters().drops());
    }

    @Test
    void playersStayWhenTheGatewayLeavesAndMeetItWhenItComesBack() {
        party.settleDown();
        alice.sends(Frames.ofLength(SERVER, ALICE, 100));
        party.settleDown();
        assertEquals(1, server.received().stream().filter(frame -> frame.length == 100).count());
        gateway.program().leave();
        party.settleDown();
        alice.sends(Frames.ofLength(SERVER, ALICE, 100));
        alice.sends(Frames.ofLength(BOB, ALICE, 200));
        party.settleDown();

        assertTrue(alice.client().isJoined());
        assertEquals(1, party.relayCount(DropReason.NO_TARGET));
        assertEquals(1, bob.received().size());

        SimulatedGateway again = party.gateway();
        LanHost sameServer = again.lan().host(SERVER);
        party.settleDown();
        alice.sends(Frames.ofLength(SERVER, ALICE, 100));
        party.settleDown();
        assertEquals(1, sameServer.received().stream().filter(frame -> frame.length == 100).count());
    }

    @Test
    void aGatewayThatComesBackToAnEmptyRoomAnnouncesNobodyWhoIsGone() {
        party.settleDown();
        gateway.program().leave();
        alice.client().leave();
        bob.client().leave();
        party.settleDown();
        SimulatedGateway again = party.gateway();
        party.advance(Duration.ofMinutes(3));

        assertFrames(again.lan().fromGateway());
    }

    @Test
    void aDeviceThatFailsOnTheWelcomeEndsTheMembershipWithASentence() {
        alice.client().loseDevice();
        party.settleDown();

        assertEquals(SessionEnd.Kind.LEFT, alice.client().end().kind());
        assertEquals(DisconnectCode.DEVICE_FAILED.label(), alice.client().end().code());
        assertTrue(alice.client().end().sentence().contains("CLOSED - open the device again"),
                alice.client().end().sentence());
        assertEquals(List.of(), alice.client().peerIds());
        assertEquals(1, bob.client().peerIds().size());
    }

    @Test
    void framesThatWaitedBeforeTheWelcomeAreNotSentBeforeIt() {
        gateway.lan().host(Frames.PRINTER).sends(Frames.arp(Frames.PRINTER));
        party.settleDown();

        assertEquals(0, party.relayCount(DropReason.NOT_A_MEMBER));
        assertTrue(alice.received().size() <= 1);
    }
}
