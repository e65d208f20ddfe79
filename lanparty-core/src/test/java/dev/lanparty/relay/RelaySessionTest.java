package dev.lanparty.relay;

import static dev.lanparty.relay.FrontDoor.hello;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.PeerJoined;
import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.ControlMessage.Unknown;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.Role;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.metrics.Counter;
import dev.lanparty.wire.Datagrams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The relay's side of one connection, from its first message to its last. */
class RelaySessionTest {
    private static final String ALICE = "02:00:00:00:00:0a";
    private static final String BOB = "02:00:00:00:00:0b";

    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final FrontDoor door = new FrontDoor(100, 100);

    @Test
    void whoSaysAGoodHelloIsWelcomed() {
        Connection alice = door.join(ALICE);

        Welcome welcome = assertInstanceOf(Welcome.class, alice.link().messages().getFirst());
        assertEquals(1_422, welcome.mtu());
        assertEquals(1, alice.link().messages().size());
        assertEquals(1, door.members());
    }

    @ParameterizedTest
    @MethodSource("noHellos")
    void whoBeginsWithAnythingElseIsRefused(ControlMessage message) {
        Connection stranger = door.connect().says(message, door.nowNanos());

        assertEquals(new Reject("bad_hello", "the first message must be hello"), stranger.link().farewell());
        assertEquals(0, door.members());
    }

    static Stream<ControlMessage> noHellos() {
        return Stream.of(new Stats(0, -1, Map.of()), new Unknown("later"), new Disconnect("leaving", "bye"),
                new Reject("version", "no"), new PeerLeft(1, "gone"));
    }

    @Test
    void whoSaysABadHelloIsRefusedWithWhatIsWrong() {
        Connection stranger = door.connect().says(hello("01:00:5e:00:00:01"), door.nowNanos());

        assertEquals("bad_mac", stranger.code());
        assertEquals("01:00:5e:00:00:01 is the MAC address of no single station", stranger.sentence());
    }

    @Test
    void whoTheLobbyDoesNotAdmitIsRefused() {
        door.join(ALICE);
        Connection second = door.join(ALICE);

        assertEquals("mac_taken", second.code());
        assertEquals(List.of(), second.link().messages());
        assertEquals(1, door.members());
    }

