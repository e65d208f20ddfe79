package dev.lanparty.launcher.party;

import dev.lanparty.launcher.lab.Programs;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What these tests need of the machine. Missing, they are skipped with the reason; on a build server, where the environment
 * variable CI is set, they fail instead, or nobody would notice that they never run.
 */
final class Requirements {
    private static final int SIGINT = 2;

    private Requirements() {
    }

    /** Root on Linux, with /dev/net/tun and the programs that make namespaces and send pings. */
    static void networkAdministrator() {
        require(System.getProperty("os.name").equals("Linux"), "needs Linux");
        require(System.getProperty("user.name").equals("root"), "needs root, to make network namespaces");
        require(Files.exists(Path.of("/dev/net/tun")), "needs /dev/net/tun");
        program("ip", "iproute2");
        program("ping", "iputils-ping");
    }

    /** A program on the PATH. */
    static void program(String name, String packageName) {
        require(Programs.isInstalled(name), "needs the program " + name + " of the package " + packageName);
    }

    /**
     * That SIGINT is not ignored: a shell without job control has it ignored by what it starts in the background, and by all
     * that is started from there.
     */
    static void interruptible() throws IOException {
        String ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
        BigInteger signals = new BigInteger(ignored.substring(ignored.indexOf(':') + 1).strip(), 16);
        require(!signals.testBit(SIGINT - 1), "needs to be started in the foreground, since SIGINT is ignored here");
    }

    private static void require(boolean present, String reason) {
        if (!present && System.getenv("CI") != null) {
            Assertions.fail(reason);
        }
        Assumptions.assumeTrue(present, reason);
    }
}
