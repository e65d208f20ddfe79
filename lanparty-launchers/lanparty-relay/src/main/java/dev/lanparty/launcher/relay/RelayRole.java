package dev.lanparty.launcher.relay;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.launcher.Amount;
import dev.lanparty.launcher.Rates;
import dev.lanparty.launcher.RoleRunner;
import dev.lanparty.launcher.Totals;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayStatus;
import dev.lanparty.session.SessionEnd;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** The relay as a role: it is over only when it is told to stop. */
final class RelayRole implements RoleRunner.Role {
    private final Relay relay;
    private final RelayIdentity identity;
    private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
    private final Rates rates = new Rates();

    RelayRole(Relay relay, RelayIdentity identity) {
        this.relay = relay;
        this.identity = identity;
    }

    @Override
    public String start() {
        InetSocketAddress bound = relay.start();
        return "listening on " + place(bound) + ", certificate for " + identity.serverNames() + " with SHA-256 "
                + identity.fingerprint();
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
        return Amount.of(now.rooms(), "room") + ", " + Amount.of(now.members(), "member") + ", "
                + rates.describe(now.counters(), System.nanoTime(), "in", "out");
    }

    @Override
    public String totals() {
        return Totals.describe(relay.status().counters(), "in", "out");
    }

    @Override
    public void close() {
        relay.close();
        ended.complete(new SessionEnd(SessionEnd.Kind.LEFT, "", "told to stop"));
    }
}
