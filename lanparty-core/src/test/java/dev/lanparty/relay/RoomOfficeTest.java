package dev.lanparty.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.admin.AdminReply;
import dev.lanparty.admin.AdminRequest;
import dev.lanparty.admin.AdminRequest.Command;
import dev.lanparty.admission.GuestList.Others;
import dev.lanparty.admission.RoomEntry;
import dev.lanparty.control.ControlMessage.Waiting;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.Role;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an organiser does to rooms while people are in them. */
class RoomOfficeTest {
    private static final String ALICE = "02:00:00:00:00:0a";
    private static final String BOB = "02:00:00:00:00:0b";
    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";

    private final Organiser organiser = new Organiser(Others.CLOSED);
    private final InviteSecret gateway = organiser.makes("ROOM1");
    private final InviteSecret players = gateway.forPlayers();

    private static boolean isIn(Connection connection) {
        return connection.isOpen() && connection.link().messages().stream().anyMatch(Welcome.class::isInstance);
    }

    private InviteSecret invite(@Nullable Role role, @Nullable String name, long seconds) {
        AdminReply reply = organiser.asks(new AdminRequest(Command.INVITE, "ROOM1", "", role, name, seconds, false));
        return Invite.parse(reply.invites().getFirst()).secret();
    }

    private String refusal(Command command, String room, String who) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> organiser.asks(command, room, who)).getMessage());
    }

    @Test
    void aKickedPlayerIsOutAndStaysOutForTenMinutes() {
        Connection alice = organiser.comes(players, ALICE, "ROOM1", HERE);
        Connection bob = organiser.comes(players, BOB, "ROOM1", THERE);
        organiser.asks(Command.KICK, "ROOM1", ALICE);

        assertEquals("kicked", alice.code());
        assertTrue(isIn(bob));
        Connection again = organiser.comes(players, ALICE, "ROOM1", THERE);
        assertEquals("banned", again.code());
        assertEquals("the organiser has put you out of room ROOM1", again.sentence());
        assertEquals("banned", organiser.comes(players, "02:00:00:00:00:0c", "ROOM1", HERE).code());
        assertTrue(organiser.list("ROOM1").toString().contains("kept out: player 1 " + ALICE), organiser.list("ROOM1")
                .toString());

        organiser.advance(Duration.ofMinutes(10));
        assertTrue(isIn(organiser.comes(players, ALICE, "ROOM1", HERE)));
        assertFalse(organiser.list("ROOM1").toString().contains("kept out"));
    }

    @Test
    void aMemberIsMeantByPeerIdMacAddressOrName() {
        organiser.comes(players, ALICE, "ROOM1", HERE);
        Connection carol = organiser.comes(invite(null, "Carol", 0), BOB, "ROOM1", THERE);
        assertTrue(organiser.list("ROOM1").contains("  member: player 2 Carol " + BOB + " from " + THERE),
                organiser.list("ROOM1").toString());
        organiser.asks(Command.KICK, "ROOM1", "carol");
        assertEquals("kicked", carol.code());
        organiser.asks(Command.KICK, "ROOM1", "1");
        assertEquals(0, organiser.door.members());
        assertTrue(refusal(Command.KICK, "ROOM1", "dave").contains("nobody in room ROOM1 is 'dave'"));
    }

    @Test
    void aBannedPlayerStaysOutForGoodAndHisOwnInviteIsTakenBack() {
        InviteSecret own = invite(null, "alice", 0);
        Connection alice = organiser.comes(own, ALICE, "ROOM1", HERE);
        organiser.asks(Command.BAN, "ROOM1", "alice");

        assertEquals("kicked", alice.code());
        organiser.advance(Duration.ofDays(1_000));
        assertEquals("banned", organiser.comes(players, ALICE, "ROOM1", HERE).code());
        // With another MAC address from another place he is not known, but for the invite that was his.
        Connection elsewhere = organiser.comes(own, "02:00:00:00:00:0c", "ROOM1", "198.51.100.1");
        assertEquals("invite_refused", elsewhere.code());
        assertTrue(elsewhere.sentence().contains("taken back"), elsewhere.sentence());

        organiser.asks(Command.UNBAN, "ROOM1", ALICE);
        assertTrue(isIn(organiser.comes(players, ALICE, "ROOM1", HERE)));
        assertTrue(refusal(Command.UNBAN, "ROOM1", ALICE).contains("nobody is kept out"));
    }

    @Test
    void rotationCutsOffOldInvitesAtOnceAndThoseWhoCameByThem() {
        Connection bridge = organiser.comes(gateway, null, "ROOM1", HERE);
        Connection alice = organiser.comes(players, ALICE, "ROOM1", HERE);
        InviteSecret next = Invite.parse(organiser.asks(Command.ROTATE, "ROOM1", "").invites().getFirst()).secret();

        assertEquals("invite_replaced", bridge.code());
        assertEquals("invite_replaced", alice.code());
        Connection late = organiser.comes(players, ALICE, "ROOM1", HERE);
        assertEquals("invite_refused", late.code());
        assertTrue(late.sentence().contains("replaced by a new one"), late.sentence());
        assertTrue(isIn(organiser.comes(next.forPlayers(), ALICE, "ROOM1", THERE)));
        assertTrue(isIn(organiser.comes(next, null, "ROOM1", THERE)));
    }

    /** The proof is judged by what is true when it comes, not when the hello came. */
    @Test
    void rotationBetweenHelloAndProofLeavesTheOldInviteOut() {
        Connection alice = organiser.helloes(players, ALICE, "ROOM1", HERE);
        organiser.asks(Command.ROTATE, "ROOM1", "");
        organiser.answers(alice, players, "ROOM1", null);
        assertEquals("invite_refused", alice.code());
    }

    @Test
    void anInviteExpires() {
        InviteSecret weekend = invite(Role.CLIENT, null, 3_600);
        Connection alice = organiser.comes(weekend, ALICE, "ROOM1", HERE);
        assertTrue(isIn(alice));
        organiser.advance(Duration.ofHours(1));
        assertTrue(isIn(alice), "who is in stays in");
        Connection late = organiser.comes(weekend, BOB, "ROOM1", HERE);
        assertEquals("invite_refused", late.code());
        assertTrue(late.sentence().contains("has expired"), late.sentence());
    }

    /** A relay whose clock is years behind or ahead must not let expired invites in for ever, or nobody. */
    @Test
    void aClockThatIsFarOffJudgesOnlyWhatExpires() {
        InviteSecret weekend = invite(Role.CLIENT, null, 3_600);
        organiser.epochSeconds = 4_000_000_000L;
        assertEquals("invite_refused", organiser.comes(weekend, ALICE, "ROOM1", HERE).code());
        assertTrue(isIn(organiser.comes(players, ALICE, "ROOM1", HERE)));
        organiser.epochSeconds = 0;
        assertTrue(isIn(organiser.comes(players, BOB, "ROOM1", HERE)));
    }

    @Test
    void oneInviteIsTakenBackWithWhoCameByIt() {
        InviteSecret carols = invite(null, "Carol", 0);
        Connection carol = organiser.comes(carols, BOB, "ROOM1", THERE);
        Connection alice = organiser.comes(players, ALICE, "ROOM1", HERE);
        organiser.asks(Command.REVOKE, "ROOM1", "carol");
        assertEquals("invite_replaced", carol.code());
        assertTrue(isIn(alice));
        assertEquals("invite_refused", organiser.comes(carols, BOB, "ROOM1", THERE).code());
        assertTrue(refusal(Command.REVOKE, "ROOM1", "carol").contains("has no invite 'carol'"));
        organiser.asks(Command.REVOKE, "ROOM1", players.tokenHash().id());
        assertEquals("invite_replaced", alice.code());
    }

    @Test
    void aRemovedRoomIsNoMore() {
        Connection alice = organiser.comes(players, ALICE, "ROOM1", HERE);
        organiser.asks(Command.REMOVE, "room1", "");
        assertEquals("room_removed", alice.code());
        assertEquals(Map.of(), organiser.saved);
        assertEquals("invite_refused", organiser.comes(players, ALICE, "ROOM1", HERE).code());
        assertTrue(refusal(Command.ROTATE, "ROOM1", "").contains("there is no room ROOM1"));
        assertTrue(organiser.list("").getFirst().startsWith("no rooms"));
    }

    @Test
    void aRoomIsMadeOnce() {
        assertTrue(refusal(Command.CREATE, "ROOM1", "").contains("is there already"));
        assertTrue(refusal(Command.CREATE, "my room", "").contains("is not a room code"));
    }

    @Test
    void whoWasInAFreeRoomIsPutOutWhenItIsClosed() {
        Organiser open = new Organiser(Others.OPEN);
        Connection stranger = open.door.connect(HERE).says(FrontDoor.hello(ALICE, "ROOM1"), open.door.nowNanos());
        open.makes("ROOM1");
        assertEquals("invite_replaced", stranger.code());
        assertEquals(0, open.door.members());
    }

    @Test
    void aPlayerWaitsUntilTheOrganiserAcceptsAndNotAgain() {
        InviteSecret other = organiser.makes("ROOM2", true);
        Connection bridge = organiser.comes(other, null, "ROOM2", HERE);
        assertTrue(isIn(bridge), "the gateway is the organiser's own");
        Connection alice = organiser.helloes(other.forPlayers(), ALICE, "ROOM2", HERE);
        organiser.answers(alice, other.forPlayers(), "ROOM2", "Alice");

        assertEquals(new Waiting("the organiser has to let you in"), alice.link().messages().getLast());
        assertTrue(organiser.list("ROOM2").contains("  waits: player \"Alice\" " + ALICE + " from " + HERE), organiser
                .list("ROOM2").toString());
        for (int seconds = 0; seconds < 60; seconds++) {
            organiser.advance(Duration.ofSeconds(1));
        }
        assertTrue(alice.isOpen());
        assertTrue(alice.link().messages().stream().filter(Waiting.class::isInstance).count() > 10,
                "what keeps the connection alive");

        organiser.asks(Command.ACCEPT, "ROOM2", "alice");
        assertTrue(isIn(alice));
        alice.relay().onClosed("lost", organiser.door.nowNanos());
        assertTrue(isIn(organiser.comes(other.forPlayers(), ALICE, "ROOM2", THERE)), "known from before");
        assertInstanceOf(Waiting.class,
                organiser.comes(other.forPlayers(), BOB, "ROOM2", THERE).link().messages().getLast());
        organiser.asks(Command.ACCEPT, "ROOM2", "all");
        assertEquals(3, organiser.door.members());
        assertTrue(refusal(Command.ACCEPT, "ROOM2", "all").contains("nobody waits"));
    }

    @Test
    void whoTakesAnothersNameIsNotMeantByIt() {
        InviteSecret other = organiser.makes("ROOM2", true);
        for (String mac : new String[]{ALICE, BOB}) {
            Connection connection = organiser.helloes(other.forPlayers(), mac, "ROOM2", HERE);
            organiser.answers(connection, other.forPlayers(), "ROOM2", "Alice");
        }
        Connection posing = organiser.helloes(other.forPlayers(), "02:00:00:00:00:0c", "ROOM2", HERE);
        organiser.answers(posing, other.forPlayers(), "ROOM2", ALICE);

        assertTrue(refusal(Command.ACCEPT, "ROOM2", "Alice").contains("is the name of 2: say which by MAC address"));
        organiser.asks(Command.ACCEPT, "ROOM2", ALICE);
        assertEquals(1, organiser.door.members());
        assertTrue(organiser.list("ROOM2").toString().contains("member: player 1 \"Alice\" " + ALICE));
        assertTrue(refusal(Command.KICK, "ROOM2", "Alice").contains("is the name of 2"));
        organiser.asks(Command.KICK, "ROOM2", BOB);
        organiser.asks(Command.KICK, "ROOM2", "alice");
        assertEquals(0, organiser.door.members());
    }

    @Test
    void whoWaitsIsSentAwayByTheOrganiserOrAfterHalfAnHour() {
        InviteSecret other = organiser.makes("ROOM2", true).forPlayers();
        Connection alice = organiser.comes(other, ALICE, "ROOM2", HERE);
        organiser.asks(Command.KICK, "ROOM2", ALICE);
        assertEquals("not_accepted", alice.code());

        Connection bob = organiser.comes(other, BOB, "ROOM2", THERE);
        organiser.advance(Doorway.PATIENCE.plusSeconds(1));
        assertEquals("not_accepted", bob.code());
        assertEquals(0, organiser.guests("ROOM2").size());
    }

    /** Everybody chooses his own name; the organiser's list and commands are not to be led astray by it. */
    @Test
    void aNameWithAnothersInItIsNotTakenForThat() {
        Connection mallory = organiser.helloes(players, BOB, "ROOM1", HERE);
        organiser.answers(mallory, players, "ROOM1", "Mallory Bob");
        organiser.asks(Command.BAN, "ROOM1", BOB);
        assertTrue(refusal(Command.UNBAN, "ROOM1", "Bob").contains("nobody is kept out of room ROOM1 as 'Bob'"));
        organiser.asks(Command.UNBAN, "ROOM1", "mallory bob");
        assertTrue(isIn(organiser.comes(players, BOB, "ROOM1", HERE)));

        Connection liar = organiser.helloes(players, ALICE, "ROOM1", THERE);
        organiser.answers(liar, players, "ROOM1", "x\" from 192.0.2.99");
        assertTrue(organiser.list("ROOM1").toString()
                .contains("\"x' from 192.0.2.99\" " + ALICE + " from " + THERE),
                organiser.list("ROOM1")::toString);
        organiser.asks(Command.BAN, "ROOM1", ALICE);
        assertTrue(refusal(Command.UNBAN, "ROOM1", "x'").contains("nobody is kept out"));
        assertTrue(refusal(Command.UNBAN, "ROOM1", "player").contains("nobody is kept out"));
    }

    @Test
    void whoWaitsIsNoStrangerAndAHouseholdOfThemIsEnough() {
        InviteSecret other = organiser.makes("ROOM2", true).forPlayers();
        for (int i = 0; i < Reception.MOST_WAITING_FROM_HOST; i++) {
            assertTrue(organiser.comes(other, "02:00:00:00:01:" + HexFormat.of().toHexDigits((byte) i), "ROOM2", HERE)
                    .isOpen());
        }
        Connection next = organiser.comes(other, ALICE, "ROOM2", HERE);
        assertEquals("room_full", next.code());
        assertTrue(next.sentence().contains("too many wait for the organiser of room ROOM2"), next.sentence());
        assertTrue(organiser.comes(other, ALICE, "ROOM2", THERE).isOpen());
        assertTrue(isIn(organiser.comes(players, BOB, "ROOM1", HERE)), "another room is not concerned");
    }

    @Test
    void onAFullDiskNothingChanges() {
        Connection alice = organiser.comes(players, ALICE, "ROOM1", HERE);
        RoomEntry before = Objects.requireNonNull(organiser.guests.rooms().find("ROOM1"));
        organiser.diskIsFull = true;
        for (Command command : new Command[]{Command.CREATE, Command.INVITE, Command.ROTATE, Command.KICK,
                Command.BAN}) {
            String room = command == Command.CREATE ? "ROOM3" : "ROOM1";
            assertThrows(IllegalStateException.class, () -> organiser.asks(command, room, ALICE), command::toString);
        }
        assertEquals(before, organiser.guests.rooms().find("ROOM1"));
        assertEquals(Map.of("ROOM1", before), organiser.saved);
        assertTrue(isIn(alice));
        organiser.diskIsFull = false;
        organiser.asks(Command.KICK, "ROOM1", ALICE);
        assertFalse(alice.isOpen());
    }
}
