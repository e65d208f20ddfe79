package dev.lanparty.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Members who join a relay, and come back each time it is started again. */
final class ReturnRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(20);
    /** Who joins at the same time, so that joining is not what takes long. */
    private static final int JOINING = 4;

    private final Path folder;
    private final List<String> javaOptions;
    private final int relayLoops;
    private final List<Regular> regulars = new ArrayList<>();
    private RelayProcess relay;

    /** Starts a relay. */
    ReturnRun(Path folder, List<String> javaOptions, int relayLoops) throws IOException {
        this.folder = folder;
        this.javaOptions = javaOptions;
        this.relayLoops = relayLoops;
        relay = RelayProcess.start(folder, javaOptions, relayLoops, 0);
    }

    /** So many members join, spread evenly over rooms. */
    void gather(int members, int rooms) throws InterruptedException, ExecutionException {
        List<Future<?>> joining = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(JOINING)) {
            for (int number = 1; number <= members; number++) {
                Regular regular = new Regular(relay, number, "ROOM-" + number % rooms);
                regulars.add(regular);
                joining.add(threads.submit(regular::join));
            }
            for (Future<?> one : joining) {
                one.get();
            }
        }
    }

    /**
     * Ends the relay and starts it again.
     *
     * @param goodbye whether it tells the members, or is killed
     * @param down how long there is none, at least
     */
    ReturnResult restart(boolean goodbye, Duration down) throws IOException {
        int before = regulars.getFirst().returns();
        long endNanos = end(goodbye);
        LockSupport.parkNanos(down.toNanos());
        relay = RelayProcess.start(folder, javaOptions, relayLoops, relay.address().getPort());
        long readyNanos = System.nanoTime();

        Duration relayBefore = relay.cpuTime();
        Duration ownBefore = RelayProcess.cpuTime(ProcessHandle.current());
        Newcomers newcomers = new Newcomers(relay, regulars.size() + 1);
        Talkers talkers = new Talkers(relay, regulars.size() + 2);
        long lostNanos = 0;
        try (newcomers; talkers) {
            while (!isOver(before, readyNanos)) {
                LockSupport.parkNanos(LOOK.toNanos());
                lostNanos = regulars.stream().filter(Regular::isAway).mapToLong(Regular::changedNanos).reduce(lostNanos,
                        (latest, next) -> latest == 0 || next - latest > 0 ? next : latest);
            }
        }
        List<Long> back = regulars.stream().filter(regular -> regular.returns() > before)
                .map(regular -> millis(regular.changedNanos() - readyNanos)).sorted().toList();
        return new ReturnResult(back, millis(lostNanos - endNanos), regulars.size() - back.size(),
                relay.cpuTime().minus(relayBefore),
                RelayProcess.cpuTime(ProcessHandle.current()).minus(ownBefore),
                newcomers.joinedMillis().stream().sorted().toList(), newcomers.unanswered(), talkers.tally());
    }

    private long end(boolean goodbye) throws IOException {
        long now = System.nanoTime();
        if (goodbye) {
            relay.close();
        } else {
            relay.kill();
        }
        return now;
    }

    private boolean isOver(int before, long readyNanos) {
        return regulars.stream().allMatch(regular -> regular.returns() > before)
                || System.nanoTime() - readyNanos > PATIENCE.toNanos();
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    @Override
    public void close() throws IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(JOINING)) {
            regulars.forEach(regular -> threads.execute(regular::close));
        }
        relay.close();
    }
}
