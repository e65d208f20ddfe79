package dev.lanparty.launcher.party;

import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * All that goes wrong on a bad evening, one thing after the other as a seed has it. Whoever may be killed is spared for a third
 * of the evening, so that one process of each role lives for long.
 */
final class Troubles {
    private static final int PLAYERS = 2;
    private static final int[] PATH_MTUS = {1_500, 1_492, 1_420, 1_350, 1_280};
    private static final int[] MEGABITS = {0, 50, 10};

    private static final List<Kind> LOTS = Stream.of(Kind.values())
            .flatMap(kind -> Collections.nCopies(kind.weight, kind).stream()).toList();

    private final Lab lab;
    private final LongLine line;
    private final Random random;
    private final Duration evening;
    private final long begunNanos = System.nanoTime();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final int[] hostNumbers = {2, 2};
    private LongLine.Quality quality = LongLine.Quality.PERFECT;
    private int burstPerMille;

    /** What may go wrong. */
    enum Kind {
        /** The line is as good, or bad, as by chance. */
        WEATHER(4),
        /** For a moment much of what travels is lost, or all of it. */
        LOSS_BURST(4),
        /** The router has another path MTU, and says so. */
        PATH_MTU(2),
        /** The line has another path MTU, and says nothing. */
        SWALLOWED_PACKETS(1),
        /** A player's PC is on another network. */
        NEW_ADDRESS(2),
        /** A program dies. */
        KILLED_CLIENT(1),
        /** The same. */
        KILLED_GATEWAY(1),
        /** The same. */
        KILLED_RELAY(1);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    Troubles(Lab lab, LongLine line, Random random, Duration evening) {
        this.lab = lab;
        this.line = line;
        this.random = random;
        this.evening = evening;
    }

    /** How often each has happened. */
    Map<Kind, Integer> counts() {
        return counts;
    }

    /** Lets something happen. */
    void next() {
        if (burstPerMille > 0) {
            burstPerMille = 0;
            apply();
            return;
        }
        Kind kind = LOTS.get(random.nextInt(LOTS.size()));
        if (kind == spared()) {
            return;
        }
        counts.merge(kind, 1, Integer::sum);
        switch (kind) {
            case WEATHER -> {
                quality = new LongLine.Quality(random.nextInt(80), random.nextInt(20), random.nextInt(20),
                        MEGABITS[random.nextInt(MEGABITS.length)], quality.longestPacket());
                apply();
            }
            case LOSS_BURST -> {
                burstPerMille = random.nextBoolean() ? 1_000 : 100 + random.nextInt(400);
                apply();
            }
            case PATH_MTU -> line.setRouterMtu(pathMtu());
            case SWALLOWED_PACKETS -> {
                quality = quality.withLongestPacket(pathMtu());
                apply();
            }
            case NEW_ADDRESS -> moveToAnotherAddress(random.nextInt(PLAYERS));
            case KILLED_CLIENT -> kill(lab.client(1 + random.nextInt(PLAYERS)));
            case KILLED_GATEWAY -> kill(lab.gateway());
            case KILLED_RELAY -> kill(lab.relay());
        }
    }

    private Kind spared() {
        long third = Math.min(2, 3 * (System.nanoTime() - begunNanos) / evening.toNanos());
        return List.of(Kind.KILLED_RELAY, Kind.KILLED_GATEWAY, Kind.KILLED_CLIENT).get((int) third);
    }

    /** Lets all be well again. */
    void end() {
        burstPerMille = 0;
        quality = LongLine.Quality.PERFECT;
        apply();
        line.setRouterMtu(1_500);
    }

    private int pathMtu() {
        return PATH_MTUS[random.nextInt(PATH_MTUS.length)];
    }

    private void apply() {
        line.set(burstPerMille > 0 ? quality.withLoss(burstPerMille) : quality);
    }

    private void moveToAnotherAddress(int index) {
        String network = "198.18." + (index + 1);
        hostNumbers[index] = 2 + (hostNumbers[index] - 1) % 200;
        lab.topology().namespaces().ip(Topology.player(index + 1), "addr flush dev wan0\naddr add " + network + "."
                + hostNumbers[index] + "/24 dev wan0\nroute replace default via " + network + ".1\n");
    }

    private static void kill(RoleProcess role) {
        if (role.isAlive()) {
            role.signal("KILL");
        }
    }
}
