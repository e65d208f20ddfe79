package dev.lanparty.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.CounterSnapshot;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.transport.QuicSettings;
import dev.lanparty.wire.Datagrams;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An embedded relay on loopback, raw connections to it, and a room of two who only want to play. */
final class LoopbackRelay implements AutoCloseable {
    static final String NEXT_DOOR = "NEXT-DOOR";
    static final MacAddress ALICE = Frames.ALICE;
    static final MacAddress BOB = Frames.BOB;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The players' own address, so that their place does not count where strangers' are. */
    private static final String PLAYERS_HOST = "127.0.0.77";

    private final Relay relay;
    private final InetSocketAddress address;
    private final RawNetwork network;
    private final RawEndpoint alice;
    private final RawEndpoint bob;
    private int exchanged;

    private LoopbackRelay(Path folder, RoomLimits limits, ReceptionTiming timing) {
        RelayIdentity identity = RelayIdentity.keptIn(folder, ServerName.parse(ServerName.DEFAULT), Instant.now());
        relay = new Relay(new RelayConfig(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), identity,
                limits, timing, QuicSettings.DEFAULT, false, 1));
        address = relay.start();
        network = new RawNetwork(address);
        alice = network.connect(PLAYERS_HOST).joins(FrontDoor.hello(ALICE.toString(), NEXT_DOOR));
        bob = network.connect(PLAYERS_HOST).joins(FrontDoor.hello(BOB.toString(), NEXT_DOOR));
    }

    static LoopbackRelay start(Path folder, RoomLimits limits, ReceptionTiming timing) {
        return new LoopbackRelay(folder, limits, timing);
    }

    InetSocketAddress address() {
        return address;
    }

    RawNetwork network() {
        return network;
    }

    RelayStatus status() {
        return relay.status();
    }

    CounterSnapshot counters() {
        return relay.status().counters();
    }

    /** A frame each way in the room next door. Datagrams may be lost: what does not come is sent again. */
    void playersExchangeFrames() {
        exchange(alice, ALICE, bob, BOB);
        exchange(bob, BOB, alice, ALICE);
    }

    private void exchange(RawEndpoint from, MacAddress source, RawEndpoint to, MacAddress destination) {
        exchanged++;
        byte[] frame = Frames.ethernet(destination, source, 0x88b5,
                Frames.bytes(exchanged >>> 8, exchanged), new byte[60]);
        for (int attempt = 0; attempt < 20; attempt++) {
            if (to.receives(frame, sendAndWaitMillis(from, frame))) {
                return;
            }
        }
        fail("frame " + exchanged + " did not cross the room next door");
    }

    private static long sendAndWaitMillis(RawEndpoint from, byte[] frame) {
        from.throwsDatagram(Datagrams.ofFrame(frame));
        return 500;
    }

    /** Demands that the two are still where they were. */
    void assertPlayersUndisturbed() {
        playersExchangeFrames();
        assertTrue(alice.isConnected() && bob.isConnected());
    }

    void awaitCount(DropReason reason, long count) {
        await(() -> counters().get(reason) >= count, reason + " to reach " + count);
        assertEquals(count, counters().get(reason), reason::toString);
    }

    void awaitCount(Counter counter, long count) {
        await(() -> counters().get(counter) >= count, counter + " to reach " + count);
        assertEquals(count, counters().get(counter), counter::toString);
    }

    void awaitMembers(int count) {
        await(() -> status().members() == count, count + " members");
    }

    /** Waits for what the relay's thread will do, bounded in time. */
    static void await(BooleanSupplier condition, String what) {
        await(condition, PATIENCE, what);
    }

    /** As above, with a bound of the caller's. */
    static void await(BooleanSupplier condition, Duration patience, String what) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("waited in vain for " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Override
    public void close() {
        network.close();
        relay.close();
    }
}
