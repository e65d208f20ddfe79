package dev.lanparty.room;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.filter.SafetyFilter;
import dev.lanparty.frame.Frames;
import dev.lanparty.link.FakeLink;
import dev.lanparty.metrics.Counters;
import dev.lanparty.wire.Datagrams;
import dev.lanparty.wire.Reassembler;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A hostile client sends pieces in every order, repeated and mixed: what its victim puts together is never a frame that
 * the relay would not have let pass as a whole.
 */
class HostileFragmentsTest {
    private static final int LONGEST_ATTACK = 5;
    private static final List<byte[]> PIECES = pieces();

    private final Party party = Party.open();
    private final FakeLink lan = new FakeLink();
    private final Member alice;
    private final SafetyFilter filter = new SafetyFilter(FilterPolicy.PARTY);

    HostileFragmentsTest() {
        party.gateway(Party.ROOM, lan);
        alice = party.client(ALICE);
    }

    /** The pieces an attack is made of: a frame that may pass, and ones that may not, cut in two and in three. */
    private static List<byte[]> pieces() {
        byte[] good = Arrays.copyOf(Frames.dhcpDiscover(ALICE), 700);
        byte[] server = Arrays.copyOf(Frames.dhcpOffer(ALICE), 700);
        byte[] router = Arrays.copyOf(Frames.neighborDiscovery(ALICE, Frames.ROUTER_ADVERTISEMENT), 700);
        byte[] thief = Arrays.copyOf(Frames.dhcpDiscover(BOB), 700);
        List<byte[]> pieces = new ArrayList<>();
        for (int index = 0; index < 2; index++) {
            pieces.add(Datagrams.pieceOf(good, 1, index, 400));
            pieces.add(Datagrams.pieceOf(server, 1, index, 400));
            pieces.add(Datagrams.pieceOf(router, 1, index, 400));
        }
        pieces.add(Datagrams.pieceOf(thief, 1, 1, 400));
        pieces.add(Datagrams.pieceOf(server, 1, 0, 300));
        pieces.add(Datagrams.pieceOf(server, 1, 1, 300));
        // A whole packet where only the rest of one is judged.
        pieces.add(Datagrams.fragment(1, 1, 2, Arrays.copyOf(server, 14), Arrays.copyOfRange(server, 14, 600)));
        return pieces;
    }

    @Test
    void noOrderOfPiecesBecomesAFrameThatMayNotPass() {
        int[] good = {0};
        attack(new ArrayList<>(), sequence -> {
            for (byte[] piece : sequence) {
                alice.room().forward(alice, Unpooled.copiedBuffer(piece), Party.NOW);
            }
            List<byte[]> frames = reassemble(lan.datagrams());
            lan.clear();
            for (byte[] frame : frames) {
                good[0]++;
                assertNull(filter.judgeFromClient(Unpooled.wrappedBuffer(frame), 0, frame.length, ALICE.bits()),
                        () -> sequence.stream().map(ByteBufUtil::hexDump).toList().toString());
            }
        });
        assertTrue(good[0] > 1_000, () -> good[0] + " frames came through");
    }

    /** Lest the test above passes because its attacks are none. */
    @Test
    void theSamePiecesUnjudgedBecomeFramesThatMayNotPass() {
        int[] bad = {0};
        attack(new ArrayList<>(), sequence -> {
            for (byte[] frame : reassemble(sequence)) {
                bad[0] += filter.judgeFromClient(Unpooled.wrappedBuffer(frame), 0, frame.length, ALICE.bits()) == null
                        ? 0
                        : 1;
            }
        });
        assertTrue(bad[0] > 1_000, () -> bad[0] + " frames would have come through");
    }

    private static void attack(List<byte[]> start, Consumer<List<byte[]>> action) {
        if (start.size() == LONGEST_ATTACK) {
            action.accept(start);
            return;
        }
        for (byte[] next : PIECES) {
            List<byte[]> longer = new ArrayList<>(start);
            longer.add(next);
            attack(longer, action);
        }
    }

    private static List<byte[]> reassemble(List<byte[]> datagrams) {
        List<byte[]> delivered = new ArrayList<>();
        Reassembler reassembler = new Reassembler(new Counters()::drop, (buffer, offset, lengthBytes) -> delivered
                .add(ByteBufUtil.getBytes(buffer, offset, lengthBytes)));
        for (byte[] bytes : datagrams) {
            reassembler.accept(Unpooled.wrappedBuffer(bytes), Party.NOW);
        }
        return delivered;
    }
}
