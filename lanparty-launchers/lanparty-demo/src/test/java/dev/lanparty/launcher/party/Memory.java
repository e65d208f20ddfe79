package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.RoleProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * What the roles' processes hold: resident memory and open descriptors, in the first third of each process's life and in the
 * last. Only lives of some minutes tell anything, for a JVM grows as it learns.
 */
final class Memory {
    private static final int KIB_PER_MIB = 1_024;
    private static final Duration SHORTEST_TELLING = Duration.ofMinutes(5);
    private static final double FLAT = 1.25;
    /** Of files and sockets that are open for a moment. */
    private static final int PASSING_DESCRIPTORS = 8;

    private final Map<Long, Life> lives = new LinkedHashMap<>();

    private record Look(long atNanos, int residentMib, int descriptors) {
    }

    private record Life(String role, List<Look> looks) {
        Duration length() {
            return Duration.ofNanos(looks.getLast().atNanos - looks.getFirst().atNanos);
        }

        /** The most in a third of it, 0 to 2. */
        int most(int third, ToIntFunction<Look> what) {
            long from = looks.getFirst().atNanos + length().toNanos() / 3 * third;
            return looks.stream().filter(look -> look.atNanos >= from && look.atNanos <= from + length().toNanos() / 3)
                    .mapToInt(what).max().orElse(0);
        }

        boolean isFlat() {
            return most(2, Look::residentMib) <= most(0, Look::residentMib) * FLAT
                    && most(2, Look::descriptors) <= most(0, Look::descriptors) + PASSING_DESCRIPTORS;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s, %d s: %d then %d MiB, %d then %d descriptors", role,
                    length().toSeconds(), most(0, Look::residentMib), most(2, Look::residentMib),
                    most(0, Look::descriptors), most(2, Look::descriptors));
        }
    }

    /** Looks at a role, if it is there. */
    void look(RoleProcess role) {
        Path process = Path.of("/proc", Long.toString(role.pid()));
        try (Stream<String> status = Files.lines(process.resolve("status"));
                Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            int residentMib = status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")) / KIB_PER_MIB).findFirst()
                    .orElse(0);
            lives.computeIfAbsent(role.pid(), pid -> new Life(role.name(), new ArrayList<>())).looks
                    .add(new Look(System.nanoTime(), residentMib, (int) descriptors.count()));
        } catch (IOException e) {
            // It has just been killed.
        }
    }

    private List<Life> telling() {
        return lives.values().stream().filter(life -> life.length().compareTo(SHORTEST_TELLING) >= 0).toList();
    }

    /** No process that lived for long held much more at its end than at its beginning. */
    void assertFlat() {
        telling().forEach(life -> assertTrue(life.isFlat(), life::toString));
    }

    /** Each role had a life that tells. */
    void assertTells(Stream<RoleProcess> roles) {
        roles.forEach(role -> assertFalse(telling().stream().noneMatch(life -> life.role.equals(role.name())),
                () -> "no " + role.name() + " lived for long: " + this));
    }

    @Override
    public String toString() {
        return lives.size() + " processes, of which lived long " + telling();
    }
}
