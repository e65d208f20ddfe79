package dev.lanparty.launcher;

import dev.lanparty.transport.QuicSettings;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What every launcher understands. */
public final class CommonOptions {
    @Option(names = "--verbose", description = "Log in detail, and show the stack trace of a failure.")
    private boolean verbose;

    @Option(names = "--spin", paramLabel = "MICROSECONDS", converter = Spin.class, description = "For the fanatics: after each packet look for the next one so long before sleeping, up to 20000, which is longer than a game is silent;"
            + " spares a game wake-ups and cold caches, and costs a processor while somebody plays (default: 0).")
    private Duration spin = Duration.ZERO;

    /** Reads a time that a loop can spin. */
    private static final class Spin implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            if (!text.matches("\\d{1,4}|1\\d{4}|20000")) {
                throw new TypeConversionException("'" + text + "' is not a time to spin: 0 to 20000 microseconds are"
                        + " possible");
            }
            return Duration.of(Long.parseLong(text), ChronoUnit.MICROS);
        }
    }

    /** How QUIC is to be used. */
    public QuicSettings quic() {
        return QuicSettings.DEFAULT.withSpin(spin);
    }

    /** Sets up logging by the options, and gives the runner of the role. */
    public RoleRunner runner() {
        Logging.setUp(verbose);
        return new RoleRunner(System.out, System.err, verbose);
    }
}
