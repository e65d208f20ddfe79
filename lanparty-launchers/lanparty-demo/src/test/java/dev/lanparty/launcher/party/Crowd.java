package dev.lanparty.launcher.party;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.Namespaces;
import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Two players and a PC of the LAN who never stop talking to each other: games' datagrams of all sizes, and downloads. */
final class Crowd {
    private static final String PORT = "27300";
    private static final int FIRST_STREAM_PORT = 20_000;
    private static final int STREAM_PORTS = 10_000;
    private static final String STREAM_BYTES = "300000";
    private static final int SHORTEST_BYTES = 16;
    private static final int LONGEST_BYTES = 1_472;
    /** What is altered on the way is mostly found by the kernel that it comes to, which drops it. */
    private static final List<String> CHECKSUM_COUNTERS = List.of("IcmpInCsumErrors", "TcpInCsumErrors",
            "UdpInCsumErrors");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Namespaces namespaces;
    private final List<Place> places;
    private final StationProcess downloader;
    private final StationProcess server;
    private final Random random;
    private final Thread downloads;
    private volatile boolean stopped;
    private final AtomicInteger wholeStreams = new AtomicInteger();
    private volatile String alteredStream = "";
    private volatile String brokenStream = "";
    private int flows;

    private record Place(String name, StationProcess station, String address) {
        Place(Lab lab, String name, String address) {
            this(name, lab.station(name), address);
        }
    }

    /** What came, in all. */
    record Tally(long received, long twice, long altered) {
        Tally plus(Tally other) {
            return new Tally(received + other.received, twice + other.twice, altered + other.altered);
        }
    }

    Crowd(Lab lab, Random random) {
        this.namespaces = lab.topology().namespaces();
        this.random = random;
        places = List.of(new Place(lab, Topology.player(1), Topology.playerLanAddress(1)),
                new Place(lab, Topology.player(2), Topology.playerLanAddress(2)),
                new Place(lab, Topology.LAN_HOST, Topology.LAN_HOST_ADDRESS));
        places.forEach(place -> place.station.ask("flow-open", PORT));
        downloader = lab.station(Topology.player(1));
        server = lab.station(Topology.LAN_HOST);
        downloads = Thread.ofPlatform().daemon().name("downloads").start(this::download);
    }

    /** Everyone sends something to someone for about a second. */
    void talk() {
        for (Place from : places) {
            Place to = places.get(random.nextInt(places.size()));
            if (!to.address.equals(from.address)) {
                int perSecond = 20 + random.nextInt(180);
                int bytes = SHORTEST_BYTES + random.nextInt(LONGEST_BYTES - SHORTEST_BYTES + 1);
                flows++;
                from.station.ask("flow-start", from.address, to.address, PORT, Integer.toString(flows),
                        Integer.toString(perSecond), Integer.toString(bytes), Integer.toString(perSecond));
            }
        }
    }

    private void download() {
        for (int i = 0; !stopped; i++) {
            String port = Integer.toString(FIRST_STREAM_PORT + i % STREAM_PORTS);
            try {
                downloader.ask("tcp-listen", port);
                List<String> sent = server.ask(PATIENCE, "tcp-send", Topology.playerLanAddress(1), port, STREAM_BYTES);
                List<String> received = downloader.ask(PATIENCE, "tcp-result");
                if (received.equals(List.of(STREAM_BYTES, sent.getFirst()))) {
                    wholeStreams.incrementAndGet();
                    brokenStream = "the last one that ended was whole";
                } else {
                    alteredStream = received + " instead of " + sent;
                }
            } catch (LabException e) {
                // Who was killed meanwhile takes the connection along, and a long silence ends it.
                brokenStream = "download " + i + ": " + e.getMessage();
            }
        }
    }

    /** How many downloads came to their end. */
    int wholeStreams() {
        return wholeStreams.get();
    }

    /** Why the last download came to nothing. */
    String brokenStream() {
        return brokenStream;
    }

    /** Whether one more download comes to its end in time. */
    boolean downloadsWithin(Duration time) {
        int before = wholeStreams();
        long end = System.nanoTime() + time.toNanos();
        while (wholeStreams() == before && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return wholeStreams() > before;
    }

    /** What has come so far, of datagrams. */
    Tally tally() {
        Tally sum = new Tally(0, 0, 0);
        for (Place place : places) {
            List<String> counts = place.station.ask("flow-await", PORT, "0", "0");
            sum = sum.plus(new Tally(Long.parseLong(counts.get(0)), Long.parseLong(counts.get(1)),
                    Long.parseLong(counts.get(2))));
        }
        return sum;
    }

    /** Nothing that came was altered, or came twice, and of nothing did a kernel say that its checksum is wrong. */
    void assertHonest() {
        assertEquals("", alteredStream);
        Tally tally = tally();
        assertEquals(new Tally(tally.received, 0, 0), tally);
        for (Place place : places) {
            assertEquals(CHECKSUM_COUNTERS.stream().map(counter -> counter + " 0").toList(), wrongChecksums(place));
        }
    }

    private List<String> wrongChecksums(Place place) {
        List<String> command = new ArrayList<>(List.of("nstat", "--zeros", "--ignore", "--noupdate"));
        command.addAll(CHECKSUM_COUNTERS);
        return namespaces.check(place.name, command.toArray(new String[0])).lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("^(\\S+)\\s+(\\d+).*", "$1 $2")).sorted().toList();
    }

    /** Everyone falls silent. */
    void end() {
        stopped = true;
        downloads.interrupt();
    }
}
