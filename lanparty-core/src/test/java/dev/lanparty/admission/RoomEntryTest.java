package dev.lanparty.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.Role;
import dev.lanparty.frame.Frames;
import dev.lanparty.secret.InviteSecret;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomEntryTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final InviteSecret gateway = InviteSecret.random(Role.GATEWAY, RANDOM);
    private final RoomEntry room = RoomEntry.of("room1", false, gateway.tokenHash(), gateway.forPlayers().tokenHash());

    private static Ticket ticket(String name) {
        return new Ticket(InviteSecret.random(Role.CLIENT, RANDOM).tokenHash(), Role.CLIENT, name, Ticket.NEVER);
    }

    @Test
    void beginsWithAnInviteForEachRole() {
        assertEquals("ROOM1", room.code());
        assertEquals(List.of(Role.GATEWAY, Role.CLIENT), room.tickets().stream().map(Ticket::role).toList());
        assertEquals(room.tickets().getLast(), room.ticket(gateway.forPlayers().tokenHash().id()));
    }

    @Test
    void anInviteIsTakenBackAndRememberedAsOneThatWas() {
        Ticket alice = ticket("alice");
        RoomEntry without = room.with(alice).without(alice.id());
        assertEquals(room.tickets(), without.tickets());
        assertEquals(List.of(alice.id()), without.replaced());
    }

    @Test
    void rotationTakesAllInvitesBack() {
        InviteSecret next = InviteSecret.random(Role.GATEWAY, RANDOM);
        RoomEntry rotated = room.with(ticket("alice")).rotated(next.tokenHash(), next.forPlayers().tokenHash());
        assertEquals(2, rotated.tickets().size());
        assertEquals(3, rotated.replaced().size());
        assertEquals(next.tokenHash(), rotated.tickets().getFirst().hash());
    }

    @Test
    void aBanEndsAcceptanceAndThoseThatAreOverGo() {
        RoomEntry banned = room.withAccepted(Frames.ALICE).withAccepted(Frames.BOB)
                .with(new Ban("alice", Frames.ALICE, null, 100), 0);
        assertEquals(List.of(Frames.BOB), banned.accepted());
        RoomEntry later = banned.with(new Ban("bob", Frames.BOB, "192.0.2.1", Ticket.NEVER), 100);
        assertEquals(List.of("bob"), later.bans().stream().map(Ban::who).toList());
        assertTrue(later.withoutBans(ban -> ban.who().equals("bob")).bans().isEmpty());
    }

    @Test
    void aBanIsByMacAddressOrByHost() {
        Ban ban = new Ban("alice", Frames.ALICE, "192.0.2.1", 100);
        assertTrue(ban.covers(Frames.ALICE, "192.0.2.9", 99));
        assertTrue(ban.covers(Frames.BOB, "192.0.2.1", 99));
        assertTrue(!ban.covers(Frames.BOB, "192.0.2.9", 99) && !ban.covers(Frames.ALICE, "192.0.2.1", 100));
    }

    @Test
    void whatIsRememberedIsBoundedAndInvitesAreCounted() {
        RoomEntry full = room;
        for (int i = 0; i < RoomEntry.MOST - 2; i++) {
            full = full.with(ticket("p" + i)).with(new Ban("b" + i, null, "h" + i, Ticket.NEVER), 0);
        }
        RoomEntry last = full;
        assertThrows(IllegalArgumentException.class, () -> last.with(ticket("one more")));
        RoomEntry banned = full.with(new Ban("x", null, "x", Ticket.NEVER), 0)
                .with(new Ban("y", null, "y", Ticket.NEVER), 0).with(new Ban("z", null, "z", Ticket.NEVER), 0);
        assertEquals(RoomEntry.MOST, banned.bans().size());
        assertEquals("z", banned.bans().getLast().who());
        assertEquals("b1", banned.bans().getFirst().who());
    }
}
