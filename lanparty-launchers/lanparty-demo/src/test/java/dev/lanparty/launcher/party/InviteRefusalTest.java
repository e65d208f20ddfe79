package dev.lanparty.launcher.party;

import static dev.lanparty.launcher.party.OrganisedParty.TIMEOUT;
import static dev.lanparty.launcher.party.OrganisedParty.invite;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.lab.RoleProcess;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a person reads whose invite does not let him in, word for word, and what he reads who was in until then.
 *
 * <pre>
 * player1 ═ relay ═ gateway
 * </pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class InviteRefusalTest {
    private final OrganisedParty party = new OrganisedParty(1);
    private final String gateways;
    private final String players;

    InviteRefusalTest() {
        party.install(party.certificate("first", null), party.folder().resolve("first"));
        String ready = party.relay("--room", "ROOM1");
        gateways = invite(ready, "gateway");
        players = invite(ready, "player");
    }

    @AfterAll
    void close() {
        try (party) {
            party.assertNoSecretWasSaid();
        }
    }

    private static void assertRefused(RoleProcess role, String sentence) {
        assertEquals(1, role.awaitExit(TIMEOUT), role::err);
        assertTrue(role.err().lines().anyMatch((role.name() + ": " + sentence)::equals), role::err);
        assertEquals("", role.out());
    }

    private static void assertPutOut(RoleProcess role, String sentence) {
        assertEquals(1, role.awaitExit(TIMEOUT), role::err);
        String begin = role.name() + " stopped: " + sentence + "; from ";
        assertTrue(role.err().lines().anyMatch(line -> line.startsWith(begin)), role::err);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            kick   | Alice | the organiser has put you out                         | the organiser has put you out of \
            room KICK
            ban    | Alice | the organiser has put you out for good                | the organiser has put you out of \
            room BAN
            revoke | Alice | the invite was taken back                             | the invite for room REVOKE was \
            taken back or replaced by a new one: ask the organiser for that
            rotate | -     | the room has new invites: ask the organiser for yours | the invite for room ROTATE was \
            taken back or replaced by a new one: ask the organiser for that
            remove | -     | the room is no more                                   | the relay knows no such invite \
            for room REMOVE: check that it is for this relay and this room, or ask the organiser for another
            """)
    void whoIsPutOutByTheOrganiserIsToldSoAndToldSoAgainAtTheDoor(String command, @Nullable String who, String putOut,
            String refused) {
        party.room("create", command);
        String alices = invite(party.room("invite", command, "--name", "Alice"), "player");
        RoleProcess client = party.player(1, alices);
        client.awaitReady(TIMEOUT);
        if (who == null) {
            party.room(command, command);
        } else {
            party.room(command, command, who);
        }

        assertPutOut(client, putOut);
        assertRefused(party.player(1, alices), refused);
    }

    @Test
    void anInviteThatHasExpiredSaysSo() {
        String made = party.room("invite", "ROOM1", "--for", "1s");
        Instant end = Instant.parse(made.replaceFirst("(?s).*, until (\\S+) to room ROOM1.*", "$1"));
        while (Instant.now().isBefore(end)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }

        assertRefused(party.player(1, invite(made, "player")),
                "the invite for room ROOM1 has expired: ask the organiser for another");
    }

    @Test
    void anInviteForTheOtherRoleSaysWhoseItIs() {
        assertRefused(party.gateway(players), "the invite is one for players: the gateway has another,"
                + " which the organiser keeps; a player runs ./lanparty client");
        assertRefused(party.player(1, gateways), "the invite is one for the gateway, and gives it away"
                + " to whoever has it: a player needs the players' invite");
    }

    @Test
    void anInviteThatIsNotWholeSaysWhatHasHappenedToIt() {
        assertRefused(party.player(1, players.substring(0, players.length() - 9)),
                "the invite is cut: its end is missing; copy the whole line");
        assertRefused(party.player(1, players.replace("ROOM1", "ROOM2")), "the invite is altered: the address, the room"
                + " or the secret in it is not what it was when it was made; copy it again from where you got it");
    }
}
