package dev.lanparty.room;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.CAROL;
import static dev.lanparty.room.Party.NOW;
import static dev.lanparty.room.Party.ROOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.PeerJoined;
import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.RejectCode;
import dev.lanparty.control.Role;
import dev.lanparty.filter.DropReason;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.Frames;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.link.FakeLink;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.CounterSnapshot;
import dev.lanparty.wire.Datagrams;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may come in, where to, and what is left of those who go. */
class LobbyTest {
    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final Party party = Party.open(limits(2, 3, 4));

    @Test
    void welcomesTheFirstMemberToAnEmptyRoom() {
        Welcome welcome = Party.welcome(party.gateway(ROOM, new FakeLink().budget(1_200)));

        assertEquals(new Welcome(1, 1_422, List.of(), welcome.limits(), welcome.resumeToken()), welcome);
        assertEquals(List.of(ROOM), party.lobby().rooms().stream().map(Room::code).toList());
    }

    @Test
    void tellsTheNewcomerOfTheOthersAndTheOthersOfTheNewcomer() {
        Member gateway = party.gateway();
        FakeLink link = new FakeLink();
        Welcome welcome = Party.welcome(party.client(ROOM, ALICE, link));

        assertEquals(List.of(new Peer(gateway.peerId(), Role.GATEWAY, null)), welcome.members());
        assertEquals(List.of(new PeerJoined(new Peer(welcome.peerId(), Role.CLIENT, ALICE.toString()))),
                Party.link(gateway).messages());
        assertEquals(List.of(), link.messages());
    }

    @Test
    void tellsTheOthersOfALeaverAndNotTheLeaver() {
        Member gateway = party.gateway();
        Member alice = party.client(ALICE);
        Member elsewhere = Party.in(party.client("ROOM2", ALICE, new FakeLink()));
        Party.link(gateway).clear();
        party.lobby().leave(alice, "cable pulled");

        assertEquals(List.of(new PeerLeft(alice.peerId(), "cable pulled")), Party.link(gateway).messages());
        assertEquals(List.of(), Party.link(alice).messages());
        assertEquals(List.of(), Party.link(elsewhere).messages());
    }

    @Test
    void saysWhatAMemberMaySend() {
        assertEquals(400, Party.welcome(party.gateway(ROOM, new FakeLink())).limits().framesPerSecond());
        assertEquals(40, Party.welcome(party.gateway("ROOM2", new FakeLink())).limits().floodedFramesPerSecond());
        assertEquals(100, Party.welcome(party.client(ROOM, ALICE, new FakeLink())).limits().framesPerSecond());
        assertEquals(10, Party.welcome(party.client(ROOM, BOB, new FakeLink())).limits().floodedFramesPerSecond());
    }

    @Test
    void refusesASecondGatewayUntilTheFirstHasLeft() {
        Member first = party.gateway();
        Party.refused(RejectCode.GATEWAY_TAKEN, party.gateway(ROOM, new FakeLink()));
        party.leave(first);

        assertSame(Role.GATEWAY, party.gateway().role());
    }

    @Test
    void refusesAMacAddressTwiceInOneRoomAndAllowsItInAnother() {
        Member alice = party.client(ALICE);
        Party.refused(RejectCode.MAC_TAKEN, party.client(ROOM, ALICE, new FakeLink()));
        Party.in(party.client("ROOM2", ALICE, new FakeLink()));
        Member bob = party.client(BOB);
        party.leave(alice);

        assertNotEquals(bob.peerId(), party.client(ALICE).peerId());
    }

    @Test
    void refusesAMemberMoreThanTheRoomHolds() {
        party.gateway();
        Member alice = party.client(ALICE);
        party.client(BOB);
        Party.refused(RejectCode.ROOM_FULL, party.client(ROOM, CAROL, new FakeLink()));
        party.leave(alice);

        party.client(CAROL);
    }

    @Test
    void refusesARoomMoreThanTheRelayHolds() {
        Member alice = party.client(ALICE);
        Party.in(party.client("ROOM2", ALICE, new FakeLink()));
        Party.refused(RejectCode.TOO_MANY_ROOMS, party.client("ROOM3", ALICE, new FakeLink()));
        Party.in(party.client("ROOM2", BOB, new FakeLink()));
        party.leave(alice);

        Party.in(party.client("ROOM3", ALICE, new FakeLink()));
        assertEquals(List.of("ROOM2", "ROOM3"), party.lobby().rooms().stream().map(Room::code).toList());
    }

    @Test
    void refusesAMemberMoreThanMayComeFromOneHostInAllRooms() {
        Party crowd = Party.open(limits(8, 8, 2));
        Member alice = Party.in(crowd.client("ROOM1", ALICE, new FakeLink().host("198.51.100.1")));
        Party.in(crowd.client("ROOM2", ALICE, new FakeLink().host("198.51.100.1")));
        Party.refused(RejectCode.TOO_MANY_FROM_ADDRESS,
                crowd.client("ROOM3", ALICE, new FakeLink().host("198.51.100.1")));
        Party.in(crowd.client("ROOM3", ALICE, new FakeLink().host("198.51.100.2")));
        crowd.leave(alice);

        Party.in(crowd.client("ROOM1", ALICE, new FakeLink().host("198.51.100.1")));
        Party.refused(RejectCode.TOO_MANY_FROM_ADDRESS,
                crowd.client("ROOM4", ALICE, new FakeLink().host("198.51.100.1")));
    }

    @Test
    void aPlaceIsFreedWhereItWasTakenThoughTheLinksAddressIsAnother() {
        Party crowd = Party.open(limits(9, 9, 1));
        FakeLink link = new FakeLink().host("198.51.100.1");
        Member alice = Party.in(crowd.client(ROOM, ALICE, link));
        link.host("unknown");
        crowd.leave(alice);

        Party.in(crowd.client(ROOM, ALICE, new FakeLink().host("198.51.100.1")));
        Party.in(crowd.client(ROOM, BOB, new FakeLink().host("unknown")));
    }

