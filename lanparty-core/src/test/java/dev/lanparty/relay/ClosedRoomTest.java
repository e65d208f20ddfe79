package dev.lanparty.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.admin.AdminReply;
import dev.lanparty.admin.AdminRequest;
import dev.lanparty.admin.AdminRequest.Command;
import dev.lanparty.admission.Attempts;
import dev.lanparty.admission.ClaimedRoom;
import dev.lanparty.admission.RoomEntry;
import dev.lanparty.admission.GuestList.Others;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Challenge;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.Role;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.secret.TokenHashes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who comes into a closed room, and by which door nobody does. */
class ClosedRoomTest {
    private static final String ALICE = "02:00:00:00:00:0a";
    private static final String BOB = "02:00:00:00:00:0b";
    private static final String HERE = "192.0.2.1";

    private final Organiser organiser = new Organiser(Others.CLOSED);

    private static void assertIn(Connection connection) {
        assertTrue(connection.isOpen(), connection::toString);
        assertTrue(connection.link().messages().stream().anyMatch(Welcome.class::isInstance));
    }

    private static void assertOut(String code, String words, Connection connection) {
        assertEquals(code, connection.code());
        assertTrue(connection.sentence().contains(words), connection.sentence());
        assertTrue(connection.link().messages().stream().noneMatch(Welcome.class::isInstance));
    }

    private Connection withoutInvite(String room) {
        return organiser.door.connect(HERE).says(FrontDoor.hello(ALICE, room), organiser.door.nowNanos());
    }

    @Test
    void gatewayAndPlayersComeInByTheirInvites() {
        InviteSecret gateway = organiser.makes("ROOM1");
        Connection bridge = organiser.comes(gateway, null, "ROOM1", HERE);
        Connection alice = organiser.comes(gateway.forPlayers(), ALICE, "ROOM1", "192.0.2.2");
        Connection bob = organiser.comes(gateway.forPlayers(), BOB, "room1", "192.0.2.3");

        assertIn(alice);
        assertIn(bob);
        assertTrue(bridge.isOpen());
        assertEquals(3, organiser.door.members());
    }

    @Test
    void withoutAnInviteNobodyComesInAndNobodyLearnsWhichRoomsThereAre() {
        organiser.makes("ROOM1");
        assertOut("invite_needed", "room ROOM1 is closed", withoutInvite("ROOM1"));
        assertOut("invite_needed", "room ROOM2 is closed", withoutInvite("ROOM2"));
        assertEquals(0, organiser.door.members());
    }

    @Test
    void anInviteIsForOneRoom() {
        InviteSecret other = organiser.makes("ROOM2");
        organiser.makes("ROOM1");
        assertOut("invite_refused", "knows no such invite for room ROOM1",
                organiser.comes(other.forPlayers(), ALICE, "ROOM1", HERE));
    }

    @Test
    void anInviteIsForOneRole() {
        InviteSecret gateway = organiser.makes("ROOM1");
        Connection asGateway = organiser.door.connect(HERE).says(
                new ControlMessage.Hello(1, Role.GATEWAY, "ROOM1", "test", null, 1_318,
                        gateway.forPlayers().tokenHash().id(), null),
                organiser.door.nowNanos());
        assertOut("invite_refused", "is one for a player of room ROOM1, not for a gateway", asGateway);
        Connection asPlayer = organiser.door.connect(HERE).says(
                new ControlMessage.Hello(1, Role.CLIENT, "ROOM1", "test", ALICE, 1_318, gateway.tokenHash().id(), null),
                organiser.door.nowNanos());
        assertOut("invite_refused", "is one for a gateway of room ROOM1, not for a player", asPlayer);
    }

    /** Its id can be known to whoever has seen a log; the proof cannot be made of it. */
    @Test
    void whoKnowsOnlyTheIdOfAnInviteDoesNotComeIn() {
        InviteSecret players = organiser.makes("ROOM1").forPlayers();
        InviteSecret guess = InviteSecret.random(Role.CLIENT, new SecureRandom());
        Connection mallory = organiser.helloes(players, ALICE, "ROOM1", HERE);
        organiser.answers(mallory, guess, "ROOM1", null);
        assertOut("invite_refused", "was not proven", mallory);
    }

    @Test
    void whatWasProvenOnOneConnectionProvesNothingOnAnother() {
        InviteSecret players = organiser.makes("ROOM1").forPlayers();
        Connection alice = organiser.helloes(players, ALICE, "ROOM1", HERE);
        ControlMessage captured = Organiser.proof((Challenge) alice.link().messages().getLast(), players, "ROOM1",
                null);
        alice.says(captured, organiser.door.nowNanos());
        assertIn(alice);

        Connection replayed = organiser.helloes(players, BOB, "ROOM1", HERE).says(captured, organiser.door.nowNanos());
        assertOut("invite_refused", "was not proven", replayed);
    }

