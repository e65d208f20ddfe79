package dev.lanparty.launcher.relay;

import dev.lanparty.identity.RelayIdentity;
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
        return "listening on " + bound.getAddress().getHostAddress() + ":" + bound.getPort() + "/udp, certificate for "
                + identity.serverNames() + " with SHA-256 " + identity.fingerprint();
    }

    @Override
    public CompletableFuture<SessionEnd> ended() {
        return ended;
    }

    @Override
    public String status() {
        RelayStatus now = relay.status();
        return now.rooms() + " rooms, " + now.members() + " members, "
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
