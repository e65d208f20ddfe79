package dev.lanparty.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.endpoint.EndpointException;
import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.link.LeakWatch;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.relay.Relay;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.transport.TransportException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A relay of three loops on one port, a room on each, over real QUIC. */
@ExtendWith(LeakWatch.class)
class SeveralLoopsTest {
    private static final int LOOPS = 3;
    private static final int FRAMES = 200;
    /** Fewer than a young connection's queue drops by their age on a busy machine. */
    private static final int FRAMES_AT_ONCE = 20;
    private static final int LAST = Integer.MAX_VALUE;

    private final LoopbackParty party;

    SeveralLoopsTest(@TempDir Path folder) {
        party = new LoopbackParty(folder, LOOPS);
    }

    @BeforeEach
    void needsAPortThatLoopsShare() {
        SharedPort.demand();
    }

    @AfterEach
    void leave() {
        party.close();
    }

    @Test
    void roomsOnDifferentLoopsForwardInOrderAndKeepApart() {
        try (Relay relay = party.relay(RoomLimits.DEFAULT, ReceptionTiming.DEFAULT, 0)) {
            int port = relay.start().getPort();
            List<PlayerSeat> senders = new ArrayList<>();
            List<PlayerSeat> receivers = new ArrayList<>();
            for (int loop = 0; loop < LOOPS; loop++) {
                senders.add(join(port, loop));
                receivers.add(join(port, loop));
            }
            assertEquals(LOOPS, relay.status().rooms());
            assertEquals(2 * LOOPS, relay.status().members());

            List<Arrivals> arrivals = new ArrayList<>();
            for (int room = 0; room < LOOPS; room++) {
                arrivals.add(new Arrivals(receivers.get(room), room));
            }
            for (int number = 0; number < FRAMES; number++) {
                for (int room = 0; room < LOOPS; room++) {
                    senders.get(room).sends(receivers.get(room).mac(), room, number);
                }
                if (number % FRAMES_AT_ONCE == 0) {
                    arrivals.forEach(Arrivals::take);
                }
            }
            for (int room = 0; room < LOOPS; room++) {
                arrivals.get(room).assertUntilTheLastOf(senders.get(room));
            }
        }
        // Told goodbye by their loops, and told to come back.
        for (PlayerSeat seat : party.seats()) {
            EndpointState goodbye = seat.lost().orTimeout(5, TimeUnit.SECONDS).join();
            assertEquals("the relay is closing", goodbye.sentence());
            assertFalse(seat.client().ended().isDone());
        }
    }

    /** What arrives in a room. Datagrams may be lost, but never overtake each other; the last is sent until it arrives. */
    private static final class Arrivals {
        private final PlayerSeat receiver;
        private final int room;
        private int highest = -1;
        private int arrived;

        private Arrivals(PlayerSeat receiver, int room) {
            this.receiver = receiver;
            this.room = room;
        }

        /** Takes what is there until nothing has come for a while. */
        void take() {
            receiver.receives((itsRoom, number) -> {
                assertEquals(room, itsRoom);
                assertTrue(number >= highest, () -> number + " came late");
                highest = number;
                arrived++;
            });
        }

        void assertUntilTheLastOf(PlayerSeat sender) {
            for (int attempt = 0; attempt < 50 && highest != LAST; attempt++) {
                sender.sends(receiver.mac(), room, LAST);
                take();
            }
            assertEquals(LAST, highest);
            assertTrue(arrived > FRAMES / 2, "only " + arrived + " frames arrived");
        }
    }

    @Test
    void limitsHoldForAllLoopsTogether() {
        RoomLimits usual = RoomLimits.DEFAULT;
        RoomLimits tight = new RoomLimits(2, usual.maxMembersPerRoom(), 3, usual.framesPerSecond(),
                usual.floodedFramesPerSecond(), usual.maxLearnedAddresses(), usual.addressAge(), FilterPolicy.PARTY);
        party.retryFor(Duration.ZERO);
        try (Relay relay = party.relay(tight, ReceptionTiming.DEFAULT, 0)) {
            int port = relay.start().getPort();
            join(port, 0);
            join(port, 1);
            String thirdRoom = assertThrows(EndpointException.class, () -> join(port, 2)).getMessage();
            assertTrue(String.valueOf(thirdRoom).contains("as many rooms"), thirdRoom);
            join(port, 1);
            String fourth = assertThrows(EndpointException.class, () -> join(port, 0)).getMessage();
            assertTrue(String.valueOf(fourth).contains("from this address"), fourth);
        }
    }

    @Test
    void aSecondRelayCannotSlipIntoASharedPort() {
        try (Relay first = party.relay(RoomLimits.DEFAULT, ReceptionTiming.DEFAULT, 0)) {
            int port = first.start().getPort();
            try (Relay second = party.relay(RoomLimits.DEFAULT, ReceptionTiming.DEFAULT, port)) {
                String sentence = assertThrows(TransportException.class, second::start).getMessage();
                assertTrue(String.valueOf(sentence).contains("another program has it"), sentence);
            }
        }
    }

    private PlayerSeat join(int port, int loop) {
        return party.seat(port, party.roomOn(loop)).joins();
    }
}
