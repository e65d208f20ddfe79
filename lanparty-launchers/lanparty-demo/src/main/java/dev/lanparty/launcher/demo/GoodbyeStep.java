package dev.lanparty.launcher.demo;

import dev.lanparty.filter.DropReason;
import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.RoleProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Each role is told to stop, leaves cleanly and says what it counted; the relay names what it dropped and why. */
final class GoodbyeStep implements Step {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Scene scene;

    GoodbyeStep(Scene scene) {
        this.scene = scene;
    }

    @Override
    public String title() {
        return "Counted";
    }

    @Override
    public Outcome run() {
        List<String> lines = new ArrayList<>();
        for (RoleProcess role : scene.roles()) {
            lines.add(String.format("%-8s %s", role.name(), totalsOf(role)));
        }
        for (String expected : List.of(DropReason.DHCP_SERVER.sentence() + " " + ForgedDhcpStep.FORGED,
                DropReason.ADDRESS_OF_LAN.sentence() + " " + ForgedArpStep.FORGED)) {
            if (!lines.getLast().contains(expected)) {
                throw new LabException("the relay did not count what it dropped (" + expected + "): "
                        + lines.getLast());
            }
        }
        return Outcome.done(String.join("\n", lines));
    }

    private static String totalsOf(RoleProcess role) {
        role.signal("TERM");
        int code = role.awaitExit(TIMEOUT);
        String mark = role.name() + " stopped: told to stop; ";
        String said = role.err();
        int at = said.indexOf(mark);
        if (code != 0 || at < 0) {
            throw new LabException("the " + role.name() + " did not leave cleanly, it ended with code " + code);
        }
        return said.substring(at + mark.length()).lines().findFirst().orElseThrow();
    }
}
