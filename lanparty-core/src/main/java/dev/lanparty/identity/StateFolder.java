package dev.lanparty.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
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

    /**
     * Checks that not every user of the machine may put a file into a folder, if it is there: a key or a room of a stranger's
     * would be taken for one's own.
     *
     * @throws IdentityException if they may
     */
    public static void check(Path folder) {
        try {
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                    && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new IdentityException(folder + " may be written by every user of this computer, who could put a"
                        + " key or a room there - make it private with chmod go-w, or name another");
            }
        } catch (IOException notThere) {
            // Made as a private one, or refused by name, by whoever reads or writes there.
        }
    }

    private static @Nullable Path absolute(@Nullable String path, Path home) {
        if (path == null || path.isEmpty()) {
            return null;
        }
        Path given = home.getFileSystem().getPath(path);
        return given.isAbsolute() ? given : null;
    }
}
