package dev.lanparty.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.device.DeviceException;
import dev.lanparty.endpoint.EndpointException;
import dev.lanparty.identity.IdentityException;
import dev.lanparty.identity.ServerName;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.transport.TransportException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A run in this process; what signals do is in {@link SignalTest}. */
class RoleRunnerTest {
    private final Printed out = new Printed();
    private final Printed err = new Printed();

    private int run(FakeRole role, boolean verbose) {
        return new RoleRunner(out.stream, err.stream, verbose).run("player", () -> role);
    }

    private static FakeRole failing(RuntimeException failure) {
        return new FakeRole(() -> {
            throw failure;
        });
    }

    private static IdentityException identityFailure() {
        return assertThrows(IdentityException.class, () -> ServerName.parse(".."));
    }

    static Stream<RuntimeException> failures() {
        return Stream.of(new DeviceException("open(/dev/net/tun)", "EPERM", "run as root"),
                new EndpointException("the room is full"), identityFailure(),
                new TransportException("the relay did not answer"),
                new IllegalArgumentException("no such room"));
    }

    @Test
    void saysReadyOnOneLineOfStandardOutputAndNothingElseThere() {
        run(FakeRole.endingAtOnce(SessionEnd.Kind.LEFT, "told to stop"), false);
        assertEquals(List.of("player ready: on port 7"), out.text().lines().toList());
    }

    @Test
    void aRoleThatLeftOfItsOwnWillStopped() {
        FakeRole role = FakeRole.endingAtOnce(SessionEnd.Kind.LEFT, "closed");
        assertEquals(0, run(role, false));
        assertTrue(role.isClosed());
    }

    @ParameterizedTest
    @EnumSource(value = SessionEnd.Kind.class, names = "LEFT", mode = EnumSource.Mode.EXCLUDE)
    void aRoleThatEndsByItselfFailsAndSaysWhyAndWhatItDid(SessionEnd.Kind kind) {
        FakeRole role = FakeRole.endingAtOnce(kind, "the relay is closing").totals(() -> "in 3 frames");
        assertEquals(1, run(role, false));
        assertEquals(List.of("player stopped: the relay is closing; in 3 frames"), err.text().lines().toList());
        assertTrue(role.isClosed());
    }

    @Test
    void aRoleThatCannotTellWhatItDidStillSaysWhyItStopped() {
        FakeRole role = FakeRole.endingAtOnce(SessionEnd.Kind.LOST, "the relay is silent").totals(() -> {
            throw new TransportException("the network thread did not answer");
        });
        assertEquals(1, run(role, false));
        assertEquals(List.of("player stopped: the relay is silent"), err.text().lines().toList());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsOneSentenceAndNeverReady(RuntimeException failure) {
        FakeRole role = failing(failure);
        assertEquals(1, run(role, false));
        assertEquals("", out.text());
        assertEquals(List.of("player: " + failure.getMessage()), err.text().lines().toList());
        assertTrue(role.isClosed());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theStackTraceIsShownWhenAskedFor(RuntimeException failure) {
        run(failing(failure), true);
        assertEquals("player: " + failure.getMessage(), err.text().lines().findFirst().orElseThrow());
        assertTrue(err.text().contains("\tat " + RoleRunnerTest.class.getName()), err.text());
    }

    @Test
    void aFailureToMakeTheRoleIsAFailureOfTheRun() {
        int code = new RoleRunner(out.stream, err.stream, false).run("player", () -> {
            throw identityFailure();
        });
        assertEquals(1, code);
        assertEquals(List.of("player: " + identityFailure().getMessage()), err.text().lines().toList());
    }

    @Test
    void aFaultOfTheProgramIsOneSentenceToo() {
        assertEquals(1, run(failing(new IllegalStateException("slot is taken")), false));
        assertEquals(
                List.of("player: an unexpected failure, java.lang.IllegalStateException: slot is taken; --verbose"
                        + " shows where"),
                err.text().lines().toList());
    }

    @Test
    void aFaultOfTheProgramShowsWhereWhenAskedFor() {
        run(failing(new IllegalStateException("slot is taken")), true);
        assertFalse(err.text().contains("--verbose"), err.text());
        assertTrue(err.text().contains("\tat " + RoleRunnerTest.class.getName()), err.text());
    }
}
