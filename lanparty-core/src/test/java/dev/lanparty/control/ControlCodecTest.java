package dev.lanparty.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Limits;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.ControlMessage.Unknown;
import dev.lanparty.control.ControlMessage.Welcome;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCodecTest {
    private static final String MAC = "02:00:5e:10:00:01";

    @Test
    void writesAHelloAsTheSpecificationSays() {
        Hello hello = new Hello(1, Role.CLIENT, "ROOM1", "lanparty 0.1", MAC, 1306, null, null);
        assertEquals("""
                {"type":"hello","protocol":1,"role":"client","room":"ROOM1","software":"lanparty 0.1",\
                "mac":"02:00:5e:10:00:01","datagram_budget":1306}""", written(hello));
    }

    @Test
    void writesTheHelloOfOneWhoComesBackAsTheSpecificationSays() {
        Hello hello = new Hello(1, Role.GATEWAY, "ROOM1", "lanparty 0.1", null, 1306, null, "back");
        assertEquals("""
                {"type":"hello","protocol":1,"role":"gateway","room":"ROOM1","software":"lanparty 0.1",\
                "datagram_budget":1306,"resume_token":"back"}""", written(hello));
        assertEquals(hello, read(written(hello)));
    }

    @Test
    void writesAWelcomeAsTheSpecificationSays() {
        Welcome welcome = new Welcome(2, 1288, List.of(new Peer(1, Role.GATEWAY, null)), new Limits(200, 20), "back");
        assertEquals("""
                {"type":"welcome","peer_id":2,"mtu":1288,"members":[{"id":1,"role":"gateway"}],\
                "limits":{"frames_per_second":200,"flooded_frames_per_second":20},"resume_token":"back"}""",
                written(welcome));
    }

    @ParameterizedTest
    @CsvSource({"0,hello", "1,welcome", "2,reject", "3,peer_joined", "4,peer_left", "5,stats", "6,disconnect"})
    void namesEveryKindByItsType(int kind, String type) {
        ControlMessage message = new RandomMessages(new SplittableRandom(1)).ofKind(kind);
        assertTrue(written(message).startsWith("{\"type\":\"" + type + "\","), written(message));
    }

    @Test
    void ignoresFieldsItDoesNotKnow() {
        assertEquals(new PeerLeft(7, "quit"), read("""
                {"future":{"deep":[1,{"type":"hello"}]},"type":"peer_left","peer_id":7,"reason":"quit","x":null}"""));
    }

    @Test
    void takesTheTypeInAnyPlace() {
        assertEquals(new PeerLeft(7, "quit"), read("""
                {"peer_id":7,"reason":"quit","type":"peer_left"}"""));
    }

    @Test
    void takesAnExplicitNullForAFieldThatMayBeAbsent() {
        Hello hello = (Hello) read(
                """
                        {"type":"hello","protocol":1,"role":"gateway","room":"R","software":"s","mac":null,"datagram_budget":600}""");
        assertEquals(new Hello(1, Role.GATEWAY, "R", "s", null, 600, null, null), hello);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"emote\"}", "{\"type\":\"emote\",\"peer_id\":\"x\",\"members\":[null]}",
            "{\"wave\":true,\"type\":\"emote\"}"})
    void namesATypeItDoesNotKnow(String body) {
        assertEquals(new Unknown("emote"), read(body));
    }

    @Test
    void knowsNoTypeByAnotherSpelling() {
        assertEquals(new Unknown("Hello"), read("{\"type\":\"Hello\"}"));
        assertEquals(new Unknown("5"), read("{\"type\":5}"));
    }

    @Test
    void makesAnUnknownTypeSafeToLog() {
        assertEquals(new Unknown("?[2J" + "x".repeat(59) + "…"),
                read("{\"type\":\"\\u001b[2J" + "x".repeat(99) + "\"}"));
    }

    @Test
    void neverSendsAnUnknownType() {
        assertThrows(IllegalArgumentException.class, () -> ControlCodec.encode(new Unknown("emote")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "7", "\"hello\"", "[]",
            "[\"peer_left\",{\"peer_id\":7,\"reason\":\"quit\"}]",
            "true", "{", "}", "{]", "{}{", "nonsense", "{\"type\":\"stats\"", "// {}", "{'type':'stats'}", "\ufeff{}"})
    void refusesWhatIsNoJsonObject(String body) {
        malformed(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":null}", "{\"type\":{}}",
            "{\"type\":[\"stats\"]}",
            "{\"type\":{\"type\":\"stats\"}}", "{\"peer_id\":7,\"reason\":\"quit\"}"})
    void refusesAMessageWithoutAType(String body) {
        malformed(body);
    }

    @Test
    void saysThatTheTypeIsMissing() {
        assertReason("type is missing or null", "{\"peer_id\":7}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"peer_left\",\"peer_id\":7,\"reason\":\"quit\"}{}",
            "{\"type\":\"peer_left\",\"peer_id\":7,\"reason\":\"quit\"} x", "{\"type\":\"emote\"}null"})
    void refusesWhatFollowsTheMessage(String body) {
        malformed(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"peer_left\",\"peer_id\":7,\"peer_id\":8,\"reason\":\"quit\"}",
            "{\"type\":\"peer_left\",\"type\":\"peer_left\",\"peer_id\":7,\"reason\":\"quit\"}",
            "{\"type\":\"emote\",\"a\":{\"b\":1,\"b\":2}}",
            "{\"type\":\"stats\",\"sequence\":0,\"echo\":0,\"counters\":{\"a\":1,\"a\":2}}"})
    void refusesAKeyThatComesTwice(String body) {
        assertTrue(malformed(body).contains("Duplicate"), malformed(body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "protocol is missing or null        | 'protocol':1   |               ",
            "role is missing or null            | 'role':'client'|               ",
            "room is missing or null            | 'room':'R'     |               ",
            "room is missing or null            | 'room':'R'     | 'room':null   ",
            "datagram_budget is missing or null | 'datagram_budget':600 |        ",
            "datagram_budget is missing or null | 'datagram_budget':600 | 'datagram_budget':null",
            "datagram_budget is of the wrong kind | 'datagram_budget':600 | 'datagram_budget':600.0",
            "datagram_budget is of the wrong kind | 'datagram_budget':600 | 'datagram_budget':'600'",
            "datagram_budget is of the wrong kind | 'datagram_budget':600 | 'datagram_budget':true",
            "datagram_budget is of the wrong kind | 'datagram_budget':600 | 'datagram_budget':[600]",
            "datagram_budget is out of range    | 'datagram_budget':600 | 'datagram_budget':2147483648",
            "software is missing or null        | 'software':'s' | 'software':null",
            "software is of the wrong kind      | 'software':'s' | 'software':5",
            "software is of the wrong kind      | 'software':'s' | 'software':['s']",
            "mac is of the wrong kind           | 'mac':'m'      | 'mac':1.5",
            "mac is of the wrong kind           | 'mac':'m'      | 'mac':false",
            "mac is of the wrong kind           | 'mac':'m'      | 'mac':{'a':1}",
            "role cannot be 'Client'            | 'role':'client'| 'role':'Client'",
            "role cannot be ''                  | 'role':'client'| 'role':''",
            "role is of the wrong kind          | 'role':'client'| 'role':0"})
    void namesTheFieldOfAHelloThatIsWrong(String reason, String field, String replacement) {
        String fields = "'protocol':1,'role':'client','room':'R','software':'s','mac':'m','datagram_budget':600";
        String body = "{'type':'hello'," + fields.replace(field, replacement == null ? "'x':1" : replacement) + "}";
        read(("{'type':'hello'," + fields + "}").replace('\'', '"'));
        assertReason(reason, body.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "members is missing or null            | 'members':[]  | 'members':null",
            "members is missing or null            | 'members':[]  | 'x':1",
            "members is of the wrong kind          | 'members':[]  | 'members':{}",
            "members is of the wrong kind                | 'members':[]  | 'members':''",
            "members[1] is missing or null         | 'members':[]  | 'members':[{'id':1,'role':'gateway'},null]",
            "members[0].id is missing or null      | 'members':[]  | 'members':[{'role':'gateway'}]",
            "members[0].role cannot be 'judge'     | 'members':[]  | 'members':[{'id':1,'role':'judge'}]",
            "members[0] is of the wrong kind       | 'members':[]  | 'members':[[]]",
            "limits is missing or null             | 'limits':{'frames_per_second':1,'flooded_frames_per_second':1} | 'limits':null",
            "limits.frames_per_second is missing or null | 'limits':{'frames_per_second':1,'flooded_frames_per_second':1} | 'limits':{}",
            "limits.flooded_frames_per_second is missing or null | 'flooded_frames_per_second':1 | 'x':1"})
    void namesTheFieldOfAWelcomeThatIsWrong(String reason, String field, String replacement) {
        String fields = "'peer_id':2,'mtu':1288,'members':[],'limits':{'frames_per_second':1,'flooded_frames_per_second':1}";
        read(("{'type':'welcome'," + fields + "}").replace('\'', '"'));
        String body = "{'type':'welcome'," + fields.replace(field, replacement) + "}";
        assertReason(reason, body.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "counters is missing or null | null", "counters is of the wrong kind | []",
            "counters.a is missing or null | {'a':null}", "counters.a is of the wrong kind | {'a':'1'}",
            "counters.a is of the wrong kind | {'a':1.0}", "counters.a is of the wrong kind | {'a':1e5}",
            "counters is out of range | {'a':9223372036854775808}"})
    void namesTheCounterThatIsWrong(String reason, String counters) {
        assertReason(reason,
                "{\"type\":\"stats\",\"sequence\":0,\"echo\":-1,\"counters\":" + counters.replace('\'', '"') + "}");
    }

    @Test
    void takesTheLargestCounter() {
        assertEquals(new Stats(0, -1, Map.of("a", Long.MAX_VALUE)),
                read("{\"type\":\"stats\",\"sequence\":0,\"echo\":-1,\"counters\":{\"a\":9223372036854775807}}"));
    }

    @Test
    void takesABodyOfTheGreatestLengthAndNoneLonger() {
        String message = "{\"type\":\"reject\",\"code\":\"version\",\"sentence\":\"too old\"}";
        String longest = message + " ".repeat(ControlCodec.MAX_LENGTH_BYTES - message.length());
        assertEquals(new Reject("version", "too old"), read(longest));
        assertReason("a message of 16385 bytes is too long, 16384 are allowed", longest + " ");
    }

    @Test
    void takesNestingToADepthAndNoDeeper() {
        assertEquals(new Unknown("a"), read("{\"type\":\"a\",\"x\":" + "[".repeat(15) + "]".repeat(15) + "}"));
        assertReason(TOO_MUCH, "{\"type\":\"a\",\"x\":" + "[".repeat(16) + "]".repeat(16) + "}");
        assertReason(TOO_MUCH, "{\"type\":\"a\",\"x\":" + "[".repeat(16_000));
        assertReason(TOO_MUCH, "{\"x\":".repeat(3_000));
        assertReason("members[0] is of the wrong kind", "{\"type\":\"welcome\",\"members\":" + "[".repeat(16_000));
    }

    @Test
    void takesATextOfALengthAndNoneLonger() {
        String hello = "{\"type\":\"hello\",\"protocol\":1,\"role\":\"gateway\",\"room\":\"R\",\"software\":\"s\",\"datagram_budget\":600,";
        String token = "t".repeat(4096);
        assertEquals(token, ((Hello) read(hello + "\"invite\":\"" + token + "\"}")).invite());
        assertReason(TOO_MUCH, hello + "\"invite\":\"" + token + "t\"}");
    }

    @Test
    void refusesNumbersOfManyDigits() {
        assertReason(TOO_MUCH, "{\"type\":\"peer_left\",\"peer_id\":1" + "0".repeat(40) + ",\"reason\":\"quit\"}");
    }

    @Test
    void doesNotComputeHugeNumbersInFieldsItIgnores() {
        assertEquals(new Unknown("a"), read("{\"x\":1e999999999,\"type\":\"a\",\"y\":-1E-999999999}"));
    }

    @Test
    void refusesBytesThatAreNotUtf8AndSaysWhere() {
        byte[] body = "{\"type\":\"aXX\"}".getBytes(StandardCharsets.UTF_8);
        for (int[] pair : new int[][]{{0xff, 'a'}, {0xc0, 0xaf}, {0xc3, '"'}, {0x80, 'a'}, {0xed, 0xa0}}) {
            body[10] = (byte) pair[0];
            body[11] = (byte) pair[1];
            MalformedControlException malformed = assertThrows(MalformedControlException.class,
                    () -> ControlCodec.decode(body));
            assertEquals(10, malformed.offset());
            assertEquals("this is not UTF-8 (at byte 10)", malformed.getMessage());
        }
    }

    @Test
    void refusesOtherEncodingsOfJson() {
        for (Charset other : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16, StandardCharsets.UTF_32BE)) {
            byte[] body = "{\"type\":\"a\"}".getBytes(other);
            assertThrows(MalformedControlException.class, () -> ControlCodec.decode(body), other.name());
        }
    }

    @Test
    void countsTheOffsetInBytesNotInCharacters() {
        String before = "{\"type\":\"é€😀\",";
        MalformedControlException malformed = assertThrows(MalformedControlException.class,
                () -> read(before + "oops}"));
        int expected = before.getBytes(StandardCharsets.UTF_8).length;
        assertTrue(Math.abs(malformed.offset() - expected) <= 1, malformed.getMessage());
    }

    @Test
    void keepsTextsBeyondAsciiAndWritesThemInAscii() {
        Reject reject = new Reject("version", "Grüße an 日本 😀");
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(written(reject)), written(reject));
        assertEquals(reject, read(written(reject)));
        assertEquals(reject, read("{\"type\":\"reject\",\"code\":\"version\",\"sentence\":\"Grüße an 日本 😀\"}"));
    }

    @Test
    void keepsALoneSurrogateInATokenAsItIs() {
        Hello hello = new Hello(1, Role.GATEWAY, "R", "s", null, 600, "\ud800", null);
        assertEquals(hello, read(written(hello)));
    }

    @Test
    void doesNotQuoteMoreThanALittleOfWhatItRefuses() {
        String reason = malformed("{\"type\":" + "x".repeat(9_000));
        assertTrue(reason.length() < 150, reason);
        String value = malformed("{\"type\":\"hello\",\"role\":\"\\u001b[31m" + "y".repeat(1_000) + "\"}");
        assertTrue(value.length() < 150, value);
        assertFalse(value.contains("\u001b"), value);
    }

    @Test
    void fitsTheWelcomeIntoARoomOf256() {
        List<Peer> members = IntStream.range(0, 256).mapToObj(i -> new Peer(65_535 - i, Role.CLIENT, MAC)).toList();
        Welcome welcome = new Welcome(1, 1500, members, new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE), null);
        assertEquals(welcome, ControlCodec.decode(ControlCodec.encode(welcome)));
    }

    @Test
    void doesNotWriteAMessageThatNobodyWouldTake() {
        List<Peer> members = IntStream.range(0, 400).mapToObj(i -> new Peer(65_535 - i, Role.CLIENT, MAC)).toList();
        Welcome welcome = new Welcome(1, 1500, members, new Limits(1, 1), null);
        IllegalArgumentException tooLong = assertThrows(IllegalArgumentException.class,
                () -> ControlCodec.encode(welcome));
        assertTrue(String.valueOf(tooLong.getMessage()).contains("too long"), tooLong.getMessage());
    }

    private static final String TOO_MUCH = "the JSON is nested too deeply, or a text, name or number in it is too long";

    private static void assertReason(String reason, String body) {
        assertEquals(reason, malformed(body).replaceFirst(" \\(at byte \\d+\\)$", ""), body);
    }

    private static String malformed(String body) {
        return String.valueOf(assertThrows(MalformedControlException.class, () -> read(body), body).getMessage());
    }

    private static ControlMessage read(String body) {
        return ControlCodec.decode(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String written(ControlMessage message) {
        return new String(ControlCodec.encode(message), StandardCharsets.UTF_8);
    }
}
