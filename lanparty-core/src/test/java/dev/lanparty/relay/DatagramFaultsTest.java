package dev.lanparty.relay;

import static dev.lanparty.relay.FrontDoor.hello;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.LeakWatch;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.wire.Datagrams;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Datagrams that cannot be, over real QUIC: each is dropped and counted by its reason, and the connection lives. An empty
 * one Netty does not send; the simulated parties do.
 */
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatagramFaultsTest {
    private static final MacAddress CAROL = Frames.CAROL;
    private static final String DAVE = "02:00:00:00:00:0d";
    private static final byte[] GOOD = Datagrams.ofFrame(Frames.arp(CAROL));

    private LoopbackRelay relay;
    private RawEndpoint carol;
    private RawEndpoint dave;

    @BeforeAll
    void start(@TempDir Path folder) {
        relay = LoopbackRelay.start(folder, RoomLimits.DEFAULT, ReceptionTiming.DEFAULT);
        carol = relay.network().connect().joins(hello(CAROL.toString()));
        dave = relay.network().connect().joins(hello(DAVE));
    }

    @AfterAll
    void stop() {
        relay.close();
    }

    @AfterEach
    void thePlayersNextDoorNeverNoticed() {
        relay.assertPlayersUndisturbed();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isDroppedForItsReasonAndTheConnectionLives(DropReason reason, byte[] datagram) {
        long before = relay.counters().get(reason);
        carol.throwsDatagram(datagram);
        relay.awaitCount(reason, before + 1);

        assertEquals(0, dave.datagramsWaiting());
        byte[] frame = Frames.ofLength(MacAddress.parse(DAVE), CAROL, 100);
        carol.throwsDatagram(Datagrams.ofFrame(frame));
        assertTrue(dave.receives(frame, 5_000), "the next good frame passes");
        assertEquals(4, relay.status().members());
    }

    static Stream<Arguments> faults() {
        byte[] header = Arrays.copyOfRange(GOOD, 4, 18);
        return Stream.of(Arguments.of(DropReason.DATAGRAM_TOO_SHORT, Frames.bytes(0x10)),
                Arguments.of(DropReason.DATAGRAM_TOO_SHORT, Frames.bytes(0x10, 0, 0)),
                Arguments.of(DropReason.DATAGRAM_VERSION, changed(0, 0x20)),
                Arguments.of(DropReason.DATAGRAM_VERSION, changed(0, 0)),
                Arguments.of(DropReason.DATAGRAM_KIND, changed(0, 0x12)),
                Arguments.of(DropReason.DATAGRAM_KIND, changed(0, 0x1f)),
                Arguments.of(DropReason.DATAGRAM_FLAGS, changed(1, 1)),
                Arguments.of(DropReason.DATAGRAM_FLAGS, changed(1, 0x80)),
                Arguments.of(DropReason.RUNT, Arrays.copyOf(GOOD, 4)),
                Arguments.of(DropReason.RUNT, Arrays.copyOf(GOOD, 4 + 13)),
                Arguments.of(DropReason.JUMBO, Arrays.copyOf(GOOD, 4 + 1_515)),
                Arguments.of(DropReason.FRAGMENT_HEADER, Datagrams.fragment(1, 9, 3, header, new byte[300])),
                Arguments.of(DropReason.SOURCE_NOT_OWN, Datagrams.ofFrame(Frames.arp(Frames.ALICE))));
    }

    @Test
    void isDroppedBeforeTheWelcomeAndTheStrangerMayStillJoin() {
        RawEndpoint stranger = relay.network().connect();
        long before = relay.counters().get(DropReason.NOT_A_MEMBER);
        stranger.throwsDatagram(GOOD).throwsDatagram(Frames.bytes(0x10));
        relay.awaitCount(DropReason.NOT_A_MEMBER, before + 2);

        assertEquals(0, dave.datagramsWaiting());
        stranger.joins(hello("02:00:00:00:00:0e"));
        stranger.close();
        relay.awaitMembers(4);
    }

    @Test
    void isDroppedWhenItIsTooLongForTheOthersPath() {
        byte[] frame = Frames.ofLength(MacAddress.parse(DAVE), CAROL, 1_514);
        long before = relay.counters().get(DropReason.PATH_TOO_LONG);
        carol.throwsDatagram(Datagrams.pieceOf(frame, 1, 0, 1_460));
        relay.awaitCount(DropReason.PATH_TOO_LONG, before + 1);

        assertTrue(dave.isConnected());
    }

    private static byte[] changed(int index, int value) {
        byte[] copy = GOOD.clone();
        copy[index] = (byte) value;
        return copy;
    }
}
