package dev.lanparty.launcher.demo;

import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import java.util.List;

/** A game on the LAN host is found from the player the old way: by a broadcast to everybody. */
final class GameStep implements Step {
    private static final String PORT = "27015";
    private static final String GAME = "Friday's frags";
    private static final String EVERYBODY = "255.255.255.255";
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final Scene scene;

    GameStep(Scene scene) {
        this.scene = scene;
    }

    @Override
    public String title() {
        return "LAN game";
    }

    @Override
    public Outcome run() {
        scene.lanHost().ask("game-host", PORT, GAME);
        List<String> found = scene.player().ask(TIMEOUT.plusSeconds(2), "game-find", scene.playerAddress(), EVERYBODY,
                PORT, Long.toString(TIMEOUT.toMillis()));
        if (!found.get(0).equals(GAME) || !found.get(1).equals(Topology.LAN_HOST_ADDRESS)) {
            throw new LabException("another game was found than the LAN host's: " + found);
        }
        return Outcome.done("\"" + GAME + "\" on " + found.get(1) + " found by a broadcast to " + EVERYBODY + ", in "
                + Figures.millis(Long.parseLong(found.get(2))));
    }
}
