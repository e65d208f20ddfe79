package dev.lanparty.room;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.BROADCAST;
import static dev.lanparty.frame.Frames.CAROL;
import static dev.lanparty.frame.Frames.PRINTER;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.room.Party.NOW;
import static dev.lanparty.room.Party.received;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.link.FakeLink;
import dev.lanparty.metrics.Counter;
import dev.lanparty.wire.Datagrams;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a frame goes; the gateway is called gateway, and the clients by the names of their addresses. */
class RoomTest {
    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final Party party = Party.open();
    private final Member gateway = party.gateway();
    private final Member alice = party.client(ALICE);
    private final Member bob = party.client(BOB);
    private final Member carol = party.client(CAROL);

    @Test
    void carriesAUnicastFrameFromPlayerToPlayerAlone() {
        forward(alice, frame(BOB, ALICE));

        assertReached(bob);
    }

    @Test
    void carriesAUnicastFrameFromTheGatewayToItsPlayerAlone() {
        forward(gateway, frame(CAROL, SERVER));

        assertReached(carol);
    }

    @Test
    void floodsBroadcastAndMulticastToEveryOtherPort() {
        forward(alice, Frames.arp(ALICE));
        assertReached(gateway, bob, carol);
        forward(gateway, Frames.arp(SERVER));
        assertReached(alice, bob, carol);
        forward(bob, frame(MacAddress.parse("01:00:5e:00:00:fb"), BOB));
        assertReached(gateway, alice, carol);
        assertEquals(1, alice.counters().get(Counter.FRAMES_FLOODED));
    }

    @Test
    void sendsAPlayersUnknownUnicastToTheGatewayOnly() {
        forward(alice, frame(SERVER, ALICE));

        assertReached(gateway);
        assertEquals(0, alice.counters().get(Counter.FRAMES_FLOODED));
    }

    @Test
    void floodsTheGatewaysUnknownUnicastToEveryPlayer() {
        forward(gateway, frame(PRINTER, SERVER));

        assertReached(alice, bob, carol);
    }

    @Test
    void sendsNothingBackToWhereItCameFrom() {
        forward(alice, frame(ALICE, ALICE));
        assertDropped(alice, DropReason.SAME_SIDE);
        forward(gateway, Frames.arp(PRINTER));
        clear();
        forward(gateway, frame(PRINTER, SERVER));
        assertDropped(gateway, DropReason.SAME_SIDE);
    }

    @Test
    void learnsLanHostsAndForgetsThemAfterTheirAge() {
        long age = Party.CALM.addressAge().toNanos();
        forward(gateway, Frames.arp(PRINTER));
        clear();
        forwardAt(gateway, frame(PRINTER, SERVER), NOW + age);
        assertDropped(gateway, DropReason.SAME_SIDE);
        forwardAt(gateway, frame(PRINTER, SERVER), NOW + age + 1);
        assertReached(alice, bob, carol);
    }

    @Test
    void sendsAPlayersFrameForALearnedHostToTheGateway() {
        forward(gateway, Frames.arp(SERVER));
        clear();
        forward(alice, frame(SERVER, ALICE));

        assertReached(gateway);
    }

    @Test
    void dropsAPlayersFrameForTheLanWhileThereIsNoGateway() {
        party.leave(gateway);
        forward(alice, frame(SERVER, ALICE));

        assertDropped(alice, DropReason.NO_TARGET);
        forward(alice, frame(BOB, ALICE));
        assertReached(bob);
    }

    @Test
    void forgetsTheLanWithItsGateway() {
        forward(gateway, Frames.arp(SERVER));
        party.leave(gateway);
        clear();
        forward(alice, frame(SERVER, ALICE));

        assertDropped(alice, DropReason.NO_TARGET);
    }

    @Test
    void dropsAFloodThatNobodyIsThereToHear() {
        Member alone = Party.in(party.gateway("EMPTY", new FakeLink()));
        forward(alone, Frames.arp(SERVER));

        assertDropped(alone, DropReason.NO_TARGET);
    }

    @Test
    void sendsNothingToAPlayerWhoHasLeft() {
        party.leave(bob);
        forward(alice, Frames.arp(ALICE));
        assertReached(gateway, carol);
        forward(alice, frame(BOB, ALICE));
        assertReached(gateway);
    }

    @Test
    void keepsRoomsApart() {
        Member stranger = Party.in(party.client("ROOM2", MacAddress.parse("02:00:00:00:00:0d"),
                new FakeLink()));
        forward(alice, Frames.arp(ALICE));

        assertReached(gateway, bob, carol);
        assertEquals(List.of(), received(stranger));
    }

