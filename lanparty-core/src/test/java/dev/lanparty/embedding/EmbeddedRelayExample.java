package dev.lanparty.embedding;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;

/** The example of the README: a relay inside another program. */
final class EmbeddedRelayExample {
    private EmbeddedRelayExample() {
    }

    // @formatter:off
    static void run(Path stateFolder) {
        RelayIdentity identity = RelayIdentity.keptIn(stateFolder, ServerName.parse("lanparty-relay.local"), Instant.now());
        identity.writeDer(stateFolder.resolve("relay.der"));
        try (Relay relay = new Relay(new RelayConfig(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), identity))) {
            InetSocketAddress bound = relay.start();
            System.out.println("listening on " + bound + ", " + relay.status().members() + " members");
        }
    }
    // @formatter:on
}
