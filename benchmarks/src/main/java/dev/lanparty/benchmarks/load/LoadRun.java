package dev.lanparty.benchmarks.load;

import dev.lanparty.control.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One run: members join, send for a while, and leave. */
final class LoadRun {
    /** What is under way when sending ends has arrived by then. */
    private static final Duration STRAGGLERS = Duration.ofMillis(500);

    private final RelayProcess relay;
    private final int relayLoops;
    private final int generatorLoops;
    private final LoadPlan plan;

    LoadRun(RelayProcess relay, int relayLoops, int generatorLoops, LoadPlan plan) {
        this.relay = relay;
        this.relayLoops = relayLoops;
        this.generatorLoops = Math.min(generatorLoops, plan.members() / 2);
        this.plan = plan;
    }

    LoadResult measure() {
        List<Crowd> crowds = new ArrayList<>();
        try {
            for (int i = 0; i < generatorLoops; i++) {
                crowds.add(new Crowd(relay, plan));
            }
            admitAll(crowds);
            return measure(crowds);
        } finally {
            crowds.forEach(Crowd::close);
        }
    }

    /**
     * Member 0 of each room is its gateway, if there is one; each member's neighbour is the next of its room. Two by two
     * they share a loop, so that each loop has members that send.
     */
    private void admitAll(List<Crowd> crowds) {
        int number = 0;
        for (int room = 0; room < plan.rooms(); room++) {
            int first = number;
            int size = plan.members() / plan.rooms() + (room < plan.members() % plan.rooms() ? 1 : 0);
            for (int place = 0; place < size; place++) {
                Role role = plan.gateways() && place == 0 ? Role.GATEWAY : Role.CLIENT;
                crowds.get(number / 2 % crowds.size()).admit(number, first + (place + 1) % size, role, room, size - 1);
                number++;
            }
        }
    }

    private LoadResult measure(List<Crowd> crowds) {
        double ratePerCrowd = (double) plan.framesPerSecond() / crowds.size();
        crowds.forEach(crowd -> crowd.begin(ratePerCrowd));
        pause(plan.warmUp());
        List<Crowd.Tally> before = crowds.stream().map(Crowd::tally).toList();
        Duration relayBefore = relay.cpuTime();
        Duration ownBefore = RelayProcess.cpuTime(ProcessHandle.current());
        long startNanos = System.nanoTime();
        pause(plan.duration());
        List<Crowd.Tally> after = crowds.stream().map(Crowd::tally).toList();
        double relaySeconds = seconds(relay.cpuTime().minus(relayBefore));
        double ownSeconds = seconds(RelayProcess.cpuTime(ProcessHandle.current()).minus(ownBefore));
        double elapsedSeconds = seconds(Duration.ofNanos(System.nanoTime() - startNanos));
        crowds.forEach(Crowd::pause);
        pause(STRAGGLERS);
        List<Crowd.Tally> last = crowds.stream().map(Crowd::tally).toList();

        long sent = 0;
        long delivered = 0;
        long lost = 0;
        for (int i = 0; i < crowds.size(); i++) {
            sent += after.get(i).sent() - before.get(i).sent();
            delivered += after.get(i).delivered() - before.get(i).delivered();
            lost += last.get(i).expected() - last.get(i).delivered();
        }
        List<Delays> delays = after.stream().map(Crowd.Tally::delays).toList();
        return new LoadResult(plan.members(), plan.rooms(), relayLoops, "bursts of " + plan.burst(),
                plan.frameBytes(), plan.broadcastShare(), Math.round(sent / elapsedSeconds),
                Math.round(delivered / elapsedSeconds), lost, relaySeconds * 1e6 / Math.max(1, delivered),
                relaySeconds / elapsedSeconds, ownSeconds / elapsedSeconds, Delays.percentileMicros(delays, 0.5),
                Delays.percentileMicros(delays, 0.99));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