    @Test
    void countsNobodyWhoWasRefused() {
        Party crowd = Party.open(limits(1, 8, 2));
        crowd.client(ALICE);
        for (int i = 0; i < 10; i++) {
            Party.refused(RejectCode.MAC_TAKEN, crowd.client(ROOM, ALICE, new FakeLink()));
            Party.refused(RejectCode.TOO_MANY_ROOMS, crowd.client("ROOM2", ALICE, new FakeLink()));
        }
        assertEquals(2, crowd.client(BOB).peerId());
        assertEquals(1, crowd.lobby().rooms().size());
    }

    @Test
    void refusesAPathTooNarrowForAnyRoom() {
        Party.refused(RejectCode.BAD_BUDGET, party.client(ROOM, ALICE, new FakeLink().budget(773)));
        assertEquals(1, Party.in(party.client(ROOM, ALICE, new FakeLink().budget(774))).peerId());
    }

    @Test
    void takesTheSmallerOfWhatBothSidesCanSend() {
        Hello narrow = new Hello(1, Role.CLIENT, ROOM, "test", ALICE.toString(), 773, null, null);

        Party.refused(RejectCode.BAD_BUDGET, party.lobby().admit(narrow, new FakeLink().budget(1_200), NOW));
    }

    @Test
    void givesEveryRoomOneMtuWhateverThePathsOfItsMembers() {
        assertEquals(1_422, Party.welcome(party.gateway(ROOM, new FakeLink().budget(1_168))).mtu());
        assertEquals(1_422, Party.welcome(party.client(ROOM, ALICE, new FakeLink().budget(9_000))).mtu());
        assertEquals(1_422, Party.welcome(party.client("ROOM2", BOB, new FakeLink().budget(1_300))).mtu());
    }

    @Test
    void findsARoomByItsCodeInAnyCase() {
        Room room = party.client(ALICE).room();

        assertSame(room, Party.in(party.client("room1", BOB, new FakeLink())).room());
    }

    @Test
    void givesEveryPeerAnIdOfItsOwnAndNotThatOfTheLastToLeave() {
        Party large = Party.open(limits(100, 100, 1_000));
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            assertTrue(ids.add(Party.in(large.gateway("ROOM" + i, new FakeLink())).peerId()));
        }
        Member alice = Party.in(large.client("ROOM1", ALICE, new FakeLink()));
        large.leave(alice);

        assertNotEquals(alice.peerId(), Party.in(large.client("ROOM1", ALICE, new FakeLink())).peerId());
    }

    @Test
    void reusesAnIdOnlyAfterAllOthersAndNeverOneInUse() {
        Member gateway = party.gateway();
        assertEquals(1, gateway.peerId());
        for (int id = 2; id <= 65_535; id++) {
            Member alice = party.client(ALICE);
            assertEquals(id, alice.peerId());
            party.leave(alice);
        }
        assertEquals(2, party.client(ALICE).peerId());
    }

    @Test
    void letsAMemberLeaveOnce() {
        Member gateway = party.gateway();
        Member alice = party.client(ALICE);
        party.client(BOB);
        party.leave(alice);
        Party.link(gateway).clear();
        party.leave(alice);

        assertEquals(List.of(), Party.link(gateway).messages());
        assertEquals(2, gateway.room().members().size());
    }

    @Test
    void takesNobodyElseOutWhenAMemberLeavesTwice() {
        Member gateway = party.gateway();
        Member alice = party.client(ALICE);
        party.leave(alice);
        Member later = alice;
        do {
            party.leave(later);
            later = party.client(BOB);
        } while (later.peerId() != alice.peerId());
        later.counters().increment(Counter.FRAMES_IN);
        party.leave(alice);

        assertEquals(1, party.lobby().counters().get(Counter.FRAMES_IN));
        party.leave(later);
        assertEquals(List.of(gateway), gateway.room().members());
    }

    @Test
    void keepsTheCountersOfThoseWhoHaveLeft() {
        Member gateway = party.gateway();
        Member alice = party.client(ALICE);
        alice.room().forward(alice, buffers.of(Datagrams.ofFrame(Frames.arp(ALICE))), NOW);
        alice.room().forward(alice, buffers.of(Datagrams.ofFrame(Frames.arp(BOB))), NOW);
        party.lobby().strangers().drop(DropReason.NOT_A_MEMBER);
        CounterSnapshot before = party.lobby().counters();
        assertEquals(Map.of("frames_in", 1L, "bytes_in", 64L, "frames_out", 1L, "bytes_out", 64L, "frames_flooded", 1L,
                "drop_source_not_own", 1L, "drop_not_a_member", 1L), before.toMap());
        party.leave(alice);
        assertEquals(before.toMap(), party.lobby().counters().toMap());
        party.leave(alice);
        party.leave(gateway);
        assertEquals(before.toMap(), party.lobby().counters().toMap());
    }

    @Test
    void listsTheMembersOfARoomInTheOrderOfJoining() {
        Member alice = party.client(ALICE);
        Member gateway = party.gateway();
        Member bob = party.client(BOB);

        assertEquals(List.of(alice, gateway, bob), alice.room().members());
        assertEquals("client 1 02:00:00:00:00:0a", alice.toString());
        assertEquals("gateway 2", gateway.toString());
        assertNull(gateway.mac());
    }

    static RoomLimits limits(int rooms, int perRoom, int perHost) {
        return new RoomLimits(rooms, perRoom, perHost, 100, 10, 100, Duration.ofMinutes(5), FilterPolicy.PARTY);
    }
}
