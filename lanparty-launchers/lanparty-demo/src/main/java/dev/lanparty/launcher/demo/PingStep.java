package dev.lanparty.launcher.demo;

import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.Programs;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One side finds the other's MAC address by ARP and pings it. */
final class PingStep implements Step {
    private static final int COUNT = 5;
    /** Until then it goes on pinging if not all were answered. */
    private static final String PATIENCE_SECONDS = "10";
    private static final Pattern SENT = Pattern.compile("(\\d+) packets transmitted");
    private static final Pattern RECEIVED = Pattern.compile("(\\d+) (?:packets )?received");
    private static final Pattern AVERAGE = Pattern.compile("= [0-9.]+/([0-9.]+)/");

    private final Scene scene;
    private final String title;
    private final Side from;
    private final Side to;

    /**
     * One end of the way.
     *
     * @param namespace where it is
     * @param interfaceName of its side of the LAN
     */
    record Side(String namespace, String interfaceName, String address) {
    }

    PingStep(Scene scene, String title, Side from, Side to) {
        this.scene = scene;
        this.title = title;
        this.from = from;
        this.to = to;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Outcome run() {
        Programs.Result ping = scene.topology().namespaces().run(from.namespace(), "ping", "-n", "-c",
                Integer.toString(COUNT), "-i", "0.2", "-w", PATIENCE_SECONDS, to.address());
        int received = Integer.parseInt(first(RECEIVED, ping.output(), "0"));
        if (received != COUNT) {
            throw new LabException("of " + COUNT + " pings to " + to.address() + " " + received + " were answered");
        }
        String mac = scene.topology().macOf(to.namespace(), to.interfaceName());
        String neighbour = scene.topology().namespaces().check(from.namespace(), "ip", "neighbour", "show",
                to.address(), "dev", from.interfaceName());
        if (!neighbour.toLowerCase(Locale.ROOT).contains(mac)) {
            throw new LabException("ARP did not find " + mac + " for " + to.address() + ": " + neighbour);
        }
        return Outcome.done(to.address() + " is at " + mac + "; " + received + " of " + first(SENT, ping.output(), "?")
                + " pings answered, in "
                + first(AVERAGE, ping.output(), "?") + " ms on average");
    }

    private static String first(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }
}