    @Test
    void aChallengeIsAnsweredOnceAndByAProof() {
        InviteSecret players = organiser.makes("ROOM1").forPlayers();
        Connection talks = organiser.helloes(players, ALICE, "ROOM1", HERE);
        talks.says(FrontDoor.hello(ALICE, "ROOM1"), organiser.door.nowNanos());
        assertOut("bad_hello", "must be a proof", talks);

        Connection malformed = organiser.helloes(players, ALICE, "ROOM1", HERE);
        malformed.says(new ControlMessage.Proof("short", null, null), organiser.door.nowNanos());
        assertOut("bad_hello", "32 bytes", malformed);

        Connection leaves = organiser.helloes(players, ALICE, "ROOM1", HERE);
        leaves.says(new Disconnect("leaving", "left"), organiser.door.nowNanos());
        organiser.answers(leaves, players, "ROOM1", null);
        assertEquals(0, organiser.door.members());
    }

    @Test
    void whoNeverAnswersTheChallengeIsHurried() {
        InviteSecret players = organiser.makes("ROOM1").forPlayers();
        Connection silent = organiser.helloes(players, ALICE, "ROOM1", HERE);
        organiser.advance(FrontDoor.HELLO_TIMEOUT.plusSeconds(1));
        assertEquals("hello_timeout", silent.code());
    }

    @Test
    void tenThousandGuessesAreNotLookedAtAndTheRightInviteFromElsewhereIs() {
        InviteSecret players = organiser.makes("ROOM1").forPlayers();
        SecureRandom random = new SecureRandom();
        int looked = 0;
        for (int i = 0; i < 10_000; i++) {
            Connection guess = organiser.comes(InviteSecret.random(Role.CLIENT, random), ALICE, "ROOM1", HERE);
            looked += guess.code().equals("invite_refused") ? 1 : 0;
            guess.relay().onClosed("closed", organiser.door.nowNanos());
        }
        assertEquals(Attempts.MOST_FROM_HOST, looked);
        assertOut("too_many_attempts", "try again in 10 minutes", organiser.comes(players, ALICE, "ROOM1", HERE));
        assertIn(organiser.comes(players, ALICE, "ROOM1", "192.0.2.2"));

        organiser.advance(Attempts.WINDOW.plusSeconds(1));
        assertIn(organiser.comes(players, BOB, "ROOM1", HERE));
    }

    @Test
    void wrongProofsCountAsGuesses() {
        InviteSecret players = organiser.makes("ROOM1").forPlayers();
        for (int i = 0; i < Attempts.MOST_FROM_HOST; i++) {
            Connection mallory = organiser.helloes(players, ALICE, "ROOM1", HERE);
            organiser.answers(mallory, InviteSecret.random(Role.CLIENT, new SecureRandom()), "ROOM1", null);
            assertEquals("invite_refused", mallory.code());
        }
        assertEquals("too_many_attempts", organiser.comes(players, ALICE, "ROOM1", HERE).code());
    }

    @Test
    void theRelayKeepsNothingThatOpensTheRoom() {
        InviteSecret gateway = organiser.makes("ROOM1");
        String kept = organiser.saved.toString() + organiser.guests.rooms().kept() + organiser.list("ROOM1");
        for (InviteSecret secret : List.of(gateway, gateway.forPlayers())) {
            String text = new Invite("h", 1, "ROOM1", null, secret).text();
            byte[] bytes = Base64.getUrlDecoder().decode(text.substring(text.lastIndexOf('.') + 1));
            String inBase64 = Base64.getUrlEncoder().withoutPadding().encodeToString(
                    Arrays.copyOfRange(bytes, 2, 34));
            assertFalse(kept.contains(inBase64));
        }
        assertTrue(kept.contains(gateway.tokenHash().id()));
    }

