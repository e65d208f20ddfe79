package dev.lanparty.launcher;

/** The terminal that a person may be looking at. Without a logger: logging asks it while it is set up. */
final class Terminal {
    /** Goes to the beginning of the line and empties it, so that nothing runs into the status line. */
    static final String CLEAR_LINE = "\r\u001b[K";
    /** Cuts what follows at the right margin: a wrapped line could not be emptied again. */
    static final String NO_WRAP = "\u001b[?7l";
    static final String WRAP = "\u001b[?7h";

    private Terminal() {
    }

    /** Whether a person sees what is printed. */
    @SuppressWarnings("SystemConsoleNull") // It is null again from JDK 25 on.
    static boolean isSeen() {
        return System.console() != null && System.console().isTerminal();
    }
}
