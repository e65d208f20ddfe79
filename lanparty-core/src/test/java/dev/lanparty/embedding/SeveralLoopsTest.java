package dev.lanparty.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanparty.client.Client;
import dev.lanparty.client.ClientConfig;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.endpoint.EndpointException;
import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.link.LeakWatch;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.transport.Listener;
import dev.lanparty.transport.QuicSettings;
import dev.lanparty.transport.TransportException;
import dev.lanparty.wire.RoomMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A relay of three loops on one port, a room on each, over real QUIC. */
@ExtendWith(LeakWatch.class)
class SeveralLoopsTest {
    private static final int LOOPS = 3;
    private static final int FRAMES = 200;
    private static final int FRAME_BYTES = 60;
    private static final int PAYLOAD = 14;
    /** Fewer than a young connection's queue drops by their age on a busy machine. */
    private static final int FRAMES_AT_ONCE = 20;
    private static final int LAST = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    private final List<Seat> seats = new ArrayList<>();
    private int players;

    /** A player's program, and the PC end of its adapter's cable. */
    private record Seat(Client client, InMemoryDevice machine, MacAddress mac,
            CompletableFuture<EndpointState> lost) implements AutoCloseable {
        void sends(MacAddress destination, int room, int number) {
            ByteBuffer memory = machine.transmitMemory().clear();
            memory.put(destination.toBytes()).put(mac.toBytes()).putShort((short) 0x88b5).putInt(room).putInt(number);
            machine.send(FRAME_BYTES);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @BeforeEach
    void needsAPortThatLoopsShare() {
        boolean can = Listener.canShare();
        if (System.getenv("CI") != null) {
            assertTrue(can, "this kernel cannot steer packets between sockets of one port");
        }
        assumeTrue(can, "this kernel cannot steer packets between sockets of one port");
    }

    @AfterEach
    void leave() {
        seats.forEach(Seat::close);
    }

    @Test
    void roomsOnDifferentLoopsForwardInOrderAndKeepApart() {
        try (Relay relay = relay(RoomLimits.DEFAULT, 0)) {
            int port = relay.start().getPort();
            List<Seat> senders = new ArrayList<>();
            List<Seat> receivers = new ArrayList<>();
            for (int loop = 0; loop < LOOPS; loop++) {
                senders.add(join(port, roomOn(loop)));
                receivers.add(join(port, roomOn(loop)));
            }
            assertEquals(LOOPS, relay.status().rooms());
            assertEquals(2 * LOOPS, relay.status().members());

            List<Arrivals> arrivals = new ArrayList<>();
            for (int room = 0; room < LOOPS; room++) {
                arrivals.add(new Arrivals(receivers.get(room), room));
            }
            for (int number = 0; number < FRAMES; number++) {
                for (int room = 0; room < LOOPS; room++) {
                    senders.get(room).sends(receivers.get(room).mac(), room, number);
                }
                if (number % FRAMES_AT_ONCE == 0) {
                    arrivals.forEach(Arrivals::take);
                }
            }
            for (int room = 0; room < LOOPS; room++) {
                arrivals.get(room).assertUntilTheLastOf(senders.get(room));
            }
        }
        // Told goodbye by their loops, and told to come back.
        for (Seat seat : seats) {
            EndpointState goodbye = seat.lost().orTimeout(5, TimeUnit.SECONDS).join();
            assertEquals("the relay is closing", goodbye.sentence());
            assertFalse(seat.client().ended().isDone());
        }
    }

    /** What arrives in a room. Datagrams may be lost, but never overtake each other; the last is sent until it arrives. */
    private static final class Arrivals {
        private final Seat receiver;
        private final int room;
        private final FrameBurst burst = new FrameBurst(8);
        private int highest = -1;
        private int arrived;

        private Arrivals(Seat receiver, int room) {
            this.receiver = receiver;
            this.room = room;
        }

        /** Takes what is there until nothing has come for a while. */
        void take() {
            while (receiver.machine().awaitReadable(Duration.ofMillis(100))) {
                receiver.machine().receive(burst);
                for (int i = 0; i < burst.count(); i++) {
                    ByteBuffer memory = receiver.machine().receiveMemory();
                    assertEquals(room, memory.getInt(burst.offset(i) + PAYLOAD));
                    int number = memory.getInt(burst.offset(i) + PAYLOAD + Integer.BYTES);
                    assertTrue(number >= highest, () -> number + " came late");
                    highest = number;
                    arrived++;
                }
            }
        }

        void assertUntilTheLastOf(Seat sender) {
            for (int attempt = 0; attempt < 50 && highest != LAST; attempt++) {
                sender.sends(receiver.mac(), room, LAST);
                take();
            }
            assertEquals(LAST, highest);
            assertTrue(arrived > FRAMES / 2, "only " + arrived + " frames arrived");
        }
    }

    @Test
    void limitsHoldForAllLoopsTogether() {
        RoomLimits usual = RoomLimits.DEFAULT;
        RoomLimits tight = new RoomLimits(2, usual.maxMembersPerRoom(), 3, usual.framesPerSecond(),
                usual.floodedFramesPerSecond(), usual.maxLearnedAddresses(), usual.addressAge(), FilterPolicy.PARTY);
        try (Relay relay = relay(tight, 0)) {
            int port = relay.start().getPort();
            join(port, roomOn(0));
            join(port, roomOn(1));
            String thirdRoom = assertThrows(EndpointException.class, () -> join(port, roomOn(2))).getMessage();
            assertTrue(String.valueOf(thirdRoom).contains("as many rooms"), thirdRoom);
            join(port, roomOn(1));
            String fourth = assertThrows(EndpointException.class, () -> join(port, roomOn(0))).getMessage();
            assertTrue(String.valueOf(fourth).contains("from this address"), fourth);
        }
    }

    @Test
    void aSecondRelayCannotSlipIntoASharedPort() {
        try (Relay first = relay(RoomLimits.DEFAULT, 0)) {
            int port = first.start().getPort();
            try (Relay second = relay(RoomLimits.DEFAULT, port)) {
                String sentence = assertThrows(TransportException.class, second::start).getMessage();
                assertTrue(String.valueOf(sentence).contains("another program has it"), sentence);
            }
        }
    }

    private Relay relay(RoomLimits limits, int port) {
        RelayIdentity identity = RelayIdentity.keptIn(folder, ServerName.parse(ServerName.DEFAULT), Instant.now());
        identity.writeDer(folder.resolve("relay.der"));
        return new Relay(new RelayConfig(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), identity,
                limits, ReceptionTiming.DEFAULT, QuicSettings.DEFAULT, false, LOOPS));
    }

    private static String roomOn(int loop) {
        for (int i = 0;; i++) {
            if (RoomMark.loop(RoomMark.of("ROOM" + i), LOOPS) == loop) {
                return "ROOM" + i;
            }
        }
    }

    private Seat join(int port, String room) {
        players++;
        MacAddress mac = new MacAddress(0x0200_0000_0000L + players);
        InMemoryDevice.Pair cable = InMemoryDevice.pair("tap" + players, "player" + players);
        RoomAccess access = new RoomAccess(new RelayAddress("127.0.0.1", port), ServerName.parse(ServerName.DEFAULT),
                folder.resolve("relay.der"), room);
        Seat seat = new Seat(new Client(new ClientConfig(access, mac), options -> cable.left(), Unpinned::new),
                cable.right(), mac, new CompletableFuture<>());
        seats.add(seat);
        seat.client().observe(state -> {
            if (state.phase() == EndpointState.Phase.AWAY) {
                seat.lost().complete(state);
            }
        });
        seat.client().start();
        return seat;
    }
}