    @Test
    void writesTheSourcePeerAndChangesNothingElse() {
        byte[] frame = Frames.arp(ALICE);
        byte[] lie = Datagrams.ofFrame(frame);
        lie[2] = 0x7f;
        alice.room().forward(alice, buffers.at(3, lie, 5), NOW);

        byte[] expected = Datagrams.ofFrame(frame);
        expected[2] = (byte) (alice.peerId() >>> 8);
        expected[3] = (byte) alice.peerId();
        for (Member target : List.of(gateway, bob, carol)) {
            assertArrayEquals(expected, received(target).getFirst());
        }
    }

    @Test
    void dropsAPlayersMacThatComesFromElsewhere() {
        forward(gateway, frame(BOB, ALICE));
        assertDropped(gateway, DropReason.SOURCE_OF_CLIENT);
        forward(bob, frame(CAROL, ALICE));
        assertDropped(bob, DropReason.SOURCE_NOT_OWN);
        forward(carol, frame(ALICE, CAROL));
        assertReached(alice);
    }

    @Test
    void dropsWhatTheFilterNames() {
        forward(alice, Frames.dhcpOffer(ALICE));
        assertDropped(alice, DropReason.DHCP_SERVER);
        forward(gateway, Frames.neighborDiscovery(SERVER, Frames.ROUTER_ADVERTISEMENT));
        assertDropped(gateway, DropReason.ROUTER_ADVERTISEMENT);
        forward(gateway, Frames.lldp(SERVER));
        assertDropped(gateway, DropReason.SWITCH_CONTROL);
        forward(gateway, Frames.dhcpOffer(SERVER));
        assertReached(alice, bob, carol);
    }

    @Test
    void dropsDatagramsThatItCannotRead() {
        alice.room().forward(alice, buffers.of(new byte[0]), NOW);
        assertDropped(alice, DropReason.DATAGRAM_TOO_SHORT);
        alice.room().forward(alice, buffers.of(Frames.join(Frames.bytes(0x20, 0, 0, 0), new byte[60])), NOW);
        assertDropped(alice, DropReason.DATAGRAM_VERSION);
        alice.room().forward(alice, buffers.of(Datagrams.ofFrame(new byte[13])), NOW);
        assertDropped(alice, DropReason.RUNT);
    }

    @Test
    void forwardsEveryPieceOfAFrameByItsMacAddresses() {
        byte[] large = Frames.ofLength(BOB, ALICE, 1_514);
        for (int index : new int[]{2, 0, 1}) {
            alice.room().forward(alice, buffers.of(Datagrams.pieceOf(large, 7, index, 600)), NOW);
            assertEquals(1, received(bob).size());
            byte[] expected = Datagrams.pieceOf(large, 7, index, 600);
            expected[3] = (byte) alice.peerId();
            assertArrayEquals(expected, received(bob).getFirst());
            assertReached(bob);
        }
    }

    @Test
    void judgesAFrameInPiecesByItsFirst() {
        byte[] offer = Frames.join(Frames.dhcpOffer(ALICE), new byte[1_000]);
        alice.room().forward(alice, buffers.of(Datagrams.pieceOf(offer, 7, 0, 600)), NOW);
        assertDropped(alice, DropReason.DHCP_SERVER);
        alice.room().forward(alice, buffers.of(Datagrams.pieceOf(offer, 7, 1, 600)), NOW);
        assertReached(gateway, bob, carol);
    }

    @Test
    void judgesLaterPiecesByTheirEthernetHeader() {
        byte[] notOwn = Datagrams.pieceOf(Frames.ofLength(BOB, CAROL, 1_000), 7, 1, 600);
        alice.room().forward(alice, buffers.of(notOwn), NOW);
        assertDropped(alice, DropReason.SOURCE_NOT_OWN);
        gateway.room().forward(gateway, buffers.of(notOwn), NOW);
        assertDropped(gateway, DropReason.SOURCE_OF_CLIENT);
        byte[] control = Frames.ethernet(MacAddress.parse("01:80:c2:00:00:0e"), ALICE, 0x88cc, new byte[1_000]);
        alice.room().forward(alice, buffers.of(Datagrams.pieceOf(control, 7, 1, 600)), NOW);
        assertDropped(alice, DropReason.SWITCH_CONTROL);
    }

