package dev.lanparty.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.link.LeakWatch;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.room.RoomLimits;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred members of four rooms whose relay is restarted, over real QUIC on loopback: all are back by themselves. How long a
 * thousand need is measured by the load generator, see {@code benchmarks/README.md}.
 */
@Timeout(120)
@ExtendWith(LeakWatch.class)
class CrowdReturnTest {
    private static final int MEMBERS = 100;
    private static final int ROOMS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** As usual, but that all members come from one address. */
    private static final RoomLimits LIMITS = new RoomLimits(ROOMS, MEMBERS / ROOMS, MEMBERS, 200_000, 500, 4_096,
            Duration.ofMinutes(5), FilterPolicy.PARTY);
    private static final ReceptionTiming RECEPTION = new ReceptionTiming(Duration.ofSeconds(5), MEMBERS, MEMBERS,
            MEMBERS, ReceptionTiming.DEFAULT.statsPeriod());

    @TempDir
    private Path folder;

    /** Those are the ephemeral ones (RFC 6335, and Linux's 32768 and more): else one may take it while no relay has it. */
    private static int portThatNoMemberIsGiven() throws IOException {
        for (int port = 32_767; port > 20_000; port--) {
            try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // The next one, then.
            }
        }
        throw new BindException("there is no free port");
    }

    @Test
    void aHundredMembersAreBackAfterTheirRelayWasRestarted() throws IOException {
        try (LoopbackParty party = new LoopbackParty(folder, RelayConfig.defaultLoops())) {
            int port = portThatNoMemberIsGiven();
            try (Relay first = party.relay(LIMITS, RECEPTION, port)) {
                first.start();
                for (int i = 0; i < MEMBERS; i++) {
                    party.seat(port, "ROOM" + i % ROOMS).joins();
                }
                assertEquals(MEMBERS, first.status().members());
            }
            awaitAll(party, seat -> seat.lost().isDone());
            try (Relay second = party.relay(LIMITS, RECEPTION, port)) {
                second.start();
                long begun = System.nanoTime();
                awaitAll(party, seat -> seat.timesJoined() >= 2);
                System.out.println(MEMBERS + " members were back after "
                        + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");

                assertEquals(MEMBERS, second.status().members());
                assertEquals(ROOMS, second.status().rooms());
                List<PlayerSeat> seats = party.seats();
                for (int i = 0; i < ROOMS; i++) {
                    assertEquals(1_422, seats.get(i).client().status().mtuBytes());
                    assertEquals(MEMBERS / ROOMS - 1, seats.get(i).client().status().peers().size());
                    seats.get(i).reaches(seats.get(MEMBERS - ROOMS + i), i, 1);
                }
            }
        }
    }

    private interface Condition {
        boolean holdsFor(PlayerSeat seat);
    }

    private static void awaitAll(LoopbackParty party, Condition condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!party.seats().stream().allMatch(condition::holdsFor)) {
            assertTrue(System.nanoTime() - end < 0, () -> party.seats().stream()
                    .filter(seat -> !condition.holdsFor(seat)).map(seat -> seat.client().state()).toList().toString());
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
