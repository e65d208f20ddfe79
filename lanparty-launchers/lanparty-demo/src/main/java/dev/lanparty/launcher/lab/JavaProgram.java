package dev.lanparty.launcher.lab;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a main class of this build is started: as the script {@code lanparty} does it, which says so in the environment, or
 * as this process was.
 *
 * @param java the JVM's program
 * @param options of the JVM
 * @param classPath with nothing relative in it
 */
public record JavaProgram(String java, List<String> options, String classPath) {
    /** The first release that warns about what Netty does with memory unless it is allowed to. */
    private static final int FIRST_WITH_UNSAFE_WARNING = 23;

    public JavaProgram {
        options = List.copyOf(options);
    }

    /** As this process was started. */
    public static JavaProgram ofThisProcess() {
        String java = System.getenv().getOrDefault("LANPARTY_JAVA",
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        String options = System.getenv("LANPARTY_JVM_OPTIONS");
        String classPath = System.getenv().getOrDefault("LANPARTY_CLASS_PATH", System.getProperty("java.class.path"));
        return new JavaProgram(java, options == null ? defaultOptions() : List.of(options.split(" ", 0)),
                Arrays.stream(classPath.split(File.pathSeparator, 0)).map(entry -> new File(entry).getAbsolutePath())
                        .collect(Collectors.joining(File.pathSeparator)));
    }

    private static List<String> defaultOptions() {
        List<String> options = new ArrayList<>(
                List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xms16m", "-Xmn8m", "-Xshare:auto",
                        "-XX:+UnlockExperimentalVMOptions", "-XX:TrimNativeHeapInterval=15000"));
        if (Runtime.version().feature() >= FIRST_WITH_UNSAFE_WARNING) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }

    /** The command that runs a main class. */
    public List<String> command(Class<?> main, List<String> moreOptions, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(options);
        command.addAll(moreOptions);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        return command;
    }
}
