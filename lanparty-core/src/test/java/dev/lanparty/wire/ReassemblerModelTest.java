package dev.lanparty.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Seeds;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reassembler against a naive one, with random pieces of peers that lose, repeat, mix and forge them. */
class ReassemblerModelTest {
    private static final int OPERATIONS = 60_000;

    private final Random random = Seeds.random();
    private final ReassemblyBench bench = new ReassemblyBench();
    private final NaiveReassembler naive = new NaiveReassembler();
    private long now = -7_000_000_000L;
    private int mostUnderway;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 64})
    void doesWhatTheRulesSay(int peers) {
        int[] newest = new int[peers];
        Arrays.setAll(newest, peer -> random.nextInt(65_536));
        for (int i = 0; i < OPERATIONS; i++) {
            int peer = random.nextInt(peers);
            if (random.nextInt(3) == 0) {
                newest[peer] += random.nextInt(2_000) == 0 ? random.nextInt(65_536) : 1;
            }
            sendPiece(peer + 1, newest[peer] - reordering() & 0xffff);
            advance(random.nextInt(200) == 0 ? random.nextInt(600_000_000) : random.nextInt(1_000_000));
            assertAgree();
        }
        assertTrue(bench.delivered().size() > OPERATIONS / 100);
        assertTrue(naive.drops().keySet().containsAll(EnumSet.of(DropReason.FRAGMENT_INCOMPLETE,
                DropReason.FRAGMENT_CONFLICT, DropReason.FRAGMENT_DUPLICATE, DropReason.FRAGMENT_LATE,
                DropReason.JUMBO)), naive.drops()::toString);
        assertEquals(peers == 1 ? 32 : 64, mostUnderway);
    }

    /** Mostly a frame of the last few, seldom one of long ago. */
    private int reordering() {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextInt(200);
            case 1, 2, 3 -> random.nextInt(40);
            default -> random.nextInt(4);
        };
    }

    /** What a frame is follows from whose it is and its number, so that its pieces fit each other, unless one is forged. */
    private void sendPiece(int peer, int number) {
        Random frame = new Random(peer * 65_536L + number);
        int count = 2 + frame.nextInt(5);
        int type = frame.nextInt(4) == 0 ? 0x8100 : 0x88b5;
        int lastBytes = 1 + frame.nextInt(120);
        int pieceBytes = 256 + frame.nextInt(frame.nextInt(10) == 0 ? 1_200 : (1_504 - lastBytes) / (count - 1) - 250);
        int index = random.nextInt(count);
        byte[] header = Frames.ethernet(Frames.BOB, Frames.ALICE, type);
        byte[] piece = new byte[index == count - 1 ? lastBytes : pieceBytes];
        new Random(frame.nextLong() + index).nextBytes(piece);
        if (random.nextInt(300) == 0) {
            piece[random.nextInt(piece.length)] ^= 1;
        } else if (random.nextInt(300) == 0) {
            header[random.nextInt(14)] ^= 2;
        } else if (random.nextInt(300) == 0) {
            count = Math.min(6, count + 1);
            piece = Arrays.copyOf(piece, Math.max(piece.length, 256));
        }
        bench.accept(peer, Datagrams.fragment(number, index, count, header, piece));
        naive.accept(new NaiveReassembler.Key(peer, number), index, count, header, piece, now);
        mostUnderway = Math.max(mostUnderway, naive.underway());
    }

    private void advance(long nanos) {
        now += nanos;
        bench.advance(nanos);
        if (random.nextInt(50) == 0) {
            bench.expire();
            naive.expire(now);
        }
    }

    private void assertAgree() {
        assertEquals(naive.drops(), bench.drops());
        assertEquals(naive.delivered().size(), bench.delivered().size());
        if (!naive.delivered().isEmpty()) {
            assertArrayEquals(naive.delivered().getLast(), bench.delivered().getLast());
        }
    }
}
