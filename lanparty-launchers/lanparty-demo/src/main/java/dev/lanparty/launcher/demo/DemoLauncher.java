package dev.lanparty.launcher.demo;

import dev.lanparty.launcher.CommandLines;
import dev.lanparty.launcher.Version;
import dev.lanparty.launcher.lab.Cleanup;
import dev.lanparty.launcher.lab.LabException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lanparty demo}: shows the bridge at work, and undoes everything on every way out. */
@Command(name = "./lanparty demo", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, description = "Shows the whole bridge at work on this machine: a player, a relay, a gateway and a LAN"
        + " host in network namespaces of their own. Nothing outside of them is touched, and nothing is left behind."
        + " Needs Linux, and root or a kernel that lets users make namespaces.")
public final class DemoLauncher implements Callable<Integer> {
    private static final int SHOWN = 0;
    private static final int FAILED = 1;

    @Option(names = "--verbose", description = "On a failure, show all that the roles said, and its stack trace.")
    private boolean verbose;

    @Override
    public Integer call() {
        try (Cleanup cleanup = new Cleanup()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> undo(cleanup), "lanparty-stop"));
            return new Demo(cleanup, new Screen(System.out), verbose).run() ? SHOWN : FAILED;
        } catch (LabException e) {
            System.err.println("lanparty demo: " + e.getMessage());
            if (verbose) {
                e.printStackTrace();
            }
            return FAILED;
        }
    }

    /** What a signal starts, and the end of the process, when nothing is left to do. */
    private static void undo(Cleanup cleanup) {
        boolean early = !cleanup.isClosed();
        cleanup.close();
        if (early) {
            System.err.println("lanparty demo: told to stop; everything it made is gone again");
        }
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.execute(new DemoLauncher(), arguments));
    }
}
