package dev.lanparty.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Limits;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.PeerJoined;
import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.ControlMessage.Unknown;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.control.Role;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.link.FakeLink;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The endpoint's side of a membership, on a link that writes down what it is told and a clock that is an argument. */
class SessionTest {
    /** A time to start from; below 0, as a nano clock may be. */
    private static final long START = -5_000_000_000_000L;
    private static final String ALICE = "02:00:00:00:00:0a";
    private static final Hello HELLO = new Hello(ControlMessage.PROTOCOL_VERSION, Role.CLIENT, "ROOM1", "test", ALICE,
            1_318, null, null);
    private static final Peer GATEWAY = new Peer(1, Role.GATEWAY, null);
    private static final Peer BOB = new Peer(3, Role.CLIENT, "02:00:00:00:00:0b");
    private static final Welcome WELCOME = welcome(1_300, List.of(GATEWAY));
    private static final Stats FIRST_STATS = new Stats(0, -1, Map.of());

    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final FakeLink link = new FakeLink();
    private final SessionDiary diary = new SessionDiary();
    private final Counters counters = new Counters();
    private final Session session = new Session(link, diary,
            new SessionTiming(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(5)), counters);

    @Test
    void beginsWithHelloAndWaits() {
        session.begin(HELLO, START);

        assertEquals(List.of(HELLO), link.messages());
        assertFalse(session.isJoined());
        assertEquals(List.of(), diary.entries());
    }

    @Test
    void isInWithTheWelcomeAndMeetsThoseWhoAreThere() {
        session.begin(HELLO, START);
        session.onControl(welcome(1_300, List.of(GATEWAY, BOB)), START);

        assertTrue(session.isJoined());
        assertEquals(List.of("joined as 2", "met 1", "met 3"), diary.entries());
        assertEquals(List.of(GATEWAY, BOB), List.copyOf(session.peers()));
    }

    @Test
    void meetsThoseWhoComeAndPartsFromThoseWhoGo() {
        join();
        session.onControl(new PeerJoined(BOB), START);
        session.onControl(new PeerLeft(1, "asleep"), START);

        assertEquals(List.of("joined as 2", "met 1", "met 3", "1 left: asleep"), diary.entries());
        assertEquals(List.of(BOB), List.copyOf(session.peers()));
    }

    @Test
    void meetsNobodyTwiceAndPartsFromNobodyUnknown() {
        join();
        session.onControl(new PeerJoined(GATEWAY), START);
        session.onControl(new PeerLeft(99, "never was"), START);

        assertEquals(List.of("joined as 2", "met 1"), diary.entries());
        assertFalse(diary.hasEnded());
    }

    @Test
    void meetsNobodyOnceItsListenerHasLeft() {
        diary.onMeeting(() -> session.leave(DisconnectCode.DEVICE_FAILED, "no adapter"));
        session.begin(HELLO, START);
        session.onControl(welcome(1_300, List.of(GATEWAY, BOB)), START);

        assertEquals(List.of("joined as 2", "met 1"), diary.entries());
        assertEquals(List.of(), List.copyOf(session.peers()));
        assertEquals(new SessionEnd(SessionEnd.Kind.LEFT, "device_failed", "no adapter"), diary.end());
    }

    @Test
    void keepsTheConnectionAliveWithStatsThatEchoTheRelays() {
        join();
        session.tick(START + seconds(1));
        assertEquals(List.of(HELLO), link.messages());

        session.tick(START + seconds(2));
        session.onControl(new Stats(7, 0, Map.of("frames_in", 3L)), START + seconds(2));
        session.onControl(new Stats(4, 0, Map.of()), START + seconds(2));
        counters.increment(Counter.FRAMES_IN);
        session.tick(START + seconds(3));
        session.tick(START + seconds(4));

        assertEquals(List.of(HELLO, FIRST_STATS, new Stats(1, 7, Map.of("frames_in", 1L))), link.messages());
    }

    @Test
    void saysNothingBeforeTheWelcome() {
        session.tick(START);
        session.begin(HELLO, START);
        session.tick(START + seconds(4));

        assertEquals(List.of(HELLO), link.messages());
        assertNull(link.farewell());
    }

    @Test
    void givesUpOnARelayThatDoesNotAnswer() {
        session.begin(HELLO, START);
        session.tick(START + seconds(5));
        assertFalse(diary.hasEnded());
        session.tick(START + seconds(5) + 1);

        String sentence = "the relay did not answer the hello within 5 s";
        assertEquals(new SessionEnd(SessionEnd.Kind.LOST, "hello_timeout", sentence), diary.end());
        assertEquals(new Disconnect("hello_timeout", sentence), link.farewell());
    }

    @Test
    void isRefusedByAReject() {
        session.begin(HELLO, START);
        session.onControl(new Reject("room_full", "room ROOM1 is full"), START);

        assertEquals(new SessionEnd(SessionEnd.Kind.REFUSED, "room_full", "room ROOM1 is full"), diary.end());
        assertFalse(session.isJoined());
    }

    @Test
    void isLostByADisconnectBeforeTheWelcome() {
        session.begin(HELLO, START);
        session.onControl(new Disconnect("too_many_strangers", "try again"), START);

        assertEquals(new SessionEnd(SessionEnd.Kind.LOST, "too_many_strangers", "try again"), diary.end());
    }

    @ParameterizedTest
    @MethodSource("lastWords")
    void isLostWhenTheRelayEndsTheMembership(ControlMessage last) {
        join();
        session.onControl(last, START);

        assertEquals(new SessionEnd(SessionEnd.Kind.LOST, "code", "why"), diary.end());
        assertEquals(List.of(), List.copyOf(session.peers()));
    }

