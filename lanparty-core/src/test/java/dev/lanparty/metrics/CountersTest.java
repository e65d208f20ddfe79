package dev.lanparty.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Seeds;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountersTest {
    @Test
    void keepsEveryCounterApartFromEveryOther() {
        Counters counters = new Counters();
        int next = 1;
        for (Counter counter : Counter.values()) {
            counters.add(counter, next++);
        }
        for (DropReason reason : DropReason.values()) {
            for (int i = 0; i < next; i++) {
                counters.drop(reason);
            }
            next++;
        }
        int expected = 1;
        for (Counter counter : Counter.values()) {
            assertEquals(expected, counters.get(counter));
            assertEquals(expected++, counters.snapshot().get(counter));
        }
        for (DropReason reason : DropReason.values()) {
            assertEquals(expected, counters.get(reason));
            assertEquals(expected++, counters.snapshot().get(reason));
        }
    }

    @Test
    void takesASnapshotThatDoesNotMove() {
        Counters counters = new Counters();
        counters.increment(Counter.FRAMES_IN);
        CounterSnapshot before = counters.snapshot();
        counters.increment(Counter.FRAMES_IN);

        assertEquals(1, before.get(Counter.FRAMES_IN));
        assertEquals(2, counters.get(Counter.FRAMES_IN));
    }

    @Test
    void sumsTheDropsOfAllReasons() {
        Counters counters = new Counters();
        counters.increment(Counter.FRAMES_IN);
        counters.drop(DropReason.JUMBO);
        counters.drop(DropReason.JUMBO);
        counters.drop(DropReason.RUNT);

        assertEquals(3, counters.snapshot().drops());
        assertEquals(Map.of(DropReason.JUMBO, 2L, DropReason.RUNT, 1L), counters.snapshot().dropsByReason());
    }

    @Test
    void namesOnlyWhatWasCounted() {
        Counters counters = new Counters();
        assertTrue(counters.snapshot().toMap().isEmpty());
        counters.add(Counter.BYTES_OUT, 0);
        counters.add(Counter.BYTES_IN, 99);
        counters.drop(DropReason.SOURCE_NOT_OWN);

        assertEquals(Map.of("bytes_in", 99L, "drop_source_not_own", 1L), counters.snapshot().toMap());
    }

    @Test
    void listsDropsInTheOrderOfTheReasons() {
        Counters counters = new Counters();
        counters.drop(DropReason.RATE_ALL);
        counters.drop(DropReason.DATAGRAM_TOO_SHORT);

        assertEquals(List.of("drop_datagram_too_short", "drop_rate_all"),
                List.copyOf(counters.snapshot().toMap().keySet()));
    }

    @Test
    void addsSnapshotsInAnyOrder() {
        Random random = Seeds.random();
        CounterSnapshot a = randomSnapshot(random);
        CounterSnapshot b = randomSnapshot(random);
        CounterSnapshot c = randomSnapshot(random);
        CounterSnapshot nothing = new Counters().snapshot();

        assertEquals(a.plus(b).toMap(), b.plus(a).toMap());
        assertEquals(a.plus(b).plus(c).toMap(), a.plus(b.plus(c)).toMap());
        assertEquals(a.toMap(), a.plus(nothing).toMap());
        assertEquals(a.drops() + b.drops(), a.plus(b).drops());
        for (Counter counter : Counter.values()) {
            assertEquals(a.get(counter) + b.get(counter), a.plus(b).get(counter));
        }
    }

    @Test
    void givesEveryCounterALabelOfItsOwnAndASentence() {
        Set<String> labels = new HashSet<>();
        Set<String> sentences = new HashSet<>();
        for (Counter counter : Counter.values()) {
            assertTrue(labels.add(counter.label()), counter.label());
            assertTrue(sentences.add(counter.sentence()), counter.sentence());
        }
        for (DropReason reason : DropReason.values()) {
            assertTrue(labels.add("drop_" + reason.label()), reason.label());
            assertTrue(sentences.add(reason.sentence()), reason.sentence());
        }
        for (String label : labels) {
            assertTrue(label.matches("[a-z0-9_]+"), label);
        }
        assertFalse(sentences.contains(""));
    }

    private static CounterSnapshot randomSnapshot(Random random) {
        Counters counters = new Counters();
        for (Counter counter : Counter.values()) {
            counters.add(counter, random.nextInt(1_000));
        }
        for (DropReason reason : DropReason.values()) {
            for (int i = random.nextInt(4); i > 0; i--) {
                counters.drop(reason);
            }
        }
        return counters.snapshot();
    }
}
