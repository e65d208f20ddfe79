package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long packets may be, as asked of a path with a width and a round-trip time. */
class PathSearchTest {
    /** Below 0, as a nano clock may be. */
    private static final long START = -1_000_000_000_000L;
    private static final long TICK_NANOS = Duration.ofMillis(5).toNanos();

    private final List<Integer> asked = new ArrayList<>();
    private final List<Answer> underway = new ArrayList<>();
    private int widthBytes = 1_472;
    private int roundTripMillis = 20;
    private int losses;
    private long now = START;
    private final PathSearch search = new PathSearch(1_472, this::carry);

    private record Answer(int index, long atNanos) {
    }

    private void carry(int index, int bytes) {
        asked.add(bytes);
        if (bytes > widthBytes) {
            return;
        }
        if (losses > 0) {
            losses--;
        } else {
            underway.add(new Answer(index, now + Duration.ofMillis(roundTripMillis).toNanos()));
        }
    }

    /** Nothing is asked before its time, and something happens when it has come. */
    private void tick() {
        boolean due = asked.isEmpty() || search.waitNanos(now) == 0;
        int before = asked.size();
        search.tick(now);
        assertEquals(due, search.isDone() || asked.size() > before);
    }

    private long runMillis() {
        while (!search.isDone()) {
            tick();
            now += TICK_NANOS;
            for (Answer answer : List.copyOf(underway)) {
                if (answer.atNanos <= now) {
                    underway.remove(answer);
                    search.answered(answer.index, now);
                }
            }
            assertTrue(now - START < Duration.ofSeconds(2).toNanos(), "the search does not end");
        }
        return Duration.ofNanos(now - START).toMillis();
    }

    @ParameterizedTest
    @CsvSource({"20, 20", "5, 5", "250, 250"})
    void aPathOf1500BytesCostsOneRoundTrip(int roundTrip, int millis) {
        roundTripMillis = roundTrip;

        assertEquals(millis, runMillis());
        assertEquals(OptionalInt.of(1_472), search.result());
        assertEquals(List.of(1_472, 1_200), asked);
    }

    @ParameterizedTest
    @CsvSource({"1471, 1464", "1464, 1464", "1372, 1372", "1371, 1352", "1252, 1252", "1231, 1200", "1200, 1200"})
    void aNarrowPathGetsTheLargestSizeThatItCarriesInAFewRoundTrips(int width, int found) {
        widthBytes = width;

        assertTrue(runMillis() <= 8 * 25);
        assertEquals(OptionalInt.of(found), search.result());
        assertEquals(3, asked.stream().filter(bytes -> bytes == 1_472).count());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aLostQuestionIsAskedAgain(int lost) {
        losses = lost;
        runMillis();

        assertEquals(OptionalInt.of(1_472), search.result());
    }

    @Test
    void aSlowPathIsHeardThoughItsAnswersComeAfterTheNextQuestions() {
        roundTripMillis = 500;
        widthBytes = 1_400;
        runMillis();

        assertEquals(OptionalInt.of(1_392), search.result());
    }

    @Test
    void silenceIsNoReasonToGiveUp() {
        widthBytes = 0;

        assertEquals(905, runMillis());
        assertEquals(OptionalInt.empty(), search.result());
        assertEquals(3, asked.stream().filter(bytes -> bytes == 1_200).count());
    }

    @Test
    void nothingAboveTheCallersOwnLimitIsAsked() {
        PathSearch limited = new PathSearch(1_300, this::carry);
        limited.tick(now);

        assertEquals(1_252, asked.getFirst());
        limited.answered(0, now);
        assertEquals(OptionalInt.of(1_252), limited.result());
    }

    @Test
    void anAnswerToNoQuestionSaysNothing() {
        search.tick(now);
        search.answered(-1, now);
        search.answered(99, now);

        assertFalse(search.isDone());
        assertEquals(OptionalInt.empty(), search.result());
    }
}
