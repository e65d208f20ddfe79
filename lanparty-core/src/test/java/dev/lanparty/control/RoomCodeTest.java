package dev.lanparty.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomCodeTest {
    @Test
    void spellsARoomInOneWay() {
        assertEquals("LAN-42", RoomCode.normalize("lan-42"));
        assertEquals("LAN-42", RoomCode.normalize("LAN-42"));
    }

    @Test
    void keepsTheLetterIInEveryLocale() {
        assertEquals("INDIGO", RoomCode.normalize("indigo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ı", "ſ", "ß", "ﬁ", "Ａ", "١"})
    void takesNoLetterWhoseCapitalOnlyLooksAllowed(String input) {
        assertThrows(IllegalArgumentException.class, () -> RoomCode.normalize(input));
    }

    @Test
    void quotesALittleOfWhatItRefuses() {
        String input = "\u001b]0;owned\u0007" + "x".repeat(5_000);
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                () -> RoomCode.normalize(input));
        String sentence = String.valueOf(refused.getMessage());
        assertTrue(sentence.startsWith("'?]0;owned?xxx"), sentence);
        assertTrue(sentence.length() < 150, sentence);
        assertFalse(sentence.contains("\u001b"), sentence);
    }
}
