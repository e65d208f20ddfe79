package dev.lanparty.control;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a room is called by: 1 to 32 of A-Z, 0-9 and the hyphen. */
public final class RoomCode {
    private static final Pattern FORM = Pattern.compile("[A-Z0-9-]{1,32}");

    private RoomCode() {
    }

    /**
     * The code in its one spelling, upper case.
     *
     * @throws IllegalArgumentException with a sentence if it is no room code
     */
    public static String normalize(String input) {
        String code = input.toUpperCase(Locale.ROOT);
        if (!FORM.matcher(code).matches()) {
            throw new IllegalArgumentException("'" + printable(input)
                    + "' is not a room code: 1 to 32 letters, digits and hyphens are allowed, as in ROOM1");
        }
        return code;
    }

    /** A code from a stranger must neither fill a log line nor steer a terminal. */
    private static String printable(String input) {
        String safe = input.replaceAll("[^\\x20-\\x7e]", "?");
        return safe.length() <= 40 ? safe : safe.substring(0, 40) + "…";
    }
}
