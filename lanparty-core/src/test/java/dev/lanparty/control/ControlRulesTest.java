package dev.lanparty.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage.Challenge;
import dev.lanparty.control.ControlMessage.Claim;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Limits;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.PeerJoined;
import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Proof;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.ControlMessage.Welcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule with what breaks it and the nearest that does not. */
class ControlRulesTest {
    private static final String MAC = "02:00:5e:10:00:01";
    private static final String OTHER_MAC = "02:00:5e:10:00:02";
    private static final Limits LIMITS = new Limits(1, 1);

    @Test
    void aHelloSpeaksThisProtocolVersion() {
        assertNull(ControlRules.validate(new Hello(1, Role.CLIENT, "ROOM1", "s", MAC, 1306, null, null)));
        for (int other : new int[]{0, 2, -1, Integer.MAX_VALUE}) {
            assertRejected(RejectCode.VERSION, new Hello(other, Role.CLIENT, "ROOM1", "s", MAC, 1306, null, null));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"R", "ROOM1", "room1", "-", "0", "LAN-2024", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"})
    void aHelloNamesARoom(String code) {
        assertNull(ControlRules.validate(helloTo(code)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ROOM 1", "ROOM_1", "ROOM1\n", "RÖM", "ROOM1!", "ſ",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456"})
    void aHelloDoesNotNameWhatIsNoRoom(String code) {
        assertRejected(RejectCode.BAD_ROOM, helloTo(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {MAC, "00:00:00:00:00:01", "FE-FF-FF-FF-FF-FF", "aa:bb:cc:dd:ee:ff"})
    void aClientHasAUnicastMac(String mac) {
        assertNull(ControlRules.validate(helloFrom(Role.CLIENT, mac)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00:00:00:00:00:00", "01:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "03:00:5e:10:00:01", "",
            "02:00:5e:10:00", "02:00:5e:10:00:01:02", "02005e100001", "02:00:5e:10:00:0g", "\u001b[2J"})
    void aClientHasNoOtherMac(String mac) {
        Reject reject = assertRejected(RejectCode.BAD_MAC, helloFrom(Role.CLIENT, mac));
        assertTrue(reject.sentence().matches("\\P{Cntrl}+"), reject.sentence());
    }

    @Test
    void aClientWithoutAMacIsRefused() {
        assertRejected(RejectCode.BAD_MAC, helloFrom(Role.CLIENT, null));
    }

    @Test
    void aGatewayHasNoMac() {
        assertNull(ControlRules.validate(helloFrom(Role.GATEWAY, null)));
        assertRejected(RejectCode.BAD_MAC, helloFrom(Role.GATEWAY, MAC));
    }

    @ParameterizedTest
    @ValueSource(ints = {774, 775, 1306, 65_535})
    void aDatagramBudgetCarriesTheSmallestMtu(int bytes) {
        assertNull(ControlRules.validate(new Hello(1, Role.CLIENT, "R", "s", MAC, bytes, null, null)));
    }

    @ParameterizedTest
    @ValueSource(ints = {773, 0, -1, 65_536, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aDatagramBudgetOutOfRangeIsRefused(int bytes) {
        assertRejected(RejectCode.BAD_BUDGET, new Hello(1, Role.CLIENT, "R", "s", MAC, bytes, null, null));
    }

    @Test
    void aMemberThatWasSentAwayForGoodDoesNotComeBackByItself() {
        assertTrue(DisconnectCode.KICKED.isPermanent());
        assertTrue(DisconnectCode.SUPERSEDED.isPermanent());
        assertFalse(DisconnectCode.RELAY_CLOSING.isPermanent());
        assertFalse(DisconnectCode.TOO_MANY_STRANGERS.isPermanent());
    }

    @Test
    void aRejectIsPermanentWhereTheSameHelloCanNeverBeGood() {
        for (RejectCode code : List.of(RejectCode.VERSION, RejectCode.BAD_ROOM, RejectCode.BAD_MAC)) {
            assertTrue(code.isPermanent(), code.label());
        }
        assertFalse(RejectCode.BAD_BUDGET.isPermanent(), "the path may change");
        assertFalse(RejectCode.MAC_TAKEN.isPermanent());
    }

    @Test
    void ofSeveralFaultsTheVersionIsNamedFirst() {
        assertRejected(RejectCode.VERSION, new Hello(2, Role.CLIENT, "!", "s", null, 0, null, null));
    }

    @Test
    void softwareIsKeptTo64PrintableCharacters() {
        assertEquals("a".repeat(64), helloBy("a".repeat(64)).software());
        assertEquals("a".repeat(63) + "…", helloBy("a".repeat(65)).software());
        assertEquals("lan?party 0.1", helloBy("lan\nparty 0.1").software());
    }

    @Test
    void tokensAreNotShownInALog() {
        String hello = new Hello(1, Role.CLIENT, "ROOM1", "software", MAC, 1_300, "invite-secret", "resume-secret")
                .toString();
        String welcome = new Welcome(7, 1_400, List.of(), new Limits(1, 1), "resume-secret").toString();
        String proof = new Proof("proof-secret", "alice", new Claim("gateway-secret", "client-secret")).toString();

        assertTrue(hello.contains("ROOM1") && hello.contains(MAC), hello);
        assertTrue(welcome.contains("1400"), welcome);
        assertTrue(proof.contains("alice"), proof);
        assertFalse((hello + welcome + proof).contains("secret"), hello + welcome + proof);
    }

    @Test
    void anInvitesIdIsSixteenHexadecimalDigits() {
        assertNull(ControlRules.validate(helloWithInvite("0123456789abcdef")));
        for (String other : List.of("", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeg",
                "0123456789ABCDEF")) {
            assertRejected(RejectCode.BAD_HELLO, helloWithInvite(other));
        }
    }

    @Test
    void whatProvesIsAsLongAsItMustBe() {
        String good = "A".repeat(43);
        assertNull(ControlRules.violation(new Challenge(good)));
        assertNull(ControlRules.violation(new Proof(good, "alice", new Claim(good, good))));
        assertNull(ControlRules.violation(new Proof(good, null, null)));
        for (String bad : List.of("", "A", "A".repeat(42), "A".repeat(44), "A".repeat(42) + "+",
                "A".repeat(42) + "\n")) {
            assertNotNull(ControlRules.violation(new Challenge(bad)), bad);
            assertNotNull(ControlRules.violation(new Proof(bad, null, null)), bad);
            assertNotNull(ControlRules.violation(new Proof(good, null, new Claim(good, bad))), bad);
            assertNotNull(ControlRules.violation(new Proof(good, null, new Claim(bad, good))), bad);
        }
    }

    @Test
    void aPlayersNameIsKeptTo32PrintableCharacters() {
        assertEquals("a".repeat(31) + "…", new Proof("", "a".repeat(40), null).name());
        assertEquals("eve?", new Proof("", "eve\u001b", null).name());
    }

    @Test
    void aWelcomeIsValid() {
        assertNull(ControlRules.violation(welcome(2, 1288, List.of())));
        assertNull(ControlRules.violation(welcome(1, 576,
                List.of(new Peer(65_535, Role.GATEWAY, null), client(3, MAC), client(4, OTHER_MAC)))));
        assertNull(ControlRules.violation(welcome(65_535, 1500, List.of(client(1, MAC)))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void aPeerIdOutOfRangeIsWrongEverywhere(int id) {
        String sentence = "peer id " + id + " is out of range, 1 to 65535";
        assertEquals(sentence, ControlRules.violation(welcome(id, 1288, List.of())));
        assertEquals(sentence, ControlRules.violation(welcome(2, 1288, List.of(client(id, MAC)))));
        assertEquals(sentence, ControlRules.violation(new PeerJoined(client(id, MAC))));
        assertEquals(sentence, ControlRules.violation(new PeerLeft(id, "quit")));
    }

    @ParameterizedTest
    @ValueSource(ints = {575, 0, -1, 1501, 65_535})
    void aWelcomeWithAnMtuOutOfRangeIsWrong(int mtu) {
        assertViolation(welcome(2, mtu, List.of()), "an MTU of " + mtu + " bytes is out of range, 576 to 1500");
    }

    @Test
    void aWelcomeWithLimitsThatLetNothingPassIsWrong() {
        assertViolation(new Welcome(2, 1288, List.of(), new Limits(0, 1), null), "0 frames a second");
        assertViolation(new Welcome(2, 1288, List.of(), new Limits(1, 0), null), "0 flooded frames a second");
        assertViolation(new Welcome(2, 1288, List.of(), new Limits(-5, 1), null), "-5 frames a second");
    }

    @Test
    void aWelcomeWithAMemberTwiceIsWrong() {
        assertViolation(welcome(2, 1288, List.of(client(3, MAC), client(3, OTHER_MAC))), "peer id 3 is given twice");
        assertViolation(welcome(2, 1288, List.of(client(2, MAC))), "peer id 2 is given twice");
        assertViolation(welcome(2, 1288, List.of(client(3, MAC), client(4, "02-00-5E-10-00-01"))), "is given twice");
    }

    @Test
    void aWelcomeWithTwoGatewaysIsWrong() {
        assertViolation(welcome(2, 1288, List.of(new Peer(3, Role.GATEWAY, null), new Peer(4, Role.GATEWAY, null))),
                "one gateway");
    }

    @Test
    void aMemberWhoseRoleAndMacDoNotAgreeIsWrong() {
        for (Peer peer : List.of(new Peer(3, Role.GATEWAY, MAC), new Peer(3, Role.CLIENT, null),
                client(3, "01:00:00:00:00:00"), client(3, "nonsense"))) {
            assertNotNull(ControlRules.violation(welcome(2, 1288, List.of(peer))), peer.toString());
            assertNotNull(ControlRules.violation(new PeerJoined(peer)), peer.toString());
        }
        assertNull(ControlRules.violation(new PeerJoined(client(3, MAC))));
        assertNull(ControlRules.violation(new PeerJoined(new Peer(3, Role.GATEWAY, null))));
    }

    @Test
    void statsCountUpFromZero() {
        assertNull(ControlRules.violation(new Stats(0, -1, Map.of("frames_in", 0L))));
        assertViolation(new Stats(-1, -1, Map.of()), "a sequence of -1");
        assertViolation(new Stats(0, -2, Map.of()), "an echo of -2");
        assertViolation(new Stats(0, 0, Map.of("frames\u001b", -1L)), "counter 'frames?' has gone below 0");
    }

    @Test
    void messagesWithoutRulesAreValid() {
        assertNull(ControlRules.violation(new Reject("", "")));
        assertNull(ControlRules.violation(new ControlMessage.Disconnect("future", "")));
        assertNull(ControlRules.violation(new ControlMessage.Unknown("emote")));
        assertNull(ControlRules.violation(new PeerLeft(65_535, "")));
    }

    @Test
    void aHellosViolationIsTheSentenceOfItsReject() {
        assertNull(ControlRules.violation(helloTo("R")));
        assertViolation(helloTo("!"), "'!' is not a room code");
    }

    private static Hello helloTo(String room) {
        return new Hello(1, Role.CLIENT, room, "s", MAC, 1306, null, null);
    }

    private static Hello helloFrom(Role role, @Nullable String mac) {
        return new Hello(1, role, "R", "s", mac, 1306, null, null);
    }

    private static Hello helloWithInvite(String id) {
        return new Hello(1, Role.CLIENT, "R", "s", MAC, 1306, id, null);
    }

    private static Hello helloBy(String software) {
        return new Hello(1, Role.CLIENT, "R", software, MAC, 1306, null, null);
    }

    private static Welcome welcome(int peerId, int mtu, List<Peer> members) {
        return new Welcome(peerId, mtu, members, LIMITS, null);
    }

    private static Peer client(int id, String mac) {
        return new Peer(id, Role.CLIENT, mac);
    }

    private static Reject assertRejected(RejectCode code, Hello hello) {
        Reject reject = ControlRules.validate(hello);
        assertNotNull(reject, hello.toString());
        assertEquals(code.label(), reject.code());
        return reject;
    }

    private static void assertViolation(ControlMessage message, String part) {
        String sentence = ControlRules.violation(message);
        assertTrue(sentence != null && sentence.contains(part), String.valueOf(sentence));
    }
}
