package dev.lanparty.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Grüße, 日本 😀", "it's 100 % \"fine\""})
    void leavesWhatPrintsAsItIs(String text) {
        assertEquals(text, Printable.of(text, 64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\n", "\r", "\u001b", "\u007f", "\u009b", "\u202e", "\u2028", "\u200b", "\ud800",
            "\udc00",
            "\ue000", "\uffff"})
    void replacesWhatDoesNotPrint(String character) {
        assertEquals("a?b", Printable.of("a" + character + "b", 64));
    }

    @Test
    void cutsToALengthThatCountsTheEllipsis() {
        assertEquals("abcd", Printable.of("abcd", 4));
        assertEquals("abc…", Printable.of("abcde", 4));
        assertEquals("…", Printable.of("abcde", 1));
    }

    @Test
    void cutsNoCharacterInTwo() {
        assertEquals("ab…", Printable.of("ab😀cd", 4));
        assertEquals("a😀…", Printable.of("a😀cde", 4));
    }

    @Test
    void givesBackUnchangedWhatItGave() {
        long seed = Long.getLong("lanparty.seed", System.nanoTime());
        RandomGenerator random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(12); left > 0; left--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(0x10000) : 0xd7f0 + random.nextInt(0x820)));
            }
            int max = 1 + random.nextInt(12);
            String once = Printable.of(text.toString(), max);
            assertTrue(once.length() <= max, () -> "-Dlanparty.seed=" + seed);
            assertEquals(once, Printable.of(once, max), () -> "-Dlanparty.seed=" + seed);
        }
    }
}