    @Test
    void whoCannotBeReadIsRefusedBeforeTheWelcomeAndDisconnectedAfterIt() {
        Connection stranger = door.connect();
        stranger.relay().onMalformed("this is not JSON", door.nowNanos());
        assertEquals(new Reject("bad_hello", "this is not JSON"), stranger.link().farewell());

        Connection alice = door.join(ALICE);
        alice.relay().onMalformed("this is not JSON", door.nowNanos());
        assertEquals(new Disconnect("protocol_error", "this is not JSON"), alice.link().farewell());
        assertEquals(0, door.members());
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void aMemberWhoBreaksTheProtocolIsDisconnectedAndItsPlaceFree(ControlMessage breach, String sentence) {
        Connection bob = door.join(BOB);
        Connection alice = door.join(ALICE).says(breach, door.nowNanos());

        assertEquals(new Disconnect("protocol_error", sentence), alice.link().farewell());
        assertEquals(1, door.members());
        assertEquals(new PeerLeft(2, sentence), bob.link().messages().getLast());
        assertTrue(door.join(ALICE).isOpen());
    }

    static Stream<Arguments> breaches() {
        String notAnEndpoints = "an endpoint sent what only a relay may send";
        return Stream.of(arguments(hello(ALICE), "hello was said twice"),
                arguments(new Stats(-1, -1, Map.of()), "a sequence of -1 is out of range, it counts up from 0"),
                arguments(new Stats(0, -2, Map.of()), "an echo of -2 is out of range, the smallest is -1"),
                arguments(new Stats(0, -1, Map.of("frames_in", -1L)), "counter 'frames_in' has gone below 0"),
                arguments(new Reject("version", "no"), notAnEndpoints),
                arguments(new PeerLeft(1, "gone"), notAnEndpoints),
                arguments(new PeerJoined(new ControlMessage.Peer(1, Role.GATEWAY, null)),
                        notAnEndpoints));
    }

    @Test
    void aMemberWhoSaysGoodbyeLeavesWithItsReason() {
        Connection bob = door.join(BOB);
        Connection alice = door.join(ALICE).says(new Disconnect("leaving", "good night"), door.nowNanos());

        assertEquals(1, door.members());
        assertEquals(new PeerLeft(2, "good night"), bob.link().messages().getLast());
        assertTrue(alice.isOpen(), "the endpoint closes its connection itself");
    }

    @Test
    void aMemberWhoseLinkIsGoneLeavesOnce() {
        Connection bob = door.join(BOB);
        Connection alice = door.join(ALICE);
        alice.relay().onClosed("nothing was heard", door.nowNanos());
        alice.relay().onControl(hello(ALICE), door.nowNanos());

        assertEquals(1, door.members());
        assertEquals(1, bob.link().messages().stream().filter(PeerLeft.class::isInstance).count());
    }

    @Test
    void keepsAMembersLinkAliveWithStatsThatEchoIts() {
        Connection alice = door.join(ALICE);
        alice.link().clear();
        door.advance(Duration.ofMillis(1_999));
        assertEquals(List.of(), alice.link().messages());

        door.advance(Duration.ofMillis(1));
        alice.says(new Stats(5, 0, Map.of()), door.nowNanos()).says(new Stats(3, 0, Map.of()), door.nowNanos());
        door.advance(Duration.ofSeconds(2));

        assertEquals(List.of(new Stats(0, -1, Map.of()), new Stats(1, 5, Map.of())), alice.link().messages());
    }

    @Test
    void messagesOfLaterProtocolsAreCountedAndIgnored() {
        Connection alice = door.join(ALICE).says(new Unknown("weather_report"), door.nowNanos());

        assertEquals(1, door.count(Counter.UNKNOWN_CONTROL));
        assertTrue(alice.isOpen());
    }

    @Test
    void datagramsBeforeTheWelcomeAndAfterTheEndAreDroppedAndCounted() {
        byte[] frame = Datagrams.ofFrame(Frames.arp(MacAddress.parse(ALICE)));
        Connection alice = door.connect();
        alice.relay().onDatagram(buffers.of(frame), door.nowNanos());
        assertEquals(1, door.count(DropReason.NOT_A_MEMBER));

        Connection bob = door.join(BOB);
        alice.says(hello(ALICE), door.nowNanos());
        alice.relay().onDatagram(buffers.of(frame), door.nowNanos());
        assertEquals(1, bob.link().datagrams().size());

        alice.says(new Disconnect("leaving", "bye"), door.nowNanos());
        alice.relay().onDatagram(buffers.of(frame), door.nowNanos());
        assertEquals(2, door.count(DropReason.NOT_A_MEMBER));
        assertEquals(1, bob.link().datagrams().size());
    }

    @Test
    void whatTheLinkCouldNotCarryIsCounted() {
        door.connect().relay().onDropped(DropReason.LINK_CLOSED);
        door.join(ALICE).relay().onDropped(DropReason.LINK_CLOSED);

        assertEquals(2, door.count(DropReason.LINK_CLOSED));
    }

    @Test
    void nothingIsHeardOfWhoWasSentAway() {
        Connection stranger = door.connect().says(new Unknown("later"), door.nowNanos());
        ControlMessage farewell = stranger.link().farewell();

        stranger.says(hello(ALICE), door.nowNanos());
        stranger.relay().onMalformed("more nonsense", door.nowNanos());
        door.advance(Duration.ofSeconds(60));

        assertEquals(farewell, stranger.link().farewell());
        assertEquals(List.of(), stranger.link().messages());
        assertEquals(0, door.members());
        assertFalse(door.reception().isEmpty(), "its link is still open");
    }

    private static Arguments arguments(ControlMessage breach, String sentence) {
        return Arguments.of(breach, sentence);
    }
}
