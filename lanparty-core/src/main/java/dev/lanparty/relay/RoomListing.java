package dev.lanparty.relay;

import dev.lanparty.admission.Ban;
import dev.lanparty.admission.GuestList;
import dev.lanparty.admission.RoomEntry;
import dev.lanparty.admission.Ticket;
import dev.lanparty.control.Role;
import dev.lanparty.control.RoomCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The closed rooms of a relay in words: invites, members, who waits and who is kept out. */
record RoomListing(GuestList guests, RoomOffice.Floor floor) {
    /** All rooms, or the one of a code. */
    List<String> lines(String code) {
        List<String> lines = new ArrayList<>();
        String only = code.isEmpty() ? "" : RoomCode.normalize(code);
        guests.rooms().kept().stream().filter(room -> only.isEmpty() || room.code().equals(only))
                .forEach(room -> describe(room, "", lines));
        guests.rooms().claimed().stream().filter(room -> only.isEmpty() || room.code().equals(only))
                .forEach(room -> describe(room, ", made by its gateway", lines));
        if (lines.isEmpty()) {
            lines.add(only.isEmpty()
                    ? "no rooms; './lanparty room create ROOM1' makes one"
                    : "there is no room " + only);
        }
        return lines;
    }

    private void describe(RoomEntry room, String more, List<String> lines) {
        lines.add("room " + room.code() + more + (room.approve() ? ", players wait until accepted" : ""));
        room.tickets().forEach(ticket -> lines.add("  invite " + describe(ticket)));
        floor.guests(room.code()).forEach(
                guest -> lines.add((guest.peerId() == 0 ? "  waits: " : "  member: ") + guest));
        room.bans().stream().filter(ban -> guests.nowEpochSeconds() < ban.untilEpochSeconds())
                .forEach(ban -> lines.add("  kept out: " + describe(ban)));
    }

    static String describe(Ticket ticket) {
        return ticket.id() + " for " + (ticket.role() == Role.GATEWAY ? "a gateway" : "players")
                + (ticket.name() == null ? "" : ", for " + ticket.name()) + until(ticket.expiresEpochSeconds());
    }

    private static String describe(Ban ban) {
        return ban.who() + until(ban.untilEpochSeconds());
    }

    private static String until(long epochSeconds) {
        return epochSeconds == Ticket.NEVER ? "" : ", until " + Instant.ofEpochSecond(epochSeconds);
    }
}
