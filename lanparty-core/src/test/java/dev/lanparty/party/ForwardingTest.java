package dev.lanparty.party;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.BROADCAST;
import static dev.lanparty.frame.Frames.CAROL;
import static dev.lanparty.frame.Frames.PRINTER;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.party.Bytes.assertFrames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.metrics.Counter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What crosses a party of two players, a gateway, and a LAN of two hosts, and what does not. */
class ForwardingTest {
    @RegisterExtension
    final SimulatedParty party = new SimulatedParty();

    private final SimulatedGateway gateway = party.gateway();
    private final Player alice = party.player(ALICE);
    private final Player bob = party.player(BOB);
    private final LanHost server = gateway.lan().host(SERVER);
    private final LanHost printer = gateway.lan().host(PRINTER);

    ForwardingTest() {
        party.settleDown();
        List.of(alice.received(), bob.received(), server.received(), printer.received()).forEach(List::clear);
    }

    @Test
    void broadcastsReachEveryoneButTheirSender() {
        byte[] fromAlice = Frames.arp(ALICE);
        byte[] fromServer = Frames.arp(SERVER);
        alice.sends(fromAlice);
        party.settleDown();
        server.sends(fromServer);
        party.settleDown();

        assertFrames(alice.received(), fromServer);
        assertFrames(bob.received(), fromAlice, fromServer);
        assertFrames(server.received(), fromAlice);
        assertFrames(printer.received(), fromAlice, fromServer);
    }

    @Test
    void multicastReachesEveryoneBothWays() {
        byte[] fromAlice = Frames.ipv6(ALICE, Frames.ipv6Packet(List.of(), Frames.UDP, Frames.udp(27_015, 27_015)));
        byte[] fromServer = Frames.ofLength(MacAddress.parse("01:00:5e:00:00:fb"), SERVER, 100);
        alice.sends(fromAlice);
        server.sends(fromServer);
        party.settleDown();

        assertFrames(alice.received(), fromServer);
        assertFrames(bob.received(), fromAlice, fromServer);
        assertFrames(server.received(), fromAlice);
    }

    @Test
    void aConversationWithALanHostIsHeardByNobodyElse() {
        byte[] question = Frames.ofLength(SERVER, ALICE, 200);
        byte[] answer = Frames.ofLength(ALICE, SERVER, 1_000);
        // The switch must know where the server is, or it would flood the question.
        server.sends(Frames.arp(SERVER));
        party.settleDown();
        List.of(alice.received(), bob.received(), printer.received()).forEach(List::clear);
        alice.sends(question);
        party.settleDown();
        server.sends(answer);
        party.settleDown();

        assertFrames(server.received(), question);
        assertFrames(alice.received(), answer);
        assertFrames(bob.received());
        assertFrames(printer.received());
    }

    @Test
    void playersTalkToEachOtherPastTheLan() {
        byte[] frame = Frames.ofLength(BOB, ALICE, 300);
        alice.sends(frame);
        party.settleDown();

        assertFrames(bob.received(), frame);
        assertFrames(server.received());
        assertEquals(0, gateway.program().count(Counter.FRAMES_OUT));
    }

    @Test
    void anUnknownHostIsAskedForThroughTheGatewayAlone() {
        byte[] frame = Frames.ofLength(SERVER, ALICE, 300);
        alice.sends(frame);
        party.settleDown();

        assertFrames(server.received(), frame);
        assertFrames(bob.received());
        assertEquals(0, party.relayCount(Counter.FRAMES_FLOODED));
    }

    @Test
    void nothingComesBackToWhereItCameFrom() {
        byte[] frame = Frames.arp(ALICE);
        alice.sends(frame);
        party.advance(Duration.ofSeconds(10));

        assertFrames(alice.received());
        assertEquals(1, gateway.lan().fromGateway().stream().filter(seen -> Arrays.equals(seen, frame))
                .count());
    }

    @Test
    void gamesOfTheNinetiesAreHeardBothWays() {
        byte[][] fromAlice = {Frames.ipx(ALICE), Frames.rawIpx(ALICE), Frames.netBeui(ALICE)};
        byte[][] fromServer = {Frames.ipx(SERVER), Frames.rawIpx(SERVER), Frames.netBeui(SERVER)};
        for (int i = 0; i < fromAlice.length; i++) {
            alice.sends(fromAlice[i]);
            server.sends(fromServer[i]);
        }
        party.settleDown();

        assertFrames(server.received(), fromAlice);
        assertFrames(alice.received(), fromServer);
    }

    @Test
    void addressesAreHandedOutByTheLanAndByNoPlayer() {
        byte[] discover = Frames.dhcpDiscover(ALICE);
        byte[] offer = Frames.dhcpOffer(SERVER);
        alice.sends(discover);
        server.sends(offer);
        bob.sends(Frames.dhcpOffer(BOB));
        party.settleDown();

        assertFrames(server.received(), discover);
        assertFrames(alice.received(), offer);
        assertEquals(1, party.relayCount(DropReason.DHCP_SERVER));
    }

