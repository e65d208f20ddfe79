package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.Cleanup;
import dev.lanparty.launcher.lab.JavaProgram;
import dev.lanparty.launcher.lab.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code lanparty demo} as an ordinary user, nobody: in a user namespace where the kernel lets one be made, and with a
 * sentence where it does not. The test's own root only prepares the stage, in a mount namespace that ends with the demo:
 * /dev/net/tun is everybody's on most machines, and root's alone on some.
 */
@Timeout(120)
class DemoWithoutRootTest {
    private static final String NOBODY = "65534";
    private static final List<String> AS_NOBODY = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY,
            "--clear-groups");
    private static final Duration SHOW_TIMEOUT = Duration.ofSeconds(70);

    private final Cleanup cleanup = new Cleanup();

    @TempDir
    private Path said;

    @TempDir
    private Path stage;

    private Path temporary;

    @BeforeEach
    void prepare() throws IOException {
        Requirements.networkAdministrator();
        Requirements.program("setpriv", "util-linux");
        Requirements.program("unshare", "util-linux");
        Files.setPosixFilePermissions(stage, PosixFilePermissions.fromString("rwxr-xr-x"));
        temporary = Files.createDirectory(stage.resolve("tmp"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createDirectory(stage.resolve("device"));
    }

    @AfterEach
    void close() {
        cleanup.close();
    }

    /** Starts the demo with a device file that allows everybody, or root alone, to open it. */
    private DemoRun start(String mode) throws IOException {
        String script = "mount -t tmpfs -o mode=755 tmpfs " + stage.resolve("device") + " && mknod -m " + mode + " "
                + stage.resolve("device/tun") + " c 10 200 && mount --bind " + stage.resolve("device/tun")
                + " /dev/net/tun && cd / && exec \"$@\"";
        List<String> under = new ArrayList<>(
                List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh"));
        under.addAll(AS_NOBODY);
        under.addAll(List.of("env", "HOME=" + temporary));
        return new DemoRun(cleanup, said, temporary, under, readableByAll());
    }

    /** What this process runs on may be in a folder that is root's alone. */
    private JavaProgram readableByAll() throws IOException {
        JavaProgram java = JavaProgram.ofThisProcess();
        Path libraries = Files.createDirectory(stage.resolve("libraries"));
        List<String> classPath = new ArrayList<>();
        for (String entry : java.classPath().split(File.pathSeparator, -1)) {
            Path original = Path.of(entry);
            if (Files.exists(original)) {
                Path copy = libraries.resolve(classPath.size() + "-" + original.getFileName());
                copy(original, copy);
                classPath.add(copy.toString());
            }
        }
        return new JavaProgram(java.java(), java.options(), String.join(File.pathSeparator, classPath));
    }

    private static void copy(Path original, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(original.relativize(file).toString()));
            }
        }
    }

    private static boolean kernelLetsNobodyMakeNamespaces() {
        List<String> command = new ArrayList<>(AS_NOBODY);
        command.addAll(List.of("unshare", "--user", "--map-root-user", "--net", "--mount", "true"));
        return Programs.run(command, "").exitCode() == 0;
    }

    @Test
    void showsEverythingWhereTheKernelAllowsItAndElseSaysWhatIsMissing() throws Exception {
        DemoRun demo = start("666");
        if (kernelLetsNobodyMakeNamespaces()) {
            demo.assertEnds(0, SHOW_TIMEOUT);
            assertTrue(demo.process().out().contains("All of it happened"), demo.process().out());
            assertTrue(demo.process().out().contains("in namespaces of a user's own"), demo.process().out());
        } else {
            demo.assertEnds(1, SHOW_TIMEOUT);
            assertTrue(demo.process().err().startsWith(
                    "lanparty demo: this kernel does not let this user make namespaces ("), demo.process().err());
            assertEquals(1, demo.process().err().lines().count(), demo.process().err());
        }
        demo.assertNothingIsLeft();
    }

    @Test
    void saysWhatIsMissingWhereTheDeviceIsRootsAlone() throws Exception {
        DemoRun demo = start("600");
        demo.assertEnds(1, SHOW_TIMEOUT);
        assertEquals("lanparty demo: this user may not open /dev/net/tun: run this as root",
                demo.process().err().strip());
        demo.assertNothingIsLeft();
    }
}