    static Stream<ControlMessage> lastWords() {
        return Stream.of(new Disconnect("code", "why"), new Reject("code", "why"));
    }

    @ParameterizedTest
    @MethodSource("noAnswers")
    void takesNothingButAnAnswerForAnAnswer(ControlMessage message) {
        session.begin(HELLO, START);
        session.onControl(message, START);

        assertEquals("the relay answered the hello with neither welcome nor reject", diary.end().sentence());
        assertEquals(new Disconnect("protocol_error", diary.end().sentence()), link.farewell());
    }

    static Stream<ControlMessage> noAnswers() {
        return Stream.of(new PeerJoined(BOB), new PeerLeft(1, "gone"), FIRST_STATS, new Unknown("later"), HELLO);
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void endsOnWhatCannotBe(ControlMessage message) {
        join();
        session.onControl(message, START);

        assertEquals(SessionEnd.Kind.LOST, diary.end().kind());
        assertEquals("protocol_error", diary.end().code());
        assertTrue(diary.end().sentence().startsWith("the relay "), diary.end().sentence());
        assertEquals(new Disconnect("protocol_error", diary.end().sentence()), link.farewell());
    }

    static Stream<ControlMessage> impossible() {
        return Stream.of(new PeerJoined(new Peer(0, Role.GATEWAY, null)), new PeerLeft(70_000, "gone"),
                new PeerJoined(new Peer(9, Role.CLIENT, "ff:ff:ff:ff:ff:ff")), new Stats(-1, -1, Map.of()), HELLO,
                WELCOME);
    }

    @Test
    void endsOnAWelcomeThatCannotBe() {
        session.begin(HELLO, START);
        session.onControl(welcome(100, List.of()), START);

        assertFalse(session.isJoined());
        assertEquals(List.of(), diary.entries());
        assertTrue(diary.end().sentence().startsWith("the relay sent what cannot be: an MTU of 100 bytes"),
                diary.end().sentence());
    }

    @Test
    void endsWhenTheRelayBreaksTheControlProtocol() {
        join();
        session.onMalformed("this is not JSON", START);

        String sentence = "the relay broke the control protocol: this is not JSON";
        assertEquals(new SessionEnd(SessionEnd.Kind.LOST, "protocol_error", sentence), diary.end());
        assertEquals(new Disconnect("protocol_error", sentence), link.farewell());
    }

    @Test
    void endsWhenTheLinkIsGone() {
        join();
        session.onClosed("nothing was heard for too long", START);

        assertEquals(new SessionEnd(SessionEnd.Kind.LOST, "", "nothing was heard for too long"), diary.end());
    }

    @Test
    void leavesWithAGoodbye() {
        join();
        session.leave(DisconnectCode.LEAVING, "good night");

        assertEquals(new Disconnect("leaving", "good night"), link.farewell());
        assertEquals(new SessionEnd(SessionEnd.Kind.LEFT, "leaving", "good night"), diary.end());
        assertFalse(session.isJoined());
    }

    @Test
    void countsMessagesOfLaterProtocolsAndGoesOn() {
        join();
        session.onControl(new Unknown("weather_report"), START);

        assertEquals(1, counters.get(Counter.UNKNOWN_CONTROL));
        assertTrue(session.isJoined());
    }

    @Test
    void givesDatagramsToItsListenerWhileItIsIn() {
        session.onDatagram(buffers.of(new byte[10]), START);
        session.begin(HELLO, START);
        session.onDatagram(buffers.of(new byte[11]), START);
        session.onControl(WELCOME, START);
        session.onDatagram(buffers.of(new byte[12]), START);
        session.leave(DisconnectCode.LEAVING, "bye");
        session.onDatagram(buffers.of(new byte[13]), START);

        assertEquals(List.of("joined as 2", "met 1", "datagram of 12"), diary.entries());
        assertEquals(3, counters.get(DropReason.NOT_A_MEMBER));
    }

    @Test
    void countsWhatTheLinkCouldNotCarry() {
        session.onDropped(DropReason.PATH_TOO_LONG);

        assertEquals(1, counters.get(DropReason.PATH_TOO_LONG));
    }

    @Test
    void ignoresWhatComesBeforeItHasAsked() {
        session.onControl(WELCOME, START);

        assertFalse(session.isJoined());
        assertEquals(List.of(), diary.entries());
    }

    @Test
    void nothingHappensAfterTheEnd() {
        join();
        session.leave(DisconnectCode.LEAVING, "bye");
        List<String> before = List.copyOf(diary.entries());
        link.clear();

        session.onControl(new PeerJoined(BOB), START);
        session.onControl(new Stats(-1, -1, Map.of()), START);
        session.onControl(new Unknown("later"), START);
        session.onControl(new Disconnect("relay_closing", "bye"), START);
        session.leave(DisconnectCode.DEVICE_FAILED, "again");
        session.tick(START + seconds(60));
        session.onClosed("gone", START + seconds(61));

        assertEquals(before, diary.entries());
        assertEquals("bye", diary.end().sentence());
        assertEquals(new Disconnect("leaving", "bye"), link.farewell());
        assertEquals(List.of(), link.messages());
        assertEquals(0, counters.get(Counter.UNKNOWN_CONTROL));
    }

    private void join() {
        session.begin(HELLO, START);
        session.onControl(WELCOME, START);
    }

    private static Welcome welcome(int mtuBytes, List<Peer> members) {
        return new Welcome(2, mtuBytes, members, new Limits(1_000, 100), null);
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
