package dev.lanparty.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every order in which the pieces of a frame can arrive, each of them lost or there twice. */
class ReassemblerOrderTest {
    private static final int PEER = 9;
    private static final int NUMBER = 65_535;
    private static final int PIECE_BYTES = 256;
    private static final Random RANDOM = Seeds.random();

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void deliversTheFrameOnceInWhateverOrderItsPiecesCome(int count) {
        byte[] frame = frameOf(count);
        forEachOrder(pieces(count), order -> {
            ReassemblyBench bench = new ReassemblyBench();
            for (int i = 0; i < count; i++) {
                assertEquals(0, bench.delivered().size());
                bench.accept(PEER, piece(frame, order.get(i)));
            }
            assertTrue(bench.took(frame), order::toString);
            assertEquals(Map.of(), bench.drops());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void deliversNothingIfAnyPieceIsLostAndCountsTheFrameWhenItsTimeIsUp(int count) {
        byte[] frame = frameOf(count);
        for (int lost = 0; lost < count; lost++) {
            List<Integer> there = pieces(count);
            there.remove(lost);
            forEachOrder(there, order -> {
                ReassemblyBench bench = new ReassemblyBench();
                order.forEach(index -> bench.accept(PEER, piece(frame, index)));
                bench.advance(Reassembler.TIMEOUT_NANOS - 1);
                bench.expire();
                assertEquals(Map.of(), bench.drops());
                bench.advance(1);
                bench.expire();
                assertEquals(Map.of(DropReason.FRAGMENT_INCOMPLETE, 1L), bench.drops());
                assertEquals(0, bench.delivered().size());
            });
        }
    }

    /** The second copy comes at every place behind the first: while the frame is underway, or when it is done with. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void deliversTheFrameOnceIfAnyPieceComesTwice(int count) {
        byte[] frame = frameOf(count);
        forEachOrder(pieces(count), order -> {
            for (int first = 0; first < count; first++) {
                for (int second = first + 1; second <= count; second++) {
                    List<Integer> twice = new ArrayList<>(order);
                    twice.add(second, order.get(first));
                    ReassemblyBench bench = new ReassemblyBench();
                    twice.forEach(index -> bench.accept(PEER, piece(frame, index)));
                    assertTrue(bench.took(frame), twice::toString);
                    DropReason reason = second == count ? DropReason.FRAGMENT_LATE : DropReason.FRAGMENT_DUPLICATE;
                    assertEquals(Map.of(reason, 1L), bench.drops(), twice::toString);
                    bench.advance(Reassembler.TIMEOUT_NANOS);
                    bench.expire();
                    assertEquals(Map.of(reason, 1L), bench.drops(), "nothing lingers");
                }
            }
        });
    }

    /** Pieces of two frames of one source between each other, in every interleaving of every order. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void keepsTwoFramesApart(int count) {
        byte[] one = frameOf(count);
        byte[] other = frameOf(count);
        forEachOrder(pieces(2 * count), order -> {
            ReassemblyBench bench = new ReassemblyBench();
            for (int piece : order) {
                bench.accept(PEER, piece < count
                        ? Datagrams.pieceOf(one, 1, piece, PIECE_BYTES)
                        : Datagrams.pieceOf(other, 2, piece - count, PIECE_BYTES));
            }
            boolean oneFirst = order.getLast() >= count;
            assertTrue(oneFirst ? bench.took(one, other) : bench.took(other, one), order::toString);
            assertEquals(Map.of(), bench.drops());
        });
    }

    /** Two sources that use the same number, of which they know nothing. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void keepsTwoSourcesApart(int count) {
        byte[] one = frameOf(count);
        byte[] other = frameOf(count);
        forEachOrder(pieces(2 * count), order -> {
            ReassemblyBench bench = new ReassemblyBench();
            for (int piece : order) {
                boolean ofOne = piece < count;
                bench.accept(ofOne ? 1 : 65_535, piece(ofOne ? one : other, piece % count));
            }
            assertEquals(2, bench.delivered().size());
            assertArrayEquals(order.getLast() < count ? one : other, bench.delivered().get(1));
            assertEquals(Map.of(), bench.drops());
        });
    }

    /** Six pieces are the shortest that can be; the last is shorter than the others. */
    private static byte[] frameOf(int count) {
        byte[] payload = new byte[(count - 1) * PIECE_BYTES + 41];
        RANDOM.nextBytes(payload);
        return Frames.ethernet(Frames.BOB, Frames.ALICE, 0x88b5, payload);
    }

    private static byte[] piece(byte[] frame, int index) {
        return Datagrams.pieceOf(frame, NUMBER, index, PIECE_BYTES);
    }

    private static List<Integer> pieces(int count) {
        List<Integer> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pieces.add(i);
        }
        return pieces;
    }

    private static void forEachOrder(List<Integer> of, Consumer<List<Integer>> action) {
        permute(new ArrayList<>(), of, action);
    }

    private static void permute(List<Integer> start, List<Integer> rest, Consumer<List<Integer>> action) {
        if (rest.isEmpty()) {
            action.accept(start);
            return;
        }
        for (Integer next : rest) {
            List<Integer> longer = new ArrayList<>(start);
            longer.add(next);
            List<Integer> fewer = new ArrayList<>(rest);
            fewer.remove(next);
            permute(longer, fewer, action);
        }
    }
}
