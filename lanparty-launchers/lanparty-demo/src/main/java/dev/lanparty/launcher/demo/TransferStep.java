package dev.lanparty.launcher.demo;

import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.StationProcess;
import java.time.Duration;
import java.util.List;

/** Many bytes by TCP, the same at both ends. */
final class TransferStep implements Step {
    private static final int BYTES = 20_000_000;
    private static final String PORT = "9000";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int SHOWN_DIGITS = 12;

    private final String title;
    private final StationProcess from;
    private final StationProcess to;
    private final String toAddress;

    TransferStep(String title, StationProcess from, StationProcess to, String toAddress) {
        this.title = title;
        this.from = from;
        this.to = to;
        this.toAddress = toAddress;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Outcome run() {
        to.ask("tcp-listen", PORT);
        List<String> sent = from.ask(TIMEOUT, "tcp-send", toAddress, PORT, Integer.toString(BYTES));
        List<String> received = to.ask(TIMEOUT, "tcp-result");
        if (!received.get(0).equals(Integer.toString(BYTES)) || !received.get(1).equals(sent.get(0))) {
            throw new LabException("what arrived is not what was sent: " + received.get(0) + " bytes, SHA-256 "
                    + received.get(1));
        }
        return Outcome.done(BYTES / 1_000_000 + " MB over TCP at "
                + Figures.megabitsPerSecond(BYTES, Long.parseLong(sent.get(1))) + ", SHA-256 "
                + sent.get(0).substring(0, SHOWN_DIGITS) + "… at both ends");
    }
}
