package dev.lanparty.launcher;

/** Sets up logging before the first logger is made: logback reads these properties once. */
final class Logging {
    /** Goes to the beginning of a terminal's line and empties it, so that a log line does not run into the status line. */
    static final String CLEAR_LINE = "\r\u001b[K";

    private Logging() {
    }

    /**
     * @param verbose whether to log what only a maintainer asks for
     */
    static void setUp(boolean verbose) {
        System.setProperty("lanparty.log.level", verbose ? "DEBUG" : "INFO");
        System.setProperty("lanparty.log.start", StatusLine.isTerminal() ? CLEAR_LINE : "");
    }
}
