package dev.lanparty.relay;

import static dev.lanparty.relay.FrontDoor.hello;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.Role;
import dev.lanparty.frame.Frames;
import dev.lanparty.link.LeakWatch;
import dev.lanparty.metrics.Counter;
import dev.lanparty.room.RoomLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever one connection says in its control stream, over real QUIC: it alone ends, told with a code and a sentence,
 * and the room next door plays on.
 */
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlFaultsTest {
    private static final String CAROL = "02:00:00:00:00:0c";
    private static final String DAVE = "02:00:00:00:00:0d";

    private LoopbackRelay relay;

    @BeforeAll
    void start(@TempDir Path folder) {
        relay = LoopbackRelay.start(folder, RoomLimits.DEFAULT, ReceptionTiming.DEFAULT);
    }

    @AfterAll
    void stop() {
        relay.close();
    }

    @BeforeEach
    void thePlayersNextDoorPlay() {
        relay.playersExchangeFrames();
    }

    @AfterEach
    void thePlayersNextDoorNeverNoticed() {
        relay.assertPlayersUndisturbed();
        relay.awaitMembers(2);
    }

    @ParameterizedTest
    @MethodSource("brokenBytes")
    void aStrangerWhoseBytesAreNoMessageIsRefused(byte[] bytes, String sentence) {
        RawEndpoint stranger = relay.network().connect().sends(bytes);
        relay.playersExchangeFrames();

        RawEndpoint.Farewell farewell = stranger.farewell();
        assertEquals("bad_hello", farewell.code());
        assertTrue(farewell.sentence().startsWith(sentence), farewell.sentence());
    }

    @ParameterizedTest
    @MethodSource("brokenBytes")
    void aMemberWhoseBytesAreNoMessageIsDisconnected(byte[] bytes, String sentence) {
        RawEndpoint member = relay.network().connect().joins(hello(CAROL)).sends(bytes);
        relay.playersExchangeFrames();

        RawEndpoint.Farewell farewell = member.farewell();
        assertEquals("protocol_error", farewell.code());
        assertTrue(farewell.sentence().startsWith(sentence), farewell.sentence());
    }

    static Stream<Arguments> brokenBytes() {
        return Stream.of(Arguments.of(Frames.bytes(0, 0, 0x40, 1), "a message of 16385 bytes is too long"),
                Arguments.of(Frames.bytes(0xff, 0xff, 0xff, 0xff), "a message of 4294967295 bytes is too long"),
                Arguments.of(Frames.bytes(0, 0, 0, 0), "a message of no bytes"),
                Arguments.of(text(5, "hello"), "this is not JSON"),
                Arguments.of(text(8, "{\"type\":"), "the JSON ends too early"),
                Arguments.of(Frames.bytes(0, 0, 0, 3, 0xff, 0xfe, 0xfd), ""),
                Arguments.of("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                        "a message of 1195725856 bytes is too long"));
    }

    @ParameterizedTest
    @MethodSource("truncated")
    void aStreamThatEndsWithinAMessageIsRefusedBeforeTheWelcome(byte[] beginning) {
        RawEndpoint stranger = relay.network().connect().sends(beginning).endsControlStream();

        assertEquals(new RawEndpoint.Farewell("reject", "bad_hello", "the control stream ended within a message"),
                stranger.farewell());
    }

    @ParameterizedTest
    @MethodSource("truncated")
    void aStreamThatEndsWithinAMessageEndsTheMembershipAfterIt(byte[] beginning) {
        RawEndpoint member = relay.network().connect().joins(hello(CAROL)).sends(beginning).endsControlStream();

        assertEquals(new RawEndpoint.Farewell("disconnect", "protocol_error",
                "the control stream ended within a message"), member.farewell());
    }

    static Stream<byte[]> truncated() {
        return Stream.of(Frames.bytes(0, 0), Frames.bytes(0, 0, 0, 100), text(100, "{\"type\":\"hello\","));
    }

    @Test
    void aStreamThatIsBrokenOffIsRefused() {
        RawEndpoint stranger = relay.network().connect().sends(text(100, "{")).resetsControlStream();

        assertEquals("the control stream was broken off", stranger.farewell().sentence());
    }

    @Test
    void aStreamThatEndsBetweenMessagesIsAnEndWithoutAGoodbye() {
        RawEndpoint member = relay.network().connect().joins(hello(CAROL));
        RawEndpoint witness = relay.network().connect().joins(hello(DAVE));
        member.endsControlStream();

        member.closedBecause();
        assertTrue(witness.next() instanceof PeerLeft);
        witness.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "bad_hello  | {\"type\":\"stats\",\"sequence\":0,\"echo\":-1,\"counters\":{}}",
            "bad_hello  | {\"type\":\"disconnect\",\"code\":\"leaving\",\"sentence\":\"bye\"}",
            "bad_hello  | {\"type\":\"from_the_future\"}",
            "bad_hello  | {\"type\":\"hello\"}",
            "bad_hello  | []"})
    void aFirstMessageThatIsNoHelloIsRefused(String code, String json) {
        RawEndpoint stranger = relay.network().connect().says(json);

        RawEndpoint.Farewell farewell = stranger.farewell();
        assertEquals("reject", farewell.type());
        assertEquals(code, farewell.code());
    }

    @ParameterizedTest
    @MethodSource("badHellos")
    void aHelloThatCannotBeIsRefusedWithItsReason(Hello hello, String code) {
        RawEndpoint stranger = relay.network().connect().says(hello);
        relay.playersExchangeFrames();

        RawEndpoint.Farewell farewell = stranger.farewell();
        assertEquals("reject", farewell.type());
        assertEquals(code, farewell.code());
    }

    static Stream<Arguments> badHellos() {
        return Stream.of(Arguments.of(new Hello(2, Role.CLIENT, "ROOM1", "test", CAROL, 1_300, null, null), "version"),
                Arguments.of(hello(CAROL, "no such room!"), "bad_room"),
                Arguments.of(hello(CAROL, ""), "bad_room"),
                Arguments.of(hello(CAROL, "A".repeat(33)), "bad_room"),
                Arguments.of(of(Role.CLIENT, null, 1_300), "bad_mac"),
                Arguments.of(of(Role.CLIENT, "01:00:5e:00:00:01", 1_300), "bad_mac"),
                Arguments.of(of(Role.CLIENT, "ff:ff:ff:ff:ff:ff", 1_300), "bad_mac"),
                Arguments.of(of(Role.CLIENT, "00:00:00:00:00:00", 1_300), "bad_mac"),
                Arguments.of(of(Role.GATEWAY, CAROL, 1_300), "bad_mac"),
                Arguments.of(of(Role.CLIENT, CAROL, -1), "bad_budget"),
                Arguments.of(of(Role.CLIENT, CAROL, 593), "bad_budget"),
                Arguments.of(of(Role.CLIENT, CAROL, Integer.MAX_VALUE), "bad_budget"));
    }

    @Test
    void helloIsSaidOnce() {
        RawEndpoint member = relay.network().connect().joins(hello(CAROL)).says(hello(CAROL));

        assertEquals(new RawEndpoint.Farewell("disconnect", "protocol_error", "hello was said twice"),
                member.farewell());
    }

    @Test
    void whatOnlyARelayMaySayAndStatsThatCannotBeEndTheMembership() {
        RawEndpoint first = relay.network().connect().joins(hello(CAROL)).says(new PeerLeft(1, "because"));
        assertEquals("an endpoint sent what only a relay may send", first.farewell().sentence());

        RawEndpoint second = relay.network().connect().joins(hello(CAROL)).says(new Stats(-1, -1, Map.of()));
        assertEquals("protocol_error", second.farewell().code());
    }

    @Test
    void messagesOfLaterProtocolsAreCountedAndTheMemberStays() {
        long before = relay.counters().get(Counter.UNKNOWN_CONTROL);
        RawEndpoint member = relay.network().connect().joins(hello(CAROL)).says("{\"type\":\"from_the_future\"}");
        relay.awaitCount(Counter.UNKNOWN_CONTROL, before + 1);

        member.says(hello(CAROL));
        assertEquals("hello was said twice", member.farewell().sentence(), "it was a member still");
    }

    @Test
    void aSecondStreamIsClosedAndTheMemberStays() {
        RawEndpoint member = relay.network().connect().joins(hello(CAROL));
        member.writesSecondStream(Frames.bytes(0xff, 0xff, 0xff, 0xff, 1, 2, 3));
        member.writesSecondStream(text(5, "hello"));
        RawEndpoint witness = relay.network().connect().joins(hello(DAVE));

        assertTrue(member.isConnected());
        assertEquals(4, relay.status().members());
        member.says(new Disconnect("leaving", "good night"));
        ControlMessage news = witness.next();
        assertEquals("good night", news instanceof PeerLeft left ? left.reason() : news.toString());
        witness.close();
        member.close();
    }

    @Test
    void aMessageInManyPiecesIsOneMessage() {
        RawEndpoint stranger = relay.network().connect();
        byte[] whole = text(26, "{\"type\":\"from_the_future\"}");
        for (byte piece : whole) {
            stranger.sends(piece);
        }

        assertEquals("the first message must be hello", stranger.farewell().sentence());
    }

    private static Hello of(Role role, @Nullable String mac, int budgetBytes) {
        return new Hello(ControlMessage.PROTOCOL_VERSION, role, "ROOM1", "test", mac, budgetBytes, null, null);
    }

    private static byte[] text(int length, String body) {
        return Frames.join(Frames.bytes(0, 0, length >>> 8, length), body.getBytes(StandardCharsets.UTF_8));
    }
}
