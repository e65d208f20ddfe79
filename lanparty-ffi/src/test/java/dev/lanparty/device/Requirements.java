package dev.lanparty.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What some tests need of the machine. Missing, the test is skipped with the reason; on a build server, where the
 * environment variable CI is set, it fails instead, or nobody would notice that it never runs.
 */
public final class Requirements {
    private Requirements() {
    }

    /** Root on Linux, with /dev/net/tun: what it takes to make namespaces and interfaces. */
    public static void networkAdministrator() {
        require(System.getProperty("os.name").equals("Linux"), "needs Linux");
        require(System.getProperty("user.name").equals("root"), "needs root, to make network namespaces");
        require(Files.exists(Path.of("/dev/net/tun")), "needs /dev/net/tun");
        tool("ip");
    }

    /** A program on the PATH. */
    public static Path tool(String name) {
        Optional<Path> found = Arrays.stream(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable).findFirst();
        require(found.isPresent(), "needs the program " + name);
        return found.orElseThrow();
    }

    private static void require(boolean present, String reason) {
        if (!present && System.getenv("CI") != null) {
            Assertions.fail(reason);
        }
        Assumptions.assumeTrue(present, reason);
    }
}
