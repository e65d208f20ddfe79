package dev.lanparty.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code ./lanparty}, copied into a project of its own, where Maven and the JDKs are small scripts that tell what
 * they were called with, and a PATH that leads to no others.
 */
@Timeout(60)
class LanpartyScriptTest {
    private static final List<String> TOOLS = List.of("bash", "cat", "cksum", "cut", "dirname", "env", "find", "id",
            "mkdir", "mktemp", "mv", "readlink", "rm", "sed", "tail", "touch");
    private static final String REHEARSING = "lanparty: rehearsing for quick starts, once";
    private static final List<Path> SYSTEM_FOLDERS = List.of(Path.of("/usr/lib/jvm"), Path.of("/opt"));
    private static final String NO_JDK = "lanparty: a JDK of version 22 or newer is needed and none was found: install"
            + " one, or name it in JAVA_HOME";

    @TempDir
    private Path folder;
    private Path project;
    private Path tools;

    /** What a run of the script came to. */
    private record Run(int code, List<String> out, List<String> err) {
    }

    @BeforeEach
    void makeAProject() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux: its paths are among those searched");
        project = Files.createDirectories(folder.resolve("project"));
        Files.copy(Path.of(System.getProperty("lanparty.root"), "lanparty"), project.resolve("lanparty"));
        Files.createDirectories(project.resolve("core/src/main/java"));
        tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), onPath(tool));
        }
        program(tools.resolve("mvn"), "echo built >>'" + folder.resolve("builds") + "'");
    }

    private static Path onPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":")).map(place -> Path.of(place, tool))
                .filter(Files::isExecutable).findFirst().orElseThrow(() -> new AssertionError("needs " + tool));
    }

    private static void program(Path file, String line) throws IOException {
        Files.writeString(file, "#!/usr/bin/env bash\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A JDK whose java tells where it is, and its last two arguments or what it would run. */
    private Path jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        program(home.resolve("bin/java"), "echo \"" + home.getFileName() + "\"; echo \"$*\"");
        return home;
    }

    /** One where the script finds it by itself, newer than any that this machine may have. */
    private Path foundJdk() throws IOException {
        return jdk(folder.resolve("home/.jdks/newest"), "99.0.1");
    }

    private Run lanparty(Map<String, String> environment, String... arguments) throws Exception {
        return run(Stream.concat(Stream.of(project.resolve("lanparty").toString()), Arrays.stream(arguments)).toList(),
                environment);
    }

    private Run run(List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", tools.toString(), "HOME", folder.resolve("home").toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "still running");
            return new Run(process.exitValue(), Files.readAllLines(folder.resolve("out")),
                    Files.readAllLines(folder.resolve("err")));
        } finally {
            process.destroyForcibly();
        }
    }

    private long builds() throws IOException {
        Path file = folder.resolve("builds");
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8).size() : 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help", "-h"})
    void tellsTheCommandsWithoutAJdk(String argument) throws Exception {
        Run run = argument.isEmpty() ? lanparty(Map.of()) : lanparty(Map.of(), argument);
        assertEquals(0, run.code());
        assertEquals("Usage: ./lanparty COMMAND [OPTIONS]", run.out().getFirst());
        for (String command : List.of("demo", "relay", "gateway", "client", "room")) {
            assertTrue(run.out().stream().anyMatch(line -> line.startsWith("  " + command + " ")), command);
        }
        assertEquals(List.of(), run.err());
    }

    @Test
    void anUnknownCommandIsAMistakeInOneSentence() throws Exception {
        Run run = lanparty(Map.of(), "relai", "--listen", "443");
        assertEquals(List.of("lanparty: there is no command 'relai'; see ./lanparty --help"), run.err());
        assertEquals(2, run.code());
    }

    @ParameterizedTest
    @CsvSource({"relay, relay.RelayLauncher", "gateway, gateway.GatewayLauncher", "client, client.ClientLauncher",
            "room, room.RoomLauncher", "demo, demo.DemoLauncher"})
    void runsTheLauncherOfACommandWithItsArguments(String command, String launcher) throws Exception {
        foundJdk();
        Run run = lanparty(Map.of(), command, "--room", "two words");
        assertEquals(0, run.code());
        assertTrue(run.out().get(1).endsWith(" dev.lanparty.launcher." + launcher + " --room two words"),
                run.out().get(1));
    }

    @Test
    void versionIsThatOfTheLaunchers() throws Exception {
        foundJdk();
        assertTrue(lanparty(Map.of(), "--version").out().get(1).endsWith("relay.RelayLauncher --version"));
    }

    @Test
    void anOldJavaFirstOnThePathIsPassedOver() throws Exception {
        foundJdk();
        Path old = jdk(folder.resolve("old"), "17.0.15");
        Files.createSymbolicLink(tools.resolve("java"), old.resolve("bin/java"));
        assertEquals("newest", lanparty(Map.of(), "relay").out().getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_HOME", "JDK_HOME"})
    void theJdkThatTheEnvironmentNamesIsPreferredToANewerOne(String variable) throws Exception {
        foundJdk();
        Path named = jdk(folder.resolve("named"), "22");
        assertEquals("named", lanparty(Map.of(variable, named.toString()), "relay").out().getFirst());
    }

    @Test
    void aTooOldJdkThatTheEnvironmentNamesIsPassedOver() throws Exception {
        foundJdk();
        Path named = jdk(folder.resolve("named"), "21.0.7");
        assertEquals("newest", lanparty(Map.of("JAVA_HOME", named.toString()), "relay").out().getFirst());
    }

    /** The folders of the system are hidden by a mount namespace, so that none of this machine's JDKs is found. */
    @Test
    void withoutAJdkItSaysSoInOneSentence() throws Exception {
        Path old = jdk(folder.resolve("old"), "21.0.7");
        Files.createSymbolicLink(tools.resolve("java"), old.resolve("bin/java"));
        String hide = String.join("\n", SYSTEM_FOLDERS.stream().filter(Files::isDirectory)
                .map(place -> onPath("mount") + " -t tmpfs none " + place).toList());
        List<String> hidden = List.of(onPath("unshare").toString(), "--user", "--map-root-user", "--mount", "bash",
                "-euc", hide + "\nexec \"$@\"", "bash");
        boolean canHide = run(Stream.concat(hidden.stream(), Stream.of(tools.resolve("touch").toString(),
                folder.resolve("hidden").toString())).toList(), Map.of()).code() == 0;
        assertTrue(canHide || System.getenv("CI") == null, "needs mount namespaces");
        assumeTrue(canHide, "needs mount namespaces");
        Run run = run(Stream.concat(hidden.stream(), Stream.of(project.resolve("lanparty").toString(), "relay"))
                .toList(), Map.of("JAVA_HOME", old.toString()));
        assertEquals(List.of(NO_JDK), run.err());
        assertEquals(1, run.code());
        assertEquals(0, builds());
    }

    @Test
    void buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        foundJdk();
        assertEquals(List.of("lanparty: building, which takes a minute the first time"), lanparty(Map.of(), "relay")
                .err());
        assertEquals(List.of(), lanparty(Map.of(), "relay").err());
        assertEquals(1, builds());
        Path source = Files.writeString(project.resolve("core/src/main/java/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        lanparty(Map.of(), "relay");
        assertEquals(2, builds());
    }

    @Test
    void aFailedBuildIsShownAndNothingRuns() throws Exception {
        foundJdk();
        program(tools.resolve("mvn"), "echo what went wrong; exit 1");
        Run run = lanparty(Map.of(), "relay");
        assertEquals(1, run.code());
        assertEquals(List.of(), run.out());
        assertEquals("what went wrong", run.err().get(1));
        assertTrue(run.err().getLast().startsWith("lanparty: the build failed; all of its output is in "),
                run.err().getLast());
        assertFalse(lanparty(Map.of(), "relay").err().isEmpty());
    }

    @Test
    void aBuildWithoutMavenSaysWhatToInstall() throws Exception {
        foundJdk();
        Files.delete(tools.resolve("mvn"));
        Run run = lanparty(Map.of(), "relay");
        assertEquals(List.of("lanparty: Maven is needed for the first build: install the package maven"), run.err());
        assertEquals(1, run.code());
    }

    /** The programs that a rehearsal needs; the last does what the JVM would: it leaves a cache, or fails. */
    private void programsForARehearsal(boolean succeeds) throws IOException {
        program(tools.resolve("unshare"), "exit 1");
        program(tools.resolve("ip"), "exit 1");
        program(tools.resolve("timeout"),
                succeeds
                        ? "for word; do case $word in -XX:AOTCacheOutput=*) echo classes >\"${word#*=}\";; esac; done"
                        : "exit 1");
    }

    private List<Path> leftByRehearsals() throws IOException {
        try (Stream<Path> files = Files.list(project.resolve("lanparty-launchers/lanparty-demo/target"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("rehearsal")).toList();
        }
    }

    @Test
    void rehearsesOnceAndStartsEveryRoleAndTheDemoFromWhatThatLeft() throws Exception {
        foundJdk();
        programsForARehearsal(true);
        Run first = lanparty(Map.of(), "relay");
        assertEquals(REHEARSING, first.err().getLast());
        assertTrue(first.out().get(1).contains(" -XX:AOTCache="), first.out().get(1));
        for (String command : List.of("relay", "gateway", "client", "demo")) {
            Run again = lanparty(Map.of(), command);
            assertEquals(List.of(), again.err());
            assertTrue(again.out().get(1).contains(" -XX:AOTCache="), again.out().get(1));
        }
        assertEquals(List.of(), leftByRehearsals());
    }

    @Test
    void anotherJdkRehearsesForItself() throws Exception {
        foundJdk();
        programsForARehearsal(true);
        lanparty(Map.of(), "relay");
        Path other = jdk(folder.resolve("other"), "98");
        assertEquals(List.of(REHEARSING), lanparty(Map.of("JAVA_HOME", other.toString()), "relay").err());
        assertEquals(List.of(), lanparty(Map.of(), "relay").err());
    }

    @Test
    void aNewBuildIsRehearsedAnew() throws Exception {
        foundJdk();
        programsForARehearsal(true);
        lanparty(Map.of(), "relay");
        Path source = Files.writeString(project.resolve("core/src/main/java/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        assertEquals(REHEARSING, lanparty(Map.of(), "relay").err().getLast());
    }

    @Test
    void aFailedRehearsalIsNotTriedAgainAndHindersNobody() throws Exception {
        foundJdk();
        programsForARehearsal(false);
        assertEquals(REHEARSING, lanparty(Map.of(), "client").err().getLast());
        Run again = lanparty(Map.of(), "client");
        assertEquals(0, again.code());
        assertEquals(List.of(), again.err());
        assertFalse(again.out().get(1).contains("AOTCache="), again.out().get(1));
        assertEquals(List.of(), leftByRehearsals());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version", "-V"})
    void nothingIsRehearsedForAQuestion(String question) throws Exception {
        foundJdk();
        programsForARehearsal(true);
        lanparty(Map.of(), "demo");
        assertEquals(List.of(), lanparty(Map.of(), "relay", question).err());
    }
}
