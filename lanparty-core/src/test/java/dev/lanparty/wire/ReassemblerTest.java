package dev.lanparty.wire;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.CAROL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReassemblerTest {
    private static final int PEER = 3;
    private static final int OTHER = 4;
    private static final int PIECE_BYTES = 500;
    /** Three pieces. */
    private static final byte[] FRAME = filled(1_514, 1);

    private final ReassemblyBench bench = new ReassemblyBench();

    // Contradictions.

    @Test
    void aPieceWithAnotherEthernetHeaderEndsItsFrame() {
        byte[] forged = FRAME.clone();
        System.arraycopy(CAROL.toBytes(), 0, forged, 0, 6);
        bench.accept(PEER, piece(FRAME, 1, 0));
        bench.accept(PEER, piece(forged, 1, 1));

        assertEnded(DropReason.FRAGMENT_CONFLICT);
    }

    /** The header of a frame is that of its first piece, wherever in the order that one comes. */
    @Test
    void aFirstPieceThatComesLastMayNotHaveAnotherHeader() {
        for (int at = 0; at < 14; at++) {
            byte[] forged = FRAME.clone();
            forged[at] ^= 4;
            bench.accept(PEER, piece(FRAME, at, 2));
            bench.accept(PEER, piece(FRAME, at, 1));
            bench.accept(PEER, piece(forged, at, 0));
            bench.accept(PEER, piece(FRAME, at, 0));
        }

        assertTrue(bench.took());
        assertEquals(Map.of(DropReason.FRAGMENT_CONFLICT, 14L, DropReason.FRAGMENT_LATE, 14L), bench.drops());
    }

    @Test
    void aPieceWithAnotherCountEndsItsFrame() {
        bench.accept(PEER, piece(FRAME, 1, 0));
        bench.accept(PEER, Datagrams.fragment(1, 1, 2, Arrays.copyOf(FRAME, 14), new byte[PIECE_BYTES]));

        assertEnded(DropReason.FRAGMENT_CONFLICT);
    }

    @Test
    void aPieceThatComesAgainWithOtherBytesEndsItsFrame() {
        bench.accept(PEER, piece(FRAME, 1, 0));
        bench.accept(PEER, piece(filled(1_514, 2), 1, 0));

        assertEnded(DropReason.FRAGMENT_CONFLICT);
    }

    @Test
    void aPieceThatComesAgainLongerOrShorterEndsItsFrame() {
        for (int length : new int[]{PIECE_BYTES - 1, PIECE_BYTES + 1}) {
            bench.accept(PEER, piece(FRAME, length, 0));
            bench.accept(PEER, Datagrams.fragment(length, 0, 3, Arrays.copyOf(FRAME, 14),
                    Arrays.copyOfRange(FRAME, 14, 14 + length)));
        }

        assertEquals(2, bench.count(DropReason.FRAGMENT_CONFLICT));
    }

    private void assertEnded(DropReason reason) {
        assertEquals(Map.of(reason, 1L), bench.drops());
        bench.acceptAll(PEER, 1, FRAME, PIECE_BYTES);
        assertTrue(bench.took());
        assertEquals(Map.of(reason, 1L, DropReason.FRAGMENT_LATE, 3L), bench.drops());
        bench.acceptAll(PEER, 2, FRAME, PIECE_BYTES);
        assertTrue(bench.took(FRAME));
    }

    // Lengths.

    @Test
    void judgesTheLengthOfTheWholeFrame() {
        byte[] tagged = Frames.tagged(FRAME);
        bench.acceptAll(PEER, 1, FRAME, 800);
        bench.acceptAll(PEER, 2, filled(1_515, 1), 800);
        bench.acceptAll(PEER, 3, tagged, 800);
        bench.acceptAll(PEER, 4, Arrays.copyOf(tagged, 1_519), 800);

        assertTrue(bench.took(FRAME, tagged));
        assertEquals(Map.of(DropReason.JUMBO, 2L), bench.drops());
    }

    /** The tag of a frame whose last piece comes first is known from that piece's header. */
    @Test
    void judgesTheLengthInWhateverOrderThePiecesCome() {
        byte[] tagged = Frames.tagged(FRAME);
        for (int index = 1; index >= 0; index--) {
            bench.accept(PEER, Datagrams.pieceOf(tagged, 1, index, 800));
            bench.accept(PEER, Datagrams.pieceOf(filled(1_515, 1), 2, index, 800));
        }

        assertTrue(bench.took(tagged));
        assertEquals(Map.of(DropReason.JUMBO, 1L), bench.drops());
    }

    @Test
    void endsAFrameAsSoonAsItIsTooLong() {
        byte[] header = Arrays.copyOf(FRAME, 14);
        bench.accept(PEER, Datagrams.fragment(1, 0, 6, header, new byte[1_178]));
        bench.accept(PEER, Datagrams.fragment(1, 5, 6, header, new byte[1_178]));

        assertEquals(Map.of(DropReason.JUMBO, 1L), bench.drops());
        bench.accept(PEER, Datagrams.fragment(1, 4, 6, header, new byte[1_178]));
        assertEquals(1, bench.count(DropReason.FRAGMENT_LATE));
    }

    // Time.

    @Test
    void aPieceMakesTheTimeOfItsFrameNoLonger() {
        bench.accept(PEER, piece(FRAME, 1, 0));
        bench.advance(Reassembler.TIMEOUT_NANOS - 1);
        bench.accept(PEER, piece(FRAME, 1, 1));
        bench.advance(1);
        bench.accept(PEER, piece(FRAME, 1, 2));

        assertTrue(bench.took());
        assertEquals(Map.of(DropReason.FRAGMENT_INCOMPLETE, 1L, DropReason.FRAGMENT_LATE, 1L), bench.drops());
    }

    @Test
    void takesTheLastPieceInTheLastMoment() {
        bench.accept(PEER, piece(FRAME, 1, 0));
        bench.accept(PEER, piece(FRAME, 1, 1));
        bench.advance(Reassembler.TIMEOUT_NANOS - 1);
        bench.accept(PEER, piece(FRAME, 1, 2));

        assertTrue(bench.took(FRAME));
        assertEquals(Map.of(), bench.drops());
    }

    @Test
    void anyFragmentFindsTheFramesWhoseTimeIsUp() {
        bench.accept(PEER, piece(FRAME, 1, 0));
        bench.advance(Reassembler.TIMEOUT_NANOS / 2);
        bench.accept(PEER, piece(FRAME, 2, 0));
        bench.advance(Reassembler.TIMEOUT_NANOS / 2);
        bench.accept(OTHER, piece(FRAME, 3, 0));

        assertEquals(Map.of(DropReason.FRAGMENT_INCOMPLETE, 1L), bench.drops());
    }

    // Numbers.

    @Test
    void takesNumbersAcrossTheirEnd() {
        for (int i = 0; i < 400; i++) {
            bench.acceptAll(PEER, 65_336 + i & 0xffff, FRAME, PIECE_BYTES);
            bench.accept(PEER, piece(FRAME, 65_336 + i & 0xffff, i % 3));
            assertTrue(bench.took(FRAME));
        }
        assertEquals(Map.of(DropReason.FRAGMENT_LATE, 400L), bench.drops());
    }

    @Test
    void takesEveryNumberOnceInEachRound() {
        byte[] frame = filled(300, 1);
        for (int i = 0; i < 3 * 65_536; i++) {
            bench.acceptAll(PEER, i & 0xffff, frame, 256);
            bench.advance(10_000);
            assertTrue(bench.took(frame));
        }
        assertEquals(Map.of(), bench.drops());
    }

    @Test
    void remembers64NumbersThatAreDoneWith() {
        for (int number = 0; number < 65; number++) {
            bench.acceptAll(PEER, number, FRAME, PIECE_BYTES);
        }
        bench.delivered().clear();
        for (int number = 1; number < 65; number++) {
            bench.accept(PEER, piece(FRAME, number, 0));
        }
        assertEquals(Map.of(DropReason.FRAGMENT_LATE, 64L), bench.drops());

        bench.acceptAll(PEER, 0, FRAME, PIECE_BYTES);
        assertTrue(bench.took(FRAME));
    }

    @Test
    void takesFramesThatOvertookEachOther() {
        for (int number = 63; number >= 0; number--) {
            bench.acceptAll(PEER, number, FRAME, PIECE_BYTES);
            assertTrue(bench.took(FRAME));
        }
        for (int number = 0; number < 64; number++) {
            bench.acceptAll(PEER, number, FRAME, PIECE_BYTES);
        }
        assertTrue(bench.took());
    }

    @ParameterizedTest
    @ValueSource(ints = {-40_000, -32_768, -300, 10, 100, 32_767, 32_768, 40_000})
    void followsAPeerThatStartsAnewWithOtherNumbers(int distance) {
        for (int number = 1_000; number < 1_010; number++) {
            bench.acceptAll(PEER, number, FRAME, PIECE_BYTES);
        }
        bench.delivered().clear();
        for (int number = 1_000; number < 1_200; number++) {
            bench.acceptAll(PEER, number + distance & 0xffff, FRAME, PIECE_BYTES);
            assertTrue(bench.took(FRAME));
        }
        assertEquals(Map.of(), bench.drops());
    }

    /** A peer that starts anew at once, and meets the numbers it had before: it loses those frames and no others. */
    @Test
    void aPeerThatStartsAnewLosesTheNumbersThatAreRemembered() {
        for (int number = 1_000; number < 1_010; number++) {
            bench.acceptAll(PEER, number, FRAME, PIECE_BYTES);
        }
        bench.delivered().clear();
        for (int number = 990; number < 1_200; number++) {
            bench.acceptAll(PEER, number, FRAME, PIECE_BYTES);
        }
        assertEquals(200, bench.delivered().size());
        assertEquals(Map.of(DropReason.FRAGMENT_LATE, 30L), bench.drops());
    }

    @Test
    void forgetsTheNumbersOfAPeerThatWasSilent() {
        bench.acceptAll(PEER, 1, FRAME, PIECE_BYTES);
        bench.advance(Reassembler.TIMEOUT_NANOS);
        bench.acceptAll(PEER, 1, FRAME, PIECE_BYTES);

        assertTrue(bench.took(FRAME, FRAME));
    }

    // Bounds.

    @Test
    void aSourceHas32FramesUnderwayAndTheOldestGoesFirst() {
        for (int number = 0; number < 33; number++) {
            bench.accept(PEER, piece(FRAME, number, 0));
        }
        assertEquals(Map.of(DropReason.FRAGMENT_INCOMPLETE, 1L), bench.drops());

        for (int number = 0; number < 33; number++) {
            bench.accept(PEER, piece(FRAME, number, 1));
            bench.accept(PEER, piece(FRAME, number, 2));
            assertTrue(number == 0 ? bench.took() : bench.took(FRAME));
        }
        assertEquals(Map.of(DropReason.FRAGMENT_INCOMPLETE, 1L, DropReason.FRAGMENT_LATE, 2L), bench.drops());
    }

    /** Whatever the others do, a source that has no more than its part loses nothing to them. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 16, 33, 64})
    void hostileSourcesTakeNothingFromOneThatHasNoMoreThanItsPart(int sources) {
        int part = Math.min(Reassembler.MAX_FRAMES / sources, Reassembler.MAX_FRAMES_PER_SOURCE);
        for (int number = 0; number < part; number++) {
            bench.accept(PEER, piece(FRAME, number, 1));
        }
        for (int number = 0; number < 1_000; number++) {
            for (int hostile = 1; hostile < sources; hostile++) {
                bench.accept(1_000 + hostile, piece(FRAME, number, number % 3));
            }
        }
        for (int number = 0; number < part; number++) {
            bench.accept(PEER, piece(FRAME, number, 0));
            bench.accept(PEER, piece(FRAME, number, 2));
            assertTrue(bench.took(FRAME));
        }
    }

    /** They had all places before it came, and it gets its own. */
    @Test
    void aNewSourceTakesThePlacesOfThoseWhoHaveMore() {
        for (int number = 0; number < 100; number++) {
            for (int hostile = 1; hostile <= 3; hostile++) {
                bench.accept(1_000 + hostile, piece(FRAME, number, 0));
            }
        }
        for (int index = 0; index < 3; index++) {
            for (int number = 0; number < 16; number++) {
                bench.accept(PEER, piece(FRAME, number, index));
            }
        }

        assertEquals(16, bench.delivered().size());
    }

    @Test
    void aSourceThatHasAsManyAsAnyOtherLosesItsOwnOldest() {
        for (int number = 0; number < 32; number++) {
            bench.accept(OTHER, piece(FRAME, number, 0));
            bench.accept(PEER, piece(FRAME, number, 0));
        }
        bench.acceptAll(PEER, 32, FRAME, PIECE_BYTES);
        assertTrue(bench.took(FRAME));

        bench.accept(PEER, piece(FRAME, 0, 1));
        assertEquals(Map.of(DropReason.FRAGMENT_INCOMPLETE, 1L, DropReason.FRAGMENT_LATE, 1L), bench.drops());
    }

    /** More sources than are remembered: a frame's pieces in a row always become a frame. */
    @Test
    void servesEverySourceOfTheLargestRoom() {
        for (int round = 0; round < 3; round++) {
            for (int peer = 1; peer <= 256; peer++) {
                bench.accept(peer, piece(FRAME, 2 * round, 0));
                bench.acceptAll(peer, 2 * round + 1, FRAME, PIECE_BYTES);
                assertTrue(bench.took(FRAME));
            }
        }
        bench.advance(Reassembler.TIMEOUT_NANOS);
        bench.expire();
        assertEquals(Map.of(DropReason.FRAGMENT_INCOMPLETE, 3 * 256L), bench.drops());
    }

    private static byte[] piece(byte[] frame, int number, int index) {
        return Datagrams.pieceOf(frame, number, index, PIECE_BYTES);
    }

    private static byte[] filled(int lengthBytes, int value) {
        byte[] payload = new byte[lengthBytes - 14];
        Arrays.fill(payload, (byte) value);
        return Frames.ethernet(BOB, ALICE, 0x88b5, payload);
    }
}
