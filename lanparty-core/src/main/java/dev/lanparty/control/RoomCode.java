package dev.lanparty.control;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a room is called by: 1 to 32 of A-Z, 0-9 and the hyphen. */
public final class RoomCode {
    /** Checked before the change of case: some letters beyond ASCII have capitals within it. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{1,32}");
    private static final int EXCERPT_CHARACTERS = 40;

    private RoomCode() {
    }

    /**
     * The code in its one spelling, upper case.
     *
     * @throws IllegalArgumentException with a sentence if it is no room code
     */
    public static String normalize(String input) {
        if (!FORM.matcher(input).matches()) {
            throw new IllegalArgumentException("'" + Printable.of(input, EXCERPT_CHARACTERS)
                    + "' is not a room code: 1 to 32 letters, digits and hyphens are allowed, as in ROOM1");
        }
        return input.toUpperCase(Locale.ROOT);
    }
}
