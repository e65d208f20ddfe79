package dev.lanparty.launcher.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The right to make network namespaces: root's own, or that of the root of a user namespace, which an ordinary user may
 * make where the kernel allows it. That namespace is kept by a process that ends with this one, since it reads from it.
 */
public final class Privilege implements AutoCloseable {
    private static final Path TUN = Path.of("/dev/net/tun");
    private static final long TIMEOUT_SECONDS = 5;
    /** Names of network namespaces are files under /run, which is not an ordinary user's: it gets one of its own. */
    private static final String KEEPER = "mount -t tmpfs tmpfs /run && mkdir /run/netns && echo ready && exec cat";

    private final @Nullable Process keeper;

    private Privilege(@Nullable Process keeper) {
        this.keeper = keeper;
    }

    /**
     * Takes it.
     *
     * @throws LabException with what to do if neither way is open
     */
    public static Privilege acquire() {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new LabException("network namespaces are a matter of Linux: run this there");
        }
        Programs.require("ip", "iproute2");
        if (!Files.exists(TUN)) {
            throw new LabException(TUN + " is missing: load the TUN/TAP driver with: modprobe tun");
        }
        if (isRoot()) {
            return new Privilege(null);
        }
        if (!Files.isReadable(TUN) || !Files.isWritable(TUN)) {
            throw new LabException("this user may not open " + TUN + ": run this as root");
        }
        Programs.require("unshare", "util-linux");
        Programs.require("nsenter", "util-linux");
        return new Privilege(keep());
    }

    /** Whether it is root's own. */
    public boolean isRoots() {
        return keeper == null;
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    private static Process keep() {
        Process process = Programs.start(Programs.prepare(List.of("unshare", "--user", "--map-root-user", "--net",
                "--mount", "--propagation", "private", "sh", "-c", KEEPER)).redirectErrorStream(true));
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        try {
            String line = CompletableFuture.supplyAsync(() -> firstLine(said)).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (line.equals("ready")) {
                return process;
            }
            process.destroyForcibly();
            throw new LabException("this kernel does not let this user make namespaces (" + line
                    + "): run this as root");
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new LabException("making a user namespace took too long: run this as root", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw LabException.interrupted(e);
        }
    }

    private static String firstLine(BufferedReader reader) {
        try {
            String line = reader.readLine();
            return line == null ? "no answer" : line;
        } catch (IOException e) {
            return "no answer";
        }
    }

    /** A command, to be run with this right. */
    List<String> with(List<String> command) {
        if (keeper == null) {
            return command;
        }
        List<String> entered = new ArrayList<>(List.of("nsenter", "--target", Long.toString(keeper.pid()), "--user",
                "--net", "--mount", "--preserve-credentials", "--"));
        entered.addAll(command);
        return entered;
    }

    @Override
    public void close() {
        if (keeper != null) {
            keeper.destroyForcibly();
        }
    }
}
