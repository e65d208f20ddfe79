package dev.lanparty.room;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.room.Party.NOW;
import static dev.lanparty.room.Party.received;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.Frames;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.metrics.Counter;
import dev.lanparty.wire.Datagrams;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One member's storm, held to its rates: 100 frames a second, 10 of them flooded. */
class RoomStormTest {
    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final Party party = Party
            .open(new RoomLimits(1, 8, 8, 100, 10, 100, Duration.ofMinutes(5), FilterPolicy.PARTY));
    private final Member gateway = party.gateway();
    private final Member alice = party.client(ALICE);
    private final Member bob = party.client(BOB);

    @Test
    void letsASecondsWorthOfFloodsPassAndThenTheRate() {
        forward(alice, Frames.arp(ALICE), 50, NOW);
        assertEquals(10, received(bob).size());
        assertEquals(40, alice.counters().get(DropReason.RATE_FLOODED));

        forward(alice, Frames.arp(ALICE), 3, NOW + MILLISECONDS.toNanos(100));
        assertEquals(11, received(bob).size());
    }

    @Test
    void letsUnicastPassWhileFloodsAreHeld() {
        forward(alice, Frames.arp(ALICE), 20, NOW);
        Party.link(bob).clear();
        forward(alice, Frames.ofLength(BOB, ALICE, 60), 5, NOW);

        assertEquals(5, received(bob).size());
    }

    @Test
    void holdsAllFramesToTheirRate() {
        forward(alice, Frames.ofLength(BOB, ALICE, 60), 150, NOW);
        assertEquals(100, received(bob).size());
        assertEquals(50, alice.counters().get(DropReason.RATE_ALL));
        assertEquals(100, alice.counters().get(Counter.FRAMES_IN));

        forward(alice, Frames.ofLength(BOB, ALICE, 60), 150, NOW + SECONDS.toNanos(60));
        assertEquals(200, received(bob).size());
    }

    @Test
    void countsWhatTheFilterDropsAgainstTheRateOfAll() {
        forward(alice, Frames.dhcpOffer(ALICE), 100, NOW);
        forward(alice, Frames.ofLength(BOB, ALICE, 60), 1, NOW);

        assertEquals(1, alice.counters().get(DropReason.RATE_ALL));
        assertEquals(0, received(bob).size());
    }

    @Test
    void holdsNobodyToTheStormOfAnother() {
        forward(alice, Frames.arp(ALICE), 150, NOW);
        Party.link(gateway).clear();
        forward(bob, Frames.arp(BOB), 1, NOW);

        assertEquals(1, received(gateway).size());
    }

    @Test
    void givesAGatewayTheRateOfFourClients() {
        forward(gateway, Frames.arp(SERVER), 100, NOW);
        assertEquals(40, received(alice).size());
        forward(gateway, Frames.ofLength(BOB, SERVER, 60), 400, NOW);
        assertEquals(100, gateway.counters().get(DropReason.RATE_ALL));
    }

    @Test
    void holdsAGatewaysUnknownUnicastToTheRateOfFloods() {
        forward(gateway, Frames.ofLength(Frames.PRINTER, SERVER, 60), 41, NOW);

        assertEquals(1, gateway.counters().get(DropReason.RATE_FLOODED));
    }

    @Test
    void doesNotHoldAPlayersUnicastToTheLanToTheRateOfFloods() {
        forward(alice, Frames.ofLength(SERVER, ALICE, 60), 30, NOW);

        assertEquals(30, received(gateway).size());
    }

    /** Judged piece by piece, each frame would lose one, and nothing of what passed would be of use. */
    @Test
    void letsLongFloodedFramesPassWholeOrNotAtAll() {
        byte[] frame = Frames.ofLength(Frames.BROADCAST, ALICE, 1_514);
        for (int number = 0; number < 100; number++) {
            // One token for each frame of two pieces.
            long nowNanos = NOW + MILLISECONDS.toNanos(100) * number;
            forwardPiece(alice, frame, number, 0, nowNanos);
            forwardPiece(alice, frame, number, 1, nowNanos);
        }

        int frames = 0;
        for (int i = 0; i < received(bob).size(); i += 2) {
            assertEquals(numberOf(received(bob).get(i)), numberOf(received(bob).get(i + 1)));
            frames++;
        }
        assertTrue(frames >= 50 && frames <= 60, frames + " frames passed");
        assertEquals(2L * (100 - frames), alice.counters().get(DropReason.RATE_FLOODED));
    }

    /** The network may mix the pieces of frames that were sent one after the other. */
    @Test
    void judgesAFrameOnceThoughItsPiecesComeBetweenThoseOfOthers() {
        byte[] frame = Frames.ofLength(Frames.BROADCAST, ALICE, 1_514);
        for (int number = 0; number < 8; number += 2) {
            forwardPiece(alice, frame, number, 0, NOW);
            forwardPiece(alice, frame, number + 1, 0, NOW);
            forwardPiece(alice, frame, number, 1, NOW);
            forwardPiece(alice, frame, number + 1, 1, NOW);
        }

        assertEquals(List.of(0, 1, 0, 1, 2, 3, 2, 3, 4, 4),
                received(bob).stream().map(RoomStormTest::numberOf).toList());
    }

    @Test
    void countsEachPieceOfAFloodedFrame() {
        byte[] frame = Frames.ofLength(Frames.BROADCAST, ALICE, 1_514);
        for (int number = 0; number < 10; number++) {
            forwardPiece(alice, frame, number, 0, NOW);
            forwardPiece(alice, frame, number, 1, NOW);
        }

        assertEquals(10, received(bob).size());
    }

    @Test
    void holdsPiecesWithoutEndOfOneNumberToTheRateToo() {
        byte[] frame = Frames.ofLength(Frames.BROADCAST, ALICE, 1_514);
        for (int i = 0; i < 100; i++) {
            forwardPiece(alice, frame, 7, i % 2, NOW);
        }

        assertEquals(10, received(bob).size());
    }

    private void forwardPiece(Member from, byte[] frame, int number, int index, long nowNanos) {
        from.room().forward(from, buffers.of(Datagrams.pieceOf(frame, number, index, 750)), nowNanos);
    }

    private static int numberOf(byte[] fragment) {
        return (fragment[4] & 0xff) << 8 | (fragment[5] & 0xff);
    }

    private void forward(Member from, byte[] frame, int times, long nowNanos) {
        for (int i = 0; i < times; i++) {
            from.room().forward(from, buffers.of(Datagrams.ofFrame(frame)), nowNanos);
        }
    }
}
