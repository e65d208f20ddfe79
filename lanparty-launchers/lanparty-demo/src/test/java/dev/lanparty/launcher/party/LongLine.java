package dev.lanparty.launcher.party;

import dev.lanparty.launcher.lab.Namespaces;
import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.Topology;
import java.util.List;

/**
 * A line put in between the router and the relay, on which everything that the roles say to each other travels:
 *
 * <pre>
 * players, gateway -- internet (router) relay ---- near  line  far ---- wan0 relay
 * </pre>
 */
final class LongLine {
    private static final String LINE = "line";
    private static final String ROUTER = "internet";

    private final Lab lab;
    private final StationProcess station;

    private LongLine(Lab lab, StationProcess station) {
        this.lab = lab;
        this.station = station;
    }

    /** Puts it in, perfect as yet. */
    static LongLine into(Lab lab, long seed) {
        Namespaces namespaces = lab.topology().namespaces();
        namespaces.add(LINE);
        String line = namespaces.fullName(LINE);
        // The relay's cable comes out of the router and into the line, which has another to the router.
        namespaces.ip(ROUTER, "link set " + Topology.RELAY + " name far\nlink set far netns " + line + "\n");
        namespaces.ip("link add " + Topology.RELAY + " netns " + namespaces.fullName(ROUTER)
                + " type veth peer name near netns " + line + "\n");
        namespaces.ip(ROUTER, "addr add 203.0.113.1/24 dev " + Topology.RELAY + "\nlink set " + Topology.RELAY
                + " up\n");
        namespaces.ip(LINE, "link set near up\nlink set far up\n");
        StationProcess station = lab.station(LINE);
        station.ask("line-open", "near", "far", Long.toString(seed));
        return new LongLine(lab, station);
    }

    /** What it does from now on to all that travels. */
    void set(Quality quality) {
        station.ask("line-set", Integer.toString(quality.delayMillis * 1_000),
                Integer.toString(quality.jitterMillis * 1_000), Integer.toString(quality.lostPerMille),
                Integer.toString(quality.megabits * 1_000), Integer.toString(quality.longestPacket));
    }

    /** A path MTU that the router tells of, as it should, in both directions; only routers have it, no host's interface. */
    void setRouterMtu(int bytes) {
        for (String port : List.of(Topology.RELAY, Topology.GATEWAY, Topology.player(1))) {
            lab.topology().namespaces().ip(ROUTER, "link set " + port + " mtu " + bytes + "\n");
        }
    }

    /**
     * How bad a line is.
     *
     * @param delayMillis one way
     * @param jitterMillis by chance more
     * @param lostPerMille in each direction
     * @param megabits a second; 0 for no limit
     * @param longestPacket longer ones vanish without a word; 0 for no limit
     */
    record Quality(int delayMillis, int jitterMillis, int lostPerMille, int megabits, int longestPacket) {
        static final Quality PERFECT = new Quality(0, 0, 0, 0, 0);

        Quality withLongestPacket(int bytes) {
            return new Quality(delayMillis, jitterMillis, lostPerMille, megabits, bytes);
        }

        Quality withLoss(int perMille) {
            return new Quality(delayMillis, jitterMillis, perMille, megabits, longestPacket);
        }
    }
}
