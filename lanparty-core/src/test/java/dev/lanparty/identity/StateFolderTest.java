package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateFolderTest {
    private static final Path HOME = Path.of("/home/ada").toAbsolutePath();
    private static final Path GIVEN = Path.of("/var/ada").toAbsolutePath();

    @Test
    void followsTheXdgVariable() {
        assertEquals(GIVEN.resolve("lanparty"),
                StateFolder.ofUser(Map.of("XDG_STATE_HOME", GIVEN.toString()), "Linux", HOME));
    }

    @Test
    void liesInTheHomeFolderWithoutTheVariable() {
        Path usual = HOME.resolve(".local").resolve("state").resolve("lanparty");
        assertEquals(usual, StateFolder.ofUser(Map.of(), "Linux", HOME));
        assertEquals(usual, StateFolder.ofUser(Map.of("XDG_STATE_HOME", ""), "Linux", HOME));
    }

    @Test
    void ignoresARelativeVariable() {
        assertEquals(HOME.resolve(".local").resolve("state").resolve("lanparty"),
                StateFolder.ofUser(Map.of("XDG_STATE_HOME", "state"), "Linux", HOME));
    }

    @Test
    void followsLocalAppDataOnWindowsAndNothingElse() {
        Map<String, String> environment = Map.of("LOCALAPPDATA", GIVEN.toString(), "XDG_STATE_HOME", HOME.toString());
        assertEquals(GIVEN.resolve("lanparty"), StateFolder.ofUser(environment, "Windows 11", HOME));
        assertEquals(HOME.resolve("lanparty"), StateFolder.ofUser(environment, "Linux", HOME));
    }

    @Test
    void liesWhereWindowsKeepsItWithoutTheVariable() {
        assertEquals(HOME.resolve("AppData").resolve("Local").resolve("lanparty"),
                StateFolder.ofUser(Map.of(), "Windows 10", HOME));
    }
}
