package dev.lanparty.party;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.party.Bytes.assertFrames;
import static dev.lanparty.party.SimulatedParty.ROOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.control.RejectCode;
import dev.lanparty.control.Role;
import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.metrics.Counter;
import dev.lanparty.wire.Datagrams;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever one connection sends, it alone ends, with a code and a sentence, and the room next door never notices. */
class StrangersTest {
    private static final String MAC = "02:00:00:00:00:77";

    @RegisterExtension
    final SimulatedParty party = new SimulatedParty();

    private final Player alice = party.player(ALICE, "NEXT-DOOR");
    private final Player bob = party.player(BOB, "NEXT-DOOR");

    StrangersTest() {
        party.settleDown();
    }

    @AfterEach
    void theRoomNextDoorNeverNoticed() {
        byte[] frame = Frames.ofLength(BOB, ALICE, 100);
        alice.sends(frame);
        party.settleDown();
        assertFrames(bob.received(), frame);
        assertEquals(List.of(bob.client().welcome().peerId()), alice.client().peerIds());
    }

    @Test
    void whoSaysNothingIsClosedAfterFiveSeconds() {
        Stranger silent = party.stranger();
        party.advance(Duration.ofMillis(4_900));
        assertTrue(silent.isConnected());
        party.advance(Duration.ofMillis(1_600));

        assertEquals("no hello came within 5 s", silent.closedBecause());
    }

    @Test
    void whoBeginsAMessageAndNeverEndsItIsClosedAfterFiveSeconds() {
        Stranger slow = party.stranger().sends(Frames.bytes(0, 0, 1, 0, '{'));
        party.advance(Duration.ofMillis(6_500));

        assertEquals(DisconnectCode.HELLO_TIMEOUT.label(), slow.code());
    }

    @Test
    void aThousandWhoSayNothingAreBoundedAndGoneInTime() {
        List<Stranger> strangers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            strangers.add(party.stranger("192.0.2." + i % 5));
        }
        party.advance(Duration.ofSeconds(1));
        long waiting = strangers.stream().filter(Stranger::isConnected).count();
        assertEquals(5 * 128, waiting);
        Player newcomer = party.player(Frames.CAROL, "NEXT-DOOR");
        party.settleDown();
        assertTrue(newcomer.client().isJoined());
        newcomer.client().leave();

