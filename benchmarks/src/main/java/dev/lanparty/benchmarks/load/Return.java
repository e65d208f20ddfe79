package dev.lanparty.benchmarks.load;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line that restarts a relay under many members and measures how soon they are back. */
@Command(name = "return", mixinStandardHelpOptions = true, sortOptions = false, description = "Restarts a relay under many members and measures how soon they are back.")
public final class Return implements Callable<Integer> {
    @Option(names = "--members", defaultValue = "1000", description = "Members of all rooms (default: ${DEFAULT-VALUE}).")
    private int members;

    @Option(names = "--rooms", defaultValue = "20", description = "Rooms that they are spread over, of 256 at most (default: ${DEFAULT-VALUE}).")
    private int rooms;

    @Option(names = "--down", defaultValue = "2", description = "Seconds between the relay's end and its start (default: ${DEFAULT-VALUE}).")
    private int downSeconds;

    @Option(names = "--goodbye", description = "The relay tells its members, instead of being killed.")
    private boolean goodbye;

    @Option(names = "--settle", defaultValue = "10", description = "Seconds without any trouble before each restart (default: ${DEFAULT-VALUE}).")
    private int settleSeconds;

    @Option(names = "--rounds", defaultValue = "3", description = "Restarts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--relay-loops", defaultValue = "2", description = "Threads of the relay (default: ${DEFAULT-VALUE}).")
    private int relayLoops;

    @Option(names = "--relay-java-options", split = ",", defaultValue = RelayProcess.JAVA_OPTIONS, description = "For the relay's process, comma between two.")
    private List<String> javaOptions;

    @Override
    public Integer call() throws Exception {
        try (ReturnRun run = new ReturnRun(Files.createTempDirectory("lanparty-return"), javaOptions, relayLoops)) {
            run.gather(members, rooms);
            System.out.println(ReturnResult.TABLE_HEAD);
            for (int round = 0; round < rounds; round++) {
                LockSupport.parkNanos(Duration.ofSeconds(settleSeconds).toNanos());

                System.out.println(run.restart(goodbye, Duration.ofSeconds(downSeconds)).toRow());
            }
        }
        return 0;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Return()).execute(arguments));
    }
}