    @Test
    void aRouterOfNeitherSideMovesTheOthersDefaultRoute() {
        alice.sends(Frames.neighborDiscovery(ALICE, Frames.ROUTER_ADVERTISEMENT));
        server.sends(Frames.neighborDiscovery(SERVER, Frames.ROUTER_ADVERTISEMENT));
        party.settleDown();

        assertEquals(2, party.relayCount(DropReason.ROUTER_ADVERTISEMENT));
        assertFrames(server.received());
        assertFrames(alice.received());
    }

    @Test
    void whatTheRelayWouldDropAnywayDoesNotUseUpTheUplink() {
        alice.sends(Frames.spanningTree(ALICE));
        alice.sends(Frames.arp(BOB));
        server.sends(Frames.lldp(SERVER));
        server.sends(Frames.ofLength(MacAddress.parse("3c:fd:fe:00:00:99"), SERVER, 200));
        party.settleDown();

        assertEquals(1, alice.client().count(DropReason.SWITCH_CONTROL));
        assertEquals(1, alice.client().count(DropReason.SOURCE_NOT_OWN));
        assertEquals(1, gateway.program().count(DropReason.SWITCH_CONTROL));
        assertEquals(1, gateway.program().count(DropReason.NOT_FOR_A_CLIENT));
        assertEquals(0, party.relayCount(Counter.FRAMES_IN));
        assertEquals(0, party.lobby().counters().drops());
    }

    @Test
    void aPlayersAddressIsNotTakenFromTheLan() {
        // A loop behind the gateway, or a thief: the switch believes it, the gateway does not.
        server.sends(Frames.ofLength(BROADCAST, ALICE, 100));
        party.settleDown();

        assertEquals(1, gateway.program().count(DropReason.SOURCE_OF_CLIENT));
        assertFrames(bob.received());
        bob.sends(Frames.ofLength(ALICE, BOB, 100));
        party.settleDown();
        assertEquals(1, alice.received().size());
    }

    @Test
    void taggedFramesStayOnTheirSide() {
        alice.sends(Frames.tagged(Frames.arp(ALICE)));
        server.sends(Frames.tagged(Frames.arp(SERVER)));
        party.settleDown();

        assertEquals(2, party.relayCount(DropReason.VLAN_TAGGED));
        assertFrames(server.received());
        assertFrames(alice.received());
    }

    @Test
    void aFrameThatThePathTakesIsOneDatagram() {
        byte[] frame = Frames.ofLength(BOB, ALICE, SimulatedParty.BUDGET_BYTES - 4);
        alice.sends(frame);
        party.settleDown();

        assertFrames(bob.received(), frame);
        assertEquals(1, party.relayCount(Counter.FRAMES_IN));
    }

    @Test
    void aFloodingPlayerIsHeldToHisRateAndTheOthersAreNot() {
        int allowed = alice.client().welcome().limits().floodedFramesPerSecond();
        for (int i = 0; i < allowed + 100; i += 100) {
            for (int frame = 0; frame < 100; frame++) {
                alice.sends(Frames.arp(ALICE));
            }
            party.advance(Duration.ofMillis(1));
        }
        bob.sends(Frames.arp(BOB));
        party.settleDown();

        long dropped = party.relayCount(DropReason.RATE_FLOODED);
        assertTrue(dropped > 0 && dropped <= 100, dropped + " were dropped");
        assertEquals(allowed + 100 - dropped, bob.received().size());
        assertEquals(1, alice.received().size());
    }

    @Test
    void aBurstLeavesWithOneFlush() {
        int before = alice.client().link().flushes();
        for (int i = 0; i < 50; i++) {
            alice.sends(Frames.ofLength(BOB, ALICE, 64 + i));
        }
        // The machine wrote them one by one, and each woke the loop: as many flushes as wake-ups, none more.
        party.settleDown();

        assertEquals(50, bob.received().size());
        assertTrue(alice.client().link().flushes() - before <= 50);
    }

    @Test
    void roomsHearNothingOfEachOther() {
        SimulatedGateway otherGateway = party.gateway("ROOM2");
        Player carol = party.player(CAROL, "ROOM2");
        party.settleDown();
        carol.sends(Frames.arp(CAROL));
        alice.sends(Frames.arp(ALICE));
        otherGateway.lan().host(PRINTER).sends(Frames.ofLength(ALICE, PRINTER, 100));
        party.settleDown();

        assertFrames(alice.received());
        assertFrames(carol.received());
        assertFrames(server.received(), Frames.arp(ALICE));
    }

    @Test
    void bothSidesTellWhatTheyHaveCounted() {
        alice.sends(Frames.arp(ALICE));
        party.advance(Duration.ofSeconds(6));

        assertEquals(1, alice.client().count(Counter.FRAMES_IN));
        assertEquals(1, bob.client().count(Counter.FRAMES_OUT));
        assertEquals(Frames.arp(ALICE).length, bob.client().count(Counter.BYTES_OUT));
        assertEquals(2, party.relayCount(Counter.FRAMES_OUT));
        assertFalse(party.lobby().counters().toMap().containsKey("drop_not_a_member"));
    }
}
