package dev.lanparty.identity;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a user's programs keep what they must find again at the next start. Stateless. */
public final class StateFolder {
    private static final String NAME = "lanparty";

    private StateFolder() {
    }

    /**
     * The folder of this program, which need not be there yet: {@code %LOCALAPPDATA%\lanparty} on Windows, else
     * {@code $XDG_STATE_HOME/lanparty} by the XDG base directory specification, which ignores a relative path; without
     * these variables their defaults in the home folder.
     *
     * @param environment the process's environment variables
     * @param operatingSystem as in the system property {@code os.name}
     * @param home the user's home folder, as in {@code user.home}
     */
    public static Path ofUser(Map<String, String> environment, String operatingSystem, Path home) {
        boolean windows = operatingSystem.startsWith("Windows");
        Path given = absolute(environment.get(windows ? "LOCALAPPDATA" : "XDG_STATE_HOME"), home);
        Path usual = windows
                ? home.resolve("AppData").resolve("Local")
                : home.resolve(".local").resolve("state");
        return (given == null ? usual : given).resolve(NAME);
    }

    private static @Nullable Path absolute(@Nullable String path, Path home) {
        if (path == null || path.isEmpty()) {
            return null;
        }
        Path given = home.getFileSystem().getPath(path);
        return given.isAbsolute() ? given : null;
    }
}
