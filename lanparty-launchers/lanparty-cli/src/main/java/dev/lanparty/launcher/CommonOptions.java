package dev.lanparty.launcher;

import picocli.CommandLine.Option;

/** What every launcher understands. */
public final class CommonOptions {
    @Option(names = "--verbose", description = "Log in detail, and show the stack trace of a failure.")
    private boolean verbose;

    /** Sets up logging by the options, and gives the runner of the role. */
    public RoleRunner runner() {
        Logging.setUp(verbose);
        return new RoleRunner(System.out, System.err, verbose);
    }
}
