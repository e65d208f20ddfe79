package dev.lanparty.launcher;

/** Sets up logging before the first logger is made: logback reads this property once. */
final class Logging {
    private Logging() {
    }

    /**
     * @param verbose whether to log what only a maintainer asks for
     */
    static void setUp(boolean verbose) {
        System.setProperty("lanparty.log.level", verbose ? "DEBUG" : "INFO");
    }
}
