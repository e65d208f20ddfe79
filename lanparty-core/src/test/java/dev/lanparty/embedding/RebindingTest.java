package dev.lanparty.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.link.LeakWatch;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.relay.Relay;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.transport.MovingRouter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Players behind routers that forget their ports, on a relay of three loops that share one: whatever port a packet comes from,
 * the connection id in it leads to the loop that keeps the room. Over real QUIC on loopback.
 *
 * <pre>
 * mover ── MovingRouter ═╗
 *                        ╠═ relay port ─ loop of the room
 * friend ════════════════╝
 * </pre>
 */
@Timeout(60)
@ExtendWith(LeakWatch.class)
class RebindingTest {
    private static final int LOOPS = 3;
    /** By a hash of their addresses alone, packets would find the right one of three loops four times once in 81. */
    private static final int MOVES = 4;
    /** What QUIC keeps in mind for one connection. */
    private static final int MOST_MOVES = 15;

    @TempDir
    private Path folder;

    private record Room(MovingRouter router, PlayerSeat mover, PlayerSeat friend, int moversId) {
    }

    @BeforeEach
    void needsAPortThatLoopsShare() {
        SharedPort.demand();
    }

    @Test
    void aPlayerWhosePortChangesKeepsHisSessionOnEveryLoop() {
        List<Room> rooms = new ArrayList<>();
        try (LoopbackParty party = new LoopbackParty(folder, LOOPS);
                Relay relay = party.relay(RoomLimits.DEFAULT, ReceptionTiming.DEFAULT, 0)) {
            int port = relay.start().getPort();
            for (int loop = 0; loop < LOOPS; loop++) {
                rooms.add(room(party, port, loop));
            }
            for (int move = 0; move <= MOVES; move++) {
                for (int loop = 0; loop < LOOPS; loop++) {
                    Room room = rooms.get(loop);
                    room.mover.reaches(room.friend, loop, 1 + 2 * move);
                    room.friend.reaches(room.mover, loop, 2 + 2 * move);
                    room.router.forget();
                }
            }
            for (Room room : rooms) {
                assertEquals(EndpointState.Phase.JOINED, room.mover.client().state().phase());
                assertEquals(1, room.mover.timesJoined());
                assertEquals(room.moversId, room.mover.client().status().peerId());
            }
            assertEquals(2 * LOOPS, relay.status().members());
            assertEquals(List.of(), party.seats().stream().filter(seat -> seat.lost().isDone()).toList());
        } finally {
            rooms.forEach(room -> room.router.close());
        }
    }

    private static Room room(LoopbackParty party, int port, int loop) {
        MovingRouter router = new MovingRouter(port);
        PlayerSeat mover = party.seat(router.port(), party.roomOn(loop)).joins();
        PlayerSeat friend = party.seat(port, party.roomOn(loop)).joins();
        return new Room(router, mover, friend, mover.client().status().peerId());
    }

    private static void assertSamePeerByAnotherConnection(Room room, Relay relay) {
        assertEquals(2, room.mover.timesJoined());
        assertEquals(room.moversId, room.mover.client().status().peerId());
        assertEquals(2, relay.status().members());
    }

    @Test
    void whoseNewPortIsNotProvenIsTheSamePeerByAnotherConnection() {
        try (LoopbackParty party = new LoopbackParty(folder, LOOPS);
                Relay relay = party.relay(RoomLimits.DEFAULT, ReceptionTiming.DEFAULT, 0)) {
            Room room = room(party, relay.start().getPort(), 1);
            try (MovingRouter router = room.router) {
                long moved = System.nanoTime();
                router.forgetAndLoseAnswers();
                room.mover.reaches(room.friend, 1, 1);
                EndpointState away = room.mover.lost().orTimeout(10, TimeUnit.SECONDS).join();
                assertEquals("the new address was not proven; connect again", away.sentence());
                room.friend.reaches(room.mover, 1, 2);
                System.out.println("reached at an address that was not proven at first after "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - moved) + " ms");
                assertSamePeerByAnotherConnection(room, relay);
            }
        }
    }

    @Test
    void whosePortChangesForEverIsTheSamePeerByAnotherConnection() {
        try (LoopbackParty party = new LoopbackParty(folder, LOOPS);
                Relay relay = party.relay(RoomLimits.DEFAULT, ReceptionTiming.DEFAULT, 0)) {
            Room room = room(party, relay.start().getPort(), 1);
            try (MovingRouter router = room.router) {
                for (int move = 1; move <= MOST_MOVES; move++) {
                    assertEquals(1, room.mover.timesJoined());
                    router.forget();
                    room.mover.reaches(room.friend, 1, move);
                }
                EndpointState away = room.mover.lost().orTimeout(10, TimeUnit.SECONDS).join();
                assertEquals("the member's address has changed 15 times; connect again", away.sentence());
                router.forget();
                room.mover.reaches(room.friend, 1, MOST_MOVES + 1);
                room.friend.reaches(room.mover, 1, MOST_MOVES + 2);
                assertSamePeerByAnotherConnection(room, relay);
            }
        }
    }
}
