package dev.lanparty.benchmarks.load;

import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.transport.QuicSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The relay's process: the product's relay with limits wide enough for hundreds of members from one address. It writes its
 * certificate into the folder that is its first argument, has as many loops as the second says, listens on the port that is the
 * third, 0 for any, prints that, and runs until its standard input ends.
 */
public final class LoadRelay {
    /** What no run of the generator reaches. */
    private static final int UNLIMITED = 100_000;
    private static final RoomLimits LIMITS = new RoomLimits(UNLIMITED, RoomLimits.MAX_MEMBERS_PER_ROOM, UNLIMITED,
            10_000_000, 10_000_000, 4_096, Duration.ofMinutes(5), FilterPolicy.PARTY);
    private static final ReceptionTiming RECEPTION = new ReceptionTiming(Duration.ofSeconds(5), UNLIMITED, UNLIMITED,
            UNLIMITED, ReceptionTiming.DEFAULT.statsPeriod());

    private LoadRelay() {
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        RelayIdentity identity = RelayIdentity.keptIn(folder, ServerName.parse(ServerName.DEFAULT), Instant.now());
        identity.writeDer(folder.resolve(RelayProcess.CERTIFICATE));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(),
                Integer.parseInt(arguments[2]));
        try (Relay relay = new Relay(
                new RelayConfig(address, identity, LIMITS, RECEPTION, QuicSettings.DEFAULT, false,
                        Integer.parseInt(arguments[1])))) {
            System.out.println(relay.start().getPort());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Until whoever started this ends it, or ends itself.
            }
        }
    }
}
