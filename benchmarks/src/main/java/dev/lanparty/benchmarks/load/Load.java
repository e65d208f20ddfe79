package dev.lanparty.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The load generator's command line: every combination of the lists is one run, all against one relay. */
@Command(name = "load", mixinStandardHelpOptions = true, sortOptions = false, description = "Simulates many members of a relay and measures what a forwarded frame costs it.")
public final class Load implements Callable<Integer> {
    @Option(names = "--members", split = ",", defaultValue = "2,10,50,100,250,500", description = "Members of all rooms (default: ${DEFAULT-VALUE}).")
    private List<Integer> members;

    @Option(names = "--rooms", split = ",", defaultValue = "1", description = "Rooms, 1 to 100 (default: ${DEFAULT-VALUE}).")
    private List<Integer> rooms;

    @Option(names = "--rate", defaultValue = "0", description = "Frames per second of all members together; 0 for --rate-each.")
    private int rate;

    @Option(names = "--rate-each", defaultValue = "60", description = "Frames per second of each member (default: ${DEFAULT-VALUE}).")
    private int rateEach;

    @Option(names = "--burst", split = ",", defaultValue = "1", description = "Frames that a member sends at once (default: ${DEFAULT-VALUE}).")
    private List<Integer> bursts;

    @Option(names = "--bytes", defaultValue = "128", description = "An Ethernet frame's length, 64 to 1314 (default: ${DEFAULT-VALUE}).")
    private int frameBytes;

    @Option(names = "--broadcast", defaultValue = "0", description = "The share of frames for the whole room, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double broadcastShare;

    @Option(names = "--gateways", description = "One member of each room is its gateway.")
    private boolean gateways;

    @Option(names = "--one-way", description = "Only every other member sends, to the next one, so that acknowledgements travel alone whatever the number of members.")
    private boolean oneWay;

    @Option(names = "--warm-up", defaultValue = "3", description = "Seconds before anything is counted (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(names = "--seconds", defaultValue = "5", description = "Seconds that are counted (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "1", description = "How often all is done (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--generator-loops", defaultValue = "1", description = "Threads that the members share (default: ${DEFAULT-VALUE}).")
    private int generatorLoops;

    @Option(names = "--relay-loops", split = ",", defaultValue = "1", description = "Threads of the relay; a list starts a relay for each (default: ${DEFAULT-VALUE}).")
    private List<Integer> relayLoops;

    @Option(names = "--relay-java-options", split = ",", defaultValue = RelayProcess.JAVA_OPTIONS, description = "For the relay's process, comma between two.")
    private List<String> javaOptions;

    @ArgGroup(exclusive = false)
    private @Nullable Running running;

    /** A relay that runs already. */
    private static final class Running {
        @Option(names = "--relay", required = true, paramLabel = "PORT", description = "A relay that runs on this machine, instead of one that is started; mind its limits.")
        private int port;

        @Option(names = "--relay-ca-cert", required = true, paramLabel = "FILE", description = "Its certificate.")
        private Path certificate;

        @Option(names = "--relay-pid", required = true, paramLabel = "PID", description = "Its process.")
        private long processId;
    }

    @Override
    public Integer call() throws IOException {
        List<LoadResult> results = new ArrayList<>();
        for (int loops : relayLoops) {
            Path folder = Files.createTempDirectory("lanparty-load");
            try (RelayProcess relay = running == null
                    ? RelayProcess.start(folder, javaOptions, loops, 0)
                    : RelayProcess.running(new InetSocketAddress(InetAddress.getLoopbackAddress(), running.port),
                            running.certificate,
                            running.processId)) {
                for (int round = 0; round < rounds; round++) {
                    measureAll(relay, loops, results);
                }
            }
        }
        System.out.println();
        System.out.println(LoadResult.TABLE_HEAD);
        for (LoadResult result : results) {
            System.out.println(result.toRow(results.getFirst()));
        }
        return 0;
    }

    private void measureAll(RelayProcess relay, int loops, List<LoadResult> results) {
        for (int burst : bursts) {
            for (int roomCount : rooms) {
                for (int count : members) {
                    LoadPlan plan = new LoadPlan(count, roomCount, gateways, oneWay, rate > 0 ? rate : rateEach * count,
                            frameBytes, broadcastShare, burst, Duration.ofSeconds(warmUpSeconds),
                            Duration.ofSeconds(seconds));
                    if (plan.isPossible()) {
                        LoadResult result = new LoadRun(relay, loops, generatorLoops, plan).measure();
                        System.out.println(result.toJson());
                        results.add(result);
                    }
                }
            }
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Load()).execute(arguments));
    }
}
