package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.RoleProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** How much memory the roles take, in the first third of a time and in the last. */
final class Memory {
    private static final long KIB_PER_MIB = 1_024;
    /** Before this, a JVM grows as it learns. */
    private static final Duration SHORTEST_TELLING = Duration.ofMinutes(10);
    private static final double FLAT = 1.25;

    private final long begunNanos = System.nanoTime();
    private final Duration whole;
    private final Map<String, Long> first = new TreeMap<>();
    private final Map<String, Long> last = new TreeMap<>();

    Memory(Duration whole) {
        this.whole = whole;
    }

    /** Looks at a role. */
    void look(RoleProcess role) {
        long elapsed = System.nanoTime() - begunNanos;
        Map<String, Long> third = elapsed < whole.toNanos() / 3
                ? first
                : elapsed > 2 * (whole.toNanos() / 3) ? last : new TreeMap<>();
        third.merge(role.name(), residentMib(role), Math::max);
    }

    private static long residentMib(RoleProcess role) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(role.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB).findFirst().orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The most that each role took in the last third is hardly more than in the first, if the time tells anything. */
    void assertFlat() {
        if (whole.compareTo(SHORTEST_TELLING) >= 0) {
            last.forEach((role, most) -> assertTrue(most <= first.getOrDefault(role, 0L) * FLAT, this::toString));
        }
    }

    @Override
    public String toString() {
        return "resident MiB at most, first third " + first + ", last third " + last;
    }
}