    /** The organiser has made the invites: of what is in them the relay has had two hashes and nothing else. */
    @Test
    void aRoomIsMadeAndRotatedByHashesOfInvitesThatTheRelayNeverSaw() {
        InviteSecret first = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        assertEquals(List.of(), asksByHashes(Command.CREATE, TokenHashes.of(first).text()).invites());
        Connection bridge = organiser.comes(first, null, "ROOM1", HERE);
        Connection alice = organiser.comes(first.forPlayers(), ALICE, "ROOM1", HERE);
        assertIn(alice);

        InviteSecret second = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        assertEquals(List.of(), asksByHashes(Command.ROTATE, TokenHashes.of(second).text()).invites());
        assertFalse(bridge.isOpen() || alice.isOpen());
        assertIn(organiser.comes(second.forPlayers(), ALICE, "ROOM1", HERE));
        assertOut("invite_refused", "replaced by a new one", organiser.comes(first, null, "ROOM1", HERE));

        for (String wrong : List.of("", "AAAA.BBBB", first.tokenHash().text(), "?.?")) {
            assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class,
                    () -> asksByHashes(Command.ROTATE, wrong)).getMessage()).contains("'room draft'"), wrong);
        }
        assertIn(organiser.comes(second, null, "ROOM1", HERE));
    }

    private AdminReply asksByHashes(Command command, String hashes) {
        return organiser.asks(new AdminRequest(command, "ROOM1", "", null, null, 0, false, hashes));
    }

    @Test
    void onAnOpenRelayAGatewayMakesTheRoomWhichThenIsItsSecrets() {
        Organiser open = new Organiser(Others.OPEN);
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        assertOut("no_room_yet", "its gateway makes it", open.comes(gateway.forPlayers(), ALICE, "ROOM1", HERE));

        assertIn(open.comes(gateway, null, "ROOM1", HERE));
        assertIn(open.comes(gateway.forPlayers(), ALICE, "ROOM1", HERE));
        Connection stranger = open.door.connect(HERE).says(FrontDoor.hello(BOB, "ROOM1"), open.door.nowNanos());
        assertEquals("invite_needed", stranger.code());
        InviteSecret other = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        assertEquals("invite_refused", open.comes(other, null, "ROOM1", HERE).code());
        assertTrue(open.list("").getFirst().contains("made by its gateway"));

        open.asks(Command.REMOVE, "ROOM1", "");
        assertIn(open.comes(other, null, "ROOM1", HERE));
    }

    /** Who comes in while the gateway answers the challenge would be in a room that is closed then. */
    @Test
    void aRoomThatSomebodyCameIntoMeanwhileIsNotClaimed() {
        Organiser open = new Organiser(Others.OPEN);
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        Connection claims = open.helloes(gateway, null, "ROOM1", HERE);
        assertIn(open.door.connect("192.0.2.2").says(FrontDoor.hello(ALICE, "ROOM1"), open.door.nowNanos()));
        open.answers(claims, gateway, "ROOM1", null);
        assertOut("gateway_taken", "used without invites", claims);
        assertTrue(open.guests.rooms().claimed().isEmpty());
    }

    @Test
    void aRoomThatItsGatewayMadeIsWrittenDownWithinAMomentAndStaysItsOwn() {
        Organiser open = new Organiser(Others.OPEN);
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        Connection bridge = open.comes(gateway, null, "ROOM1", HERE);
        assertIn(bridge);
        open.diskIsFull = true;
        assertThrows(IllegalStateException.class, () -> open.guests.writeDown(open.door.nowNanos()));
        assertTrue(open.savedClaims.isEmpty());
        open.diskIsFull = false;
        open.guests.writeDown(open.door.nowNanos());
        assertEquals(List.of("ROOM1"), List.copyOf(open.savedClaims.keySet()));

        bridge.relay().onClosed("closed", open.door.nowNanos());
        Organiser later = new Organiser(Others.OPEN, open.savedClaims.values());
        InviteSecret other = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        assertEquals("invite_refused", later.comes(other, null, "ROOM1", HERE).code());
        assertEquals("invite_needed", later.door.connect(HERE).says(FrontDoor.hello(BOB, "ROOM1"),
                later.door.nowNanos()).code());
        assertIn(later.comes(gateway.forPlayers(), ALICE, "ROOM1", HERE));
        assertIn(later.comes(gateway, null, "ROOM1", HERE));
    }

    @Test
    void whatTheOperatorChangesOfAClaimedRoomIsWrittenDownFirst() {
        Organiser open = new Organiser(Others.OPEN);
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        assertIn(open.comes(gateway, null, "ROOM1", HERE));
        open.diskIsFull = true;
        assertThrows(IllegalStateException.class, () -> open.asks(Command.ROTATE, "ROOM1", ""));
        assertIn(open.comes(gateway.forPlayers(), ALICE, "ROOM1", HERE));
        open.diskIsFull = false;
        open.asks(Command.ROTATE, "ROOM1", "");
        ClaimedRoom saved = Objects.requireNonNull(open.savedClaims.get("ROOM1"));
        assertEquals(2, saved.room().replaced().size());
        open.asks(Command.REMOVE, "ROOM1", "");
        open.guests.writeDown(open.door.nowNanos());
        assertTrue(open.savedClaims.isEmpty());
    }

    @Test
    void aRoomThatNobodyUsesForThirtyDaysIsNobodysAndOneThatIsUsedStays() {
        Organiser open = new Organiser(Others.OPEN);
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        assertIn(open.comes(gateway, null, "ROOM1", HERE));
        open.comes(InviteSecret.random(Role.GATEWAY, new SecureRandom()), null, "ROOM2", HERE).relay()
                .onClosed("closed", open.door.nowNanos());
        open.guests.writeDown(open.door.nowNanos());
        assertEquals(2, open.savedClaims.size());

        // The first call finds both unused for too long, since the clock was put forward; the second one, a minute later, does not.
        open.epochSeconds += Duration.ofDays(31).toSeconds();
        open.guests.writeDown(open.door.nowNanos());
        open.advance(Duration.ofMinutes(1));
        open.guests.writeDown(open.door.nowNanos());
        open.advance(Duration.ofMinutes(1));
        open.guests.writeDown(open.door.nowNanos());
        assertEquals(List.of("ROOM1"), List.copyOf(open.savedClaims.keySet()));
        assertEquals(List.of("ROOM1"), open.guests.rooms().claimed().stream().map(RoomEntry::code).toList());
        assertIn(open.comes(gateway.forPlayers(), ALICE, "ROOM1", HERE));
    }

    @Test
    void aStrangerMakesSixteenRoomsADayAndNobodysRoomMakesWay() {
        Organiser open = new Organiser(Others.OPEN);
        InviteSecret first = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        assertIn(open.comes(first, null, "FIRST", HERE));
        SecureRandom random = new SecureRandom();
        int made = 0;
        String refused = "";
        for (int i = 0; i < 1_100; i++) {
            String host = "2001:db8:0:" + Integer.toHexString(i / 17) + ":0:0:0:" + i % 17;
            Connection stranger = open.comes(InviteSecret.random(Role.GATEWAY, random), null, "ROOM" + i, host);
            made += stranger.isOpen() ? 1 : 0;
            refused = stranger.isOpen() ? refused : stranger.code() + ": " + stranger.sentence();
            if (i == 16) {
                assertEquals(16, made);
                assertTrue(refused.contains("from your address 16 new rooms were made within a day"), refused);
            }
            stranger.relay().onClosed("closed", open.door.nowNanos());
        }
        assertEquals(999, made);
        assertTrue(refused.startsWith("too_many_rooms: gateways have made as many rooms as this relay lets them"),
                refused);
        assertEquals("invite_needed", open.door.connect(HERE).says(FrontDoor.hello(BOB, "FIRST"), open.door.nowNanos())
                .code());
        assertIn(open.comes(first.forPlayers(), ALICE, "FIRST", HERE));
    }

    @Test
    void onAnOpenRelayARoomThatNobodyMadeIsFreeAndNotClaimedWhileUsed() {
        Organiser open = new Organiser(Others.OPEN);
        assertIn(open.door.connect(HERE).says(FrontDoor.hello(ALICE, "ROOM1"), open.door.nowNanos()));
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        assertOut("gateway_taken", "used without invites", open.comes(gateway, null, "ROOM1", HERE));
    }

    @Test
    void aClaimMustBeProvenByTheSecretThatItIsFor() {
        Organiser open = new Organiser(Others.OPEN);
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        InviteSecret other = InviteSecret.random(Role.GATEWAY, new SecureRandom());
        Connection forged = open.helloes(gateway, null, "ROOM1", HERE);
        open.answers(forged, other, "ROOM1", null);
        assertOut("invite_refused", "was not proven", forged);

        Connection without = open.helloes(gateway, null, "ROOM1", HERE);
        ControlMessage.Proof proof = Organiser.proof((Challenge) without.link().messages().getLast(), gateway,
                "ROOM1", null);
        without.says(new ControlMessage.Proof(proof.proof(), null, null), open.door.nowNanos());
        assertOut("invite_refused", "was not claimed", without);
        assertTrue(open.guests.rooms().claimed().isEmpty());
    }

    @Test
    void aDevelopersRelayIsOpenUntilItHasARoom() {
        Organiser developer = new Organiser(Others.OPEN_WHILE_NONE_IS_KEPT);
        assertIn(developer.door.connect(HERE).says(FrontDoor.hello(ALICE, "ROOM1"), developer.door.nowNanos()));
        developer.makes("ROOM2");
        assertEquals("invite_needed", developer.door.connect(HERE)
                .says(FrontDoor.hello(BOB, "ROOM1"), developer.door.nowNanos()).code());
    }
}
