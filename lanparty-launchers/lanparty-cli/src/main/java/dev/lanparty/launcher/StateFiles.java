package dev.lanparty.launcher;

import dev.lanparty.identity.StateFolder;
import java.nio.file.Path;

/** Where this user's launchers keep what they must find again. */
public final class StateFiles {
    private StateFiles() {
    }

    /** The user's state folder on this machine; it need not exist. */
    public static Path ofUser() {
        return StateFolder.ofUser(System.getenv(), System.getProperty("os.name"),
                Path.of(System.getProperty("user.home")));
    }
}
