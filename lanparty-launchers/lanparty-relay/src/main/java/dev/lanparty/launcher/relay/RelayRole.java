package dev.lanparty.launcher.relay;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.launcher.Amount;
import dev.lanparty.launcher.Rates;
import dev.lanparty.launcher.RoleRunner;
import dev.lanparty.launcher.Totals;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.CounterSnapshot;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.relay.RelayStatus;
import dev.lanparty.relay.Renewal;
import dev.lanparty.session.SessionEnd;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relay as a role: it is over only when it is told to stop. */
final class RelayRole implements RoleRunner.Role {
    private static final Logger logger = LoggerFactory.getLogger(RelayRole.class);

    private final Relay relay;
    private final RelayConfig config;
    private final FirstRooms rooms;
    private final Renewal renewal;
    private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
    private final Rates rates = new Rates();

    RelayRole(Relay relay, RelayConfig config, FirstRooms rooms, Renewal renewal) {
        this.relay = relay;
        this.config = config;
        this.rooms = rooms;
        this.renewal = renewal;
    }

    @Override
    public String start() {
        InetSocketAddress bound = relay.start();
        RelayIdentity identity = config.identity();
        List<String> made = rooms.make(relay, config.doors());
        warnOfOpenRooms();
        renewal.start();
        StringBuilder said = new StringBuilder("listening on " + place(bound) + ", certificate for "
                + identity.serverNames() + " with SHA-256 " + identity.fingerprint());
        made.forEach(line -> said.append(System.lineSeparator()).append(line));
        return said.toString();
    }

    private void warnOfOpenRooms() {
        if (config.doors().guests().isOpen()) {
            logger.warn("rooms are open: whoever reaches this relay and knows or guesses a room's code is in;"
                    + " './lanparty room create ROOM1' makes a closed one");
        } else if (config.doors().guests().rooms().kept().isEmpty()) {
            logger.warn("this relay has no room, and lets nobody in: './lanparty room create ROOM1' makes one, and"
                    + " --open lets gateways make them");
        }
    }

    /** Where it listens, in words: the address that stands for all of them tells a person nothing. */
    static String place(InetSocketAddress bound) {
        String port = bound.getPort() + "/udp";
        if (bound.getAddress().isAnyLocalAddress()) {
            return port + " of all addresses";
        }
        String address = bound.getAddress().getHostAddress();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    @Override
    public CompletableFuture<SessionEnd> ended() {
        return ended;
    }

    @Override
    public String status() {
        RelayStatus now = relay.status();
        return Amount.of(now.rooms(), "room") + " in use, " + Amount.of(now.members(), "member") + ", "
                + (now.strangers() == 0 ? "" : Amount.of(now.strangers(), "stranger") + ", ")
                + rates.describe(now.counters(), System.nanoTime(), "in", "out");
    }

    @Override
    public String totals() {
        CounterSnapshot counters = relay.status().counters();
        return Totals.describe(counters, "in", "out") + strangers(counters);
    }

    /** Who was not let in, and why; nothing where all were. */
    static String strangers(CounterSnapshot counters) {
        return Stream.of(Counter.WRONG_INVITES, Counter.SENT_AWAY, Counter.UNANSWERED)
                .filter(counter -> counters.get(counter) > 0)
                .map(counter -> ", " + counter.sentence() + " " + counters.get(counter)).collect(Collectors.joining());
    }

    @Override
    public void close() {
        renewal.close();
        relay.close();
        ended.complete(new SessionEnd(SessionEnd.Kind.LEFT, "", "told to stop"));
    }
}