    @Test
    void cutsAWholeFrameForEachTargetWhosePathIsNarrower() {
        byte[] frame = Frames.ofLength(BROADCAST, ALICE, 1_400);
        Party.link(bob).budget(1_403);
        Party.link(carol).budget(1_404);
        forward(alice, frame);

        assertEquals(1, received(gateway).size());
        assertEquals(1, received(carol).size());
        assertEquals(2, received(bob).size());
        assertArrayEquals(Datagrams.pieceOf(frame, 0, 0, 693), received(bob).getFirst());
        assertArrayEquals(Datagrams.pieceOf(frame, 0, 1, 693), received(bob).getLast());
        assertEquals(3, alice.counters().get(Counter.FRAMES_OUT));
        clear();
        byte[] next = Frames.ofLength(BOB, ALICE, 1_401);
        forward(alice, next);
        assertArrayEquals(Datagrams.pieceOf(next, 1, 1, 694), received(bob).getLast());
    }

    @Test
    void dropsForEachTargetAPieceThatItsPathCannotTake() {
        byte[] piece = Datagrams.pieceOf(Frames.ofLength(BROADCAST, ALICE, 1_500), 7, 0, 1_000);
        Party.link(bob).budget(1_021);
        Party.link(carol).budget(1_022);
        alice.room().forward(alice, buffers.of(piece), NOW);

        assertReached(gateway, carol);
        assertEquals(1, alice.counters().get(DropReason.PATH_TOO_LONG));
        assertEquals(2, alice.counters().get(Counter.FRAMES_OUT));
        alice.room().forward(alice,
                buffers.of(Datagrams.pieceOf(Frames.ofLength(BOB, ALICE, 1_500), 8, 0, 1_000)), NOW);
        assertDropped(alice, DropReason.PATH_TOO_LONG, 2);
    }

    @Test
    void countsFramesAndTheirBytesWithoutTunnelHeaders() {
        forward(alice, Frames.ofLength(BROADCAST, ALICE, 100));
        byte[] large = Frames.ofLength(BOB, ALICE, 14 + 900);
        alice.room().forward(alice, buffers.of(Datagrams.pieceOf(large, 7, 0, 600)), NOW);

        assertEquals(2, alice.counters().get(Counter.FRAMES_IN));
        assertEquals(100 + 614, alice.counters().get(Counter.BYTES_IN));
        assertEquals(4, alice.counters().get(Counter.FRAMES_OUT));
        assertEquals(300 + 614, alice.counters().get(Counter.BYTES_OUT));
        assertEquals(0, bob.counters().snapshot().toMap().size());
    }

    @Test
    void forwardsForHostsThatFindNoPlaceInTheTable() {
        Party small = Party.open(new RoomLimits(1, 8, 8, 1_000, 1_000, 1, Duration.ofMinutes(5),
                Party.CALM.filter()));
        Member port = small.gateway();
        Member player = small.client(ALICE);
        forward(port, frame(ALICE, SERVER));
        forward(port, frame(ALICE, PRINTER));
        assertEquals(2, received(player).size());
        assertEquals(1, port.counters().get(Counter.TABLE_FULL));

        long later = NOW + Duration.ofMinutes(5).toNanos() + 1;
        small.lobby().tick(later);
        forwardAt(port, frame(ALICE, PRINTER), later);
        assertEquals(1, port.counters().get(Counter.TABLE_FULL));
    }

    @Test
    void flushesNoLinkItself() {
        forward(alice, Frames.arp(ALICE));

        assertEquals(0, Party.link(bob).flushes());
    }

    private static byte[] frame(MacAddress to, MacAddress from) {
        return Frames.ofLength(to, from, 60);
    }

    private void forward(Member from, byte[] frame) {
        forwardAt(from, frame, NOW);
    }

    private void forwardAt(Member from, byte[] frame, long nowNanos) {
        from.room().forward(from, buffers.of(Datagrams.ofFrame(frame)), nowNanos);
        buffers.assertAllReleased();
    }

    /** The last datagram came to these and no others. */
    private void assertReached(Member... targets) {
        for (Member member : List.of(gateway, alice, bob, carol)) {
            assertEquals(Arrays.asList(targets).contains(member) ? 1 : 0, received(member).size(), member::toString);
        }
        clear();
    }

    private void assertDropped(Member from, DropReason reason) {
        assertDropped(from, reason, 1);
    }

    private void assertDropped(Member from, DropReason reason, int times) {
        assertReached();
        assertEquals(times, from.counters().get(reason), () -> from.counters().snapshot().toMap().toString());
    }

    private void clear() {
        for (Member member : List.of(gateway, alice, bob, carol)) {
            Party.link(member).clear();
        }
    }
}
