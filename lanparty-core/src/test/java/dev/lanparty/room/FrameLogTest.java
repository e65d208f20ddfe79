package dev.lanparty.room;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.BROADCAST;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.room.Party.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.room.FrameLog.Action;
import dev.lanparty.wire.Datagrams;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every decision is told once, as it was taken. */
class FrameLogTest {
    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final RecordingFrameLog log = new RecordingFrameLog();
    private final Party party = Party.open(Party.CALM, log);
    private final Member gateway = party.gateway();
    private final Member alice = party.client(ALICE);
    private final Member bob = party.client(BOB);

    @Test
    void tellsOfAFrameForwarded() {
        forward(alice, Frames.ofLength(BOB, ALICE, 77));

        assertEquals(entry(alice, BOB, ALICE, 0x88b5, 77, Action.FORWARD, null, 1), log.only());
    }

    @Test
    void tellsOfAFrameFlooded() {
        forward(gateway, Frames.arp(SERVER));

        assertEquals(entry(gateway, BROADCAST, SERVER, 0x0806, 64, Action.FLOOD, null, 2), log.only());
    }

    @Test
    void tellsOfAFrameDroppedByTheFilter() {
        byte[] frame = Frames.dhcpOffer(ALICE);
        forward(alice, frame);

        assertEquals(entry(alice, BROADCAST, ALICE, 0x0800, frame.length, Action.DROP, DropReason.DHCP_SERVER, 0),
                log.only());
    }

    @Test
    void tellsOfAFrameThatHasNowhereToGo() {
        party.leave(gateway);
        forward(alice, Frames.ofLength(SERVER, ALICE, 60));
        assertEquals(entry(alice, SERVER, ALICE, 0x88b5, 60, Action.DROP, DropReason.NO_TARGET, 0), log.only());
        forward(alice, Frames.ofLength(ALICE, ALICE, 60));
        assertEquals(entry(alice, ALICE, ALICE, 0x88b5, 60, Action.DROP, DropReason.SAME_SIDE, 0), log.only());
        party.leave(bob);
        forward(alice, Frames.ofLength(BROADCAST, ALICE, 60));
        assertEquals(entry(alice, BROADCAST, ALICE, 0x88b5, 60, Action.DROP, DropReason.NO_TARGET, 0), log.only());
    }

    @Test
    void tellsOfAPieceThatThePathCannotTake() {
        Party.link(bob).budget(1_000);
        byte[] large = Frames.ofLength(BOB, ALICE, 1_500);
        alice.room().forward(alice, buffers.of(Datagrams.pieceOf(large, 7, 0, 1_000)), NOW);

        assertEquals(entry(alice, BOB, ALICE, 0x88b5, 1_014, Action.DROP, DropReason.PATH_TOO_LONG, 0), log.only());
    }

    @Test
    void countsOnlyTheTargetsThatAFloodWasSentTo() {
        byte[] large = Frames.ofLength(BROADCAST, ALICE, 1_500);
        Party.link(bob).budget(1_000);
        alice.room().forward(alice, buffers.of(Datagrams.pieceOf(large, 7, 0, 1_000)), NOW);
        assertEquals(entry(alice, BROADCAST, ALICE, 0x88b5, 1_014, Action.FLOOD, null, 1), log.only());

        Party.link(gateway).budget(1_000);
        alice.room().forward(alice, buffers.of(Datagrams.pieceOf(large, 8, 0, 1_000)), NOW);
        assertEquals(entry(alice, BROADCAST, ALICE, 0x88b5, 1_014, Action.DROP, DropReason.PATH_TOO_LONG, 0),
                log.only());
    }

    @Test
    void tellsOfAPieceWithTheLengthOfItsOwn() {
        byte[] large = Frames.ofLength(BOB, ALICE, 914);
        alice.room().forward(alice, buffers.of(Datagrams.pieceOf(large, 7, 1, 600)), NOW);

        assertEquals(entry(alice, BOB, ALICE, 0x88b5, 314, Action.FORWARD, null, 1), log.only());
    }

    @Test
    void tellsOfADatagramThatCouldNotBeReadWithoutGuessingItsFields() {
        alice.room().forward(alice, buffers.of(new byte[3]), NOW);

        assertEquals(new RecordingFrameLog.Entry(alice, -1, -1, -1, 3, Action.DROP, DropReason.DATAGRAM_TOO_SHORT, 0),
                log.only());
    }

    @Test
    void isNotCalledWhileItIsOff() {
        log.turnOff();
        forward(alice, Frames.arp(ALICE));
        forward(alice, Frames.ofLength(BOB, ALICE, 60));
        forward(alice, Frames.dhcpOffer(ALICE));
        alice.room().forward(alice, buffers.of(new byte[3]), NOW);

        assertEquals(List.of(), log.entries());
    }

    private void forward(Member from, byte[] frame) {
        from.room().forward(from, buffers.of(Datagrams.ofFrame(frame)), NOW);
        buffers.assertAllReleased();
    }

    private static RecordingFrameLog.Entry entry(Member from, MacAddress to, MacAddress source, int type,
            int lengthBytes, Action action, @Nullable DropReason reason, int targets) {
        return new RecordingFrameLog.Entry(from, to.bits(), source.bits(), type, lengthBytes, action, reason, targets);
    }
}
