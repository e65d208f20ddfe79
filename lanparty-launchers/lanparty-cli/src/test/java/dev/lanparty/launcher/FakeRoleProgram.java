package dev.lanparty.launcher;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** A launcher with a {@link FakeRole}, for the tests that need a process of its own: how it behaves is its one argument. */
final class FakeRoleProgram {
    /** Ready, and then nothing until it is told to stop. */
    static final String RUNS = "runs";
    /** Never ready. */
    static final String JOINS = "joins";
    /** Ready, but it cannot tell how it is doing. */
    static final String WEDGED = "wedged";
    /** Ready; it logs a line when its status has been shown once, and is over. */
    static final String LOGS = "logs";

    private FakeRoleProgram() {
    }

    public static void main(String[] arguments) {
        Logging.setUp(false);
        FakeRole role = switch (arguments[0]) {
            case JOINS -> joining();
            case WEDGED -> new FakeRole(() -> "on port 7").totals(() -> {
                throw new IllegalStateException("wedged");
            });
            case LOGS -> logging();
            default -> new FakeRole(() -> "on port 7");
        };
        int code = new RoleRunner(System.out, System.err, false).run("player", () -> role);
        System.exit(code);
    }

    private static FakeRole joining() {
        FakeRole[] itself = new FakeRole[1];
        itself[0] = new FakeRole(() -> {
            System.out.println("joining");
            return itself[0].never();
        });
        return itself[0];
    }

    private static FakeRole logging() {
        AtomicInteger looks = new AtomicInteger();
        FakeRole role = new FakeRole(() -> "on port 7");
        return role.status(() -> {
            if (looks.incrementAndGet() > 1) {
                LoggerFactory.getLogger("dev.lanparty.test").info("somebody joined");
                role.close();
            }
            return "well";
        });
    }
}