        party.advance(Duration.ofSeconds(6));
        for (Stranger stranger : strangers) {
            assertFalse(stranger.closedBecause().isBlank());
        }
        Stranger next = party.stranger("192.0.2.1").says(hello(MAC));
        party.settleDown();
        assertInstanceOf(Welcome.class, next.heard().getFirst());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "bad_hello | {\"type\":\"stats\",\"sequence\":0,\"echo\":-1,\"counters\":{}}",
            "bad_hello | {\"type\":\"from_the_future\"}",
            "bad_hello | {\"type\":\"hello\"}",
            "bad_hello | {}",
            "bad_hello | []",
            "bad_hello | hello",
            "version   | {\"type\":\"hello\",\"protocol\":2,\"role\":\"gateway\",\"room\":\"R\",\"software\":\"s\",\"datagram_budget\":1300}",
            "bad_room  | {\"type\":\"hello\",\"protocol\":1,\"role\":\"gateway\",\"room\":\"a b\",\"software\":\"s\",\"datagram_budget\":1300}",
            "bad_mac   | {\"type\":\"hello\",\"protocol\":1,\"role\":\"client\",\"room\":\"R\",\"software\":\"s\",\"datagram_budget\":1300}",
            "bad_mac   | {\"type\":\"hello\",\"protocol\":1,\"role\":\"client\",\"room\":\"R\",\"software\":\"s\",\"mac\":\"01:00:5e:00:00:01\",\"datagram_budget\":1300}",
            "bad_mac   | {\"type\":\"hello\",\"protocol\":1,\"role\":\"client\",\"room\":\"R\",\"software\":\"s\",\"mac\":\"00:00:00:00:00:00\",\"datagram_budget\":1300}",
            "bad_mac   | {\"type\":\"hello\",\"protocol\":1,\"role\":\"gateway\",\"room\":\"R\",\"software\":\"s\",\"mac\":\"02:00:00:00:00:01\",\"datagram_budget\":1300}",
            "bad_budget| {\"type\":\"hello\",\"protocol\":1,\"role\":\"gateway\",\"room\":\"R\",\"software\":\"s\",\"datagram_budget\":100}",
            "bad_budget| {\"type\":\"hello\",\"protocol\":1,\"role\":\"gateway\",\"room\":\"R\",\"software\":\"s\",\"datagram_budget\":2000000000}"})
    void aFirstMessageThatIsNoGoodHelloIsRefusedWithItsReason(String code, String json) {
        Stranger stranger = party.stranger().says(json);
        party.settleDown();

        assertEquals(code, stranger.code());
        assertEquals(1, stranger.heard().size());
    }

    @Test
    void aLengthOverSixteenKibibytesIsRefusedBeforeItsBodyComes() {
        Stranger stranger = party.stranger().sends(Frames.bytes(0, 0, 0x40, 1));
        party.settleDown();

        assertEquals(RejectCode.BAD_HELLO.label(), stranger.code());
        assertTrue(stranger.sentence().contains("a message of 16385 bytes is too long"), stranger.sentence());
    }

    @Test
    void aMemberWhoBreaksTheProtocolIsDisconnected() {
        byte[][] faults = {Frames.bytes(0xff, 0xff, 0xff, 0xff), Frames.bytes(0, 0, 0, 0),
                Frames.bytes(0, 0, 0, 1, '}')};
        for (byte[] fault : faults) {
            Stranger member = member(MAC);
            member.sends(fault);
            party.settleDown();
            assertEquals(DisconnectCode.PROTOCOL_ERROR.label(), member.code());
        }
    }

    @Test
    void helloIsSaidOnce() {
        Stranger member = member(MAC).says(hello(MAC));
        party.settleDown();

        assertEquals(DisconnectCode.PROTOCOL_ERROR.label(), member.code());
        assertEquals("hello was said twice", member.sentence());
    }

    @Test
    void whatOnlyARelayMaySayIsNotTakenFromAMember() {
        Stranger member = member(MAC).says(new ControlMessage.PeerLeft(1, "because"));
        party.settleDown();

        assertEquals(DisconnectCode.PROTOCOL_ERROR.label(), member.code());
    }

    @Test
    void statsThatCannotBeEndTheMembership() {
        Stranger member = member(MAC).says(new Stats(-5, -1, Map.of()));
        party.settleDown();

        assertEquals(DisconnectCode.PROTOCOL_ERROR.label(), member.code());
    }

    @Test
    void typesOfTheFutureAreIgnoredAndCountedAfterTheWelcome() {
        Stranger member = member(MAC).says("{\"type\":\"from_the_future\",\"answer\":42}");
        party.settleDown();

        assertTrue(member.isConnected());
        assertEquals(1, party.relayCount(Counter.UNKNOWN_CONTROL));
    }

    @Test
    void datagramsOfThoseWhoAreNoMembersAreDroppedAndCounted() {
        Stranger before = party.stranger().throwsDatagram(Datagrams.ofFrame(Frames.arp(ALICE)));
        party.settleDown();
        assertEquals(1, party.relayCount(DropReason.NOT_A_MEMBER));

        before.says(hello(MAC));
        party.settleDown();
        before.says(new ControlMessage.Disconnect("leaving", "bye"))
                .throwsDatagram(Datagrams.ofFrame(Frames.arp(ALICE)));
        party.settleDown();
        assertEquals(2, party.relayCount(DropReason.NOT_A_MEMBER));
    }

    @Test
    void everyKindOfMalformedDatagramIsCountedByItsReason() {
        Stranger member = member(MAC);
        byte[] good = Datagrams.ofFrame(Frames.arp(MacAddress.parse(MAC)));
        Map<DropReason, byte[]> faults = Map.of(
                DropReason.DATAGRAM_TOO_SHORT, new byte[0],
                DropReason.DATAGRAM_VERSION, changed(good, 0, 0x20),
                DropReason.DATAGRAM_KIND, changed(good, 0, 0x12),
                DropReason.DATAGRAM_FLAGS, changed(good, 1, 1),
                DropReason.RUNT, Arrays.copyOf(good, 10),
                DropReason.JUMBO, Arrays.copyOf(good, 4 + 1_515),
                DropReason.FRAGMENT_HEADER, Datagrams.fragment(1, 9, 3, Arrays.copyOfRange(good, 4, 18),
                        new byte[300]),
                DropReason.SOURCE_NOT_OWN, Datagrams.ofFrame(Frames.arp(ALICE)));
        faults.values().forEach(member::throwsDatagram);
        party.settleDown();

        faults.forEach((reason, datagram) -> assertEquals(reason == DropReason.JUMBO ? 0 : 1, party.relayCount(reason),
                reason::toString));
        assertTrue(member.isConnected());
        assertEquals(0, bob.received().size());
    }

    @Test
    void aMembersConnectionThatIsCutOffMidMessageFreesItsPlace() {
        member(MAC).sends(Frames.join(Frames.bytes(0, 0, 1, 0), "{\"type\":".getBytes(StandardCharsets.UTF_8)));
        party.advance(Duration.ofSeconds(15));
        // Its stack still answers: it is a member that says nothing, and stays one.
        assertEquals(2, party.lobby().rooms().size());
    }

    private Stranger member(String mac) {
        Stranger member = party.stranger().says(hello(mac));
        party.settleDown();
        assertInstanceOf(Welcome.class, member.heard().getFirst());
        return member;
    }

    private static byte[] changed(byte[] datagram, int index, int value) {
        byte[] copy = datagram.clone();
        copy[index] = (byte) value;
        return copy;
    }

    private static Hello hello(@Nullable String mac) {
        return new Hello(ControlMessage.PROTOCOL_VERSION, mac == null ? Role.GATEWAY : Role.CLIENT, ROOM, "stranger",
                mac, SimulatedParty.BUDGET_BYTES, null, null);
    }
}
