package dev.lanparty.room;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.CAROL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.RejectCode;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.link.FakeLink;
import dev.lanparty.wire.RoomMark;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Two lobbies of one relay: what they share, and what each keeps for itself. */
class SeveralLobbiesTest {
    private static final RoomLimits TIGHT = new RoomLimits(2, 256, 3, 1_000, 1_000, 4_096, Duration.ofMinutes(5),
            FilterPolicy.PARTY);
    private static final String HERE = roomOn(0);
    private static final String THERE = roomOn(1);

    private final Census census = new Census(TIGHT);
    private final Party first = Party
            .of(new Lobby(TIGHT, FrameLog.OFF, census, new Share(0, 2), new SplittableRandom(1)));
    private final Party second = Party
            .of(new Lobby(TIGHT, FrameLog.OFF, census, new Share(1, 2), new SplittableRandom(1)));

    private static String roomOn(int lobby) {
        return roomOn(lobby, 0);
    }

    private static String roomOn(int lobby, int from) {
        int number = from;
        while (RoomMark.loop(RoomMark.of("ROOM" + number), 2) != lobby) {
            number++;
        }
        return "ROOM" + number;
    }

    @Test
    void aRoomIsKeptByOneOfThem() {
        Party.in(first.client(HERE, ALICE, new FakeLink()));
        Party.in(second.client(THERE, ALICE, new FakeLink()));

        Party.refused(RejectCode.MISROUTED, second.client(HERE, BOB, new FakeLink()));
        Party.refused(RejectCode.MISROUTED, first.client(THERE, BOB, new FakeLink()));
    }

    @Test
    void aSmallLetterDoesNotLeadToTheOtherLobby() {
        Party.in(first.client(HERE.toLowerCase(java.util.Locale.ROOT), ALICE, new FakeLink()));
    }

    @Test
    void membersOfOneAddressAreCountedInBoth() {
        Member gone = Party.in(first.client(HERE, ALICE, new FakeLink()));
        Party.in(first.client(HERE, BOB, new FakeLink()));
        Party.in(second.client(THERE, ALICE, new FakeLink()));
        Party.refused(RejectCode.TOO_MANY_FROM_ADDRESS, second.client(THERE, CAROL, new FakeLink()));
        Party.in(second.client(THERE, BOB, new FakeLink().host("192.0.2.2")));

        first.leave(gone);
        Party.in(second.client(THERE, CAROL, new FakeLink()));
    }

    @Test
    void theAddressThatIsFreedIsTheOneThatJoined() {
        FakeLink roaming = new FakeLink();
        Member gone = Party.in(first.client(HERE, ALICE, roaming));
        Party.in(first.client(HERE, BOB, new FakeLink()));
        Party.in(first.client(HERE, CAROL, new FakeLink()));
        roaming.host("203.0.113.9");

        first.leave(gone);
        Party.in(second.client(THERE, ALICE, new FakeLink()));
    }

    @Test
    void roomsAreCountedInBoth() {
        Member last = Party.in(first.client(HERE, ALICE, new FakeLink()));
        Party.in(second.client(THERE, ALICE, new FakeLink()));
        String third = roomOn(1, Integer.parseInt(THERE.substring("ROOM".length())) + 1);
        Party.refused(RejectCode.TOO_MANY_ROOMS, second.client(third, ALICE, new FakeLink()));

        first.leave(last);
        Party.in(second.client(third, ALICE, new FakeLink()));
    }

    @Test
    void aRefusedMemberIsNotCounted() {
        Party.in(first.client(HERE, ALICE, new FakeLink()));
        Party.refused(RejectCode.MAC_TAKEN, first.client(HERE, ALICE, new FakeLink()));
        Party.refused(RejectCode.MAC_TAKEN, first.client(HERE, ALICE, new FakeLink()));
        Party.in(second.client(THERE, BOB, new FakeLink()));
        Party.in(second.client(THERE, CAROL, new FakeLink()));
    }

    @Test
    void peerIdsAreNeverGivenTwice() {
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < 70_000; i++) {
            Member here = Party.in(first.client(HERE, ALICE, new FakeLink()));
            Member there = Party.in(second.client(THERE, ALICE, new FakeLink()));
            assertEquals(1, here.peerId() % 2);
            assertEquals(0, there.peerId() % 2);
            ids.add(here.peerId());
            ids.add(there.peerId());
            first.leave(here);
            second.leave(there);
        }
        assertEquals(65_535, ids.size());
        assertTrue(ids.stream().allMatch(id -> id >= 1 && id <= 65_535));
    }
}
