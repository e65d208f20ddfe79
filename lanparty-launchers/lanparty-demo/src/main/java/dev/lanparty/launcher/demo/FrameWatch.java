package dev.lanparty.launcher.demo;

import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import java.util.HexFormat;

/** Which of the frames that the player's PC sends reach the LAN host; they are told apart by a mark in them. */
final class FrameWatch implements AutoCloseable {
    private static final Duration ARRIVAL = Duration.ofSeconds(3);
    private static final Duration STRAGGLER = Duration.ofMillis(300);

    private final Scene scene;

    FrameWatch(Scene scene) {
        this.scene = scene;
        scene.lanHost().ask("capture", Topology.LAN_INTERFACE);
        scene.player().ask("capture", Scene.TAP);
    }

    /** Sends a frame by the player's adapter. */
    void send(byte[] frame) {
        scene.player().ask("frame-send", Scene.TAP, HexFormat.of().formatHex(frame));
    }

    /** How many frames of that mark, which should arrive, have done so. */
    int arrived(int mark) {
        return arrived(mark, ARRIVAL);
    }

    /** How many of that mark, which should not, have arrived all the same, or do so in a moment. */
    int strayed(int mark) {
        return arrived(mark, STRAGGLER);
    }

    private int arrived(int mark, Duration timeout) {
        return Integer.parseInt(scene.lanHost().ask(timeout.plusSeconds(2), "frames", Topology.LAN_INTERFACE,
                HexFormat.of().toHexDigits(mark), "1", Long.toString(timeout.toMillis())).getFirst());
    }

    @Override
    public void close() {
        scene.player().ask("capture-end", Scene.TAP);
        scene.lanHost().ask("capture-end", Topology.LAN_INTERFACE);
    }
}
