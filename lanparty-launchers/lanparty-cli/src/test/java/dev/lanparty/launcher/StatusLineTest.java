package dev.lanparty.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StatusLineTest {
    private static final String CLEAR = "\r\u001b[K";

    private final Printed printed = new Printed();
    private final AtomicInteger looks = new AtomicInteger();

    private String status() {
        return "look " + looks.incrementAndGet();
    }

    private static String drawn(String status) {
        return CLEAR + "\u001b[?7l" + status + "\u001b[?7h";
    }

    @Test
    void isDrawnOverItselfAndNeverWraps() {
        try (StatusLine line = new StatusLine(this::status, printed.stream, true)) {
            line.show();
            line.show();
            assertEquals(drawn("look 1") + drawn("look 2"), printed.text());
        }
    }

    @Test
    void leavesAnEmptyLineAndDrawsNothingAfterIt() {
        StatusLine line = new StatusLine(this::status, printed.stream, true);
        line.show();
        line.close();
        line.show();
        line.close();
        assertEquals(drawn("look 1") + CLEAR, printed.text());
    }

    @Test
    void aRoleThatCannotTellIsShownTheNextTime() {
        try (StatusLine line = new StatusLine(() -> {
            if (looks.get() == 0) {
                status();
                throw new IllegalStateException("too busy");
            }
            return status();
        }, printed.stream, true)) {
            line.show();
            line.show();
            assertEquals(drawn("look 2"), printed.text());
        }
    }

    @Test
    void printsNoControlCharactersWhereNoTerminalIs() {
        try (StatusLine line = new StatusLine(this::status, printed.stream, false)) {
            line.show();
        }
        assertEquals("", printed.text());
        assertEquals(1, looks.get());
    }
}
