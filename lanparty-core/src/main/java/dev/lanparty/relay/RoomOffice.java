package dev.lanparty.relay;

import dev.lanparty.admin.AdminReply;
import dev.lanparty.admin.AdminRequest;
import dev.lanparty.admission.Ban;
import dev.lanparty.admission.GuestList;
import dev.lanparty.admission.RoomEntry;
import dev.lanparty.admission.Ticket;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.control.Role;
import dev.lanparty.control.RoomCode;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.secret.TokenHashes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Does what the operator asks for: changes the {@link GuestList} first, which writes it down, and then has the room's loop put
 * out whom the change is about, so that nobody comes back in between. Secrets of invites pass through to the one who asked,
 * and are kept nowhere.
 */
final class RoomOffice {
    private static final Duration KICKED_FOR = Duration.ofMinutes(10);
    private static final String ALL = "all";

    private final GuestList guests;
    private final Floor floor;
    private final BiFunction<String, InviteSecret, String> writer;
    private final SecureRandom random = new SecureRandom();

    /** Where the rooms' members are; each call is done by the thread that keeps the room. */
    interface Floor {
        List<Guest> guests(String room);

        List<Guest> putOut(String room, Predicate<Guest> who, DisconnectCode code, String sentence);

        List<Guest> accept(String room, Predicate<Guest> who);
    }

    /**
     * @param writer makes the text of an invite of a room's code and a secret
     */
    RoomOffice(GuestList guests, Floor floor, BiFunction<String, InviteSecret, String> writer) {
        this.guests = guests;
        this.floor = floor;
        this.writer = writer;
    }

    /** Does it; what cannot be done is said in the reply. */
    AdminReply handle(AdminRequest request) {
        if (request.command() == AdminRequest.Command.LIST) {
            return AdminReply.done(new RoomListing(guests, floor).lines(request.room()), List.of());
        }
        String room = RoomCode.normalize(request.room());
        return switch (request.command()) {
            case LIST -> throw new IllegalStateException("done above");
            case CREATE -> create(room, request);
            case INVITE -> invite(room, request);
            case REVOKE -> revoke(room, request.who());
            case ROTATE -> rotate(room, request);
            case REMOVE -> remove(room);
            case KICK -> kick(room, request.who(), request.seconds());
            case BAN -> ban(room, request.who());
            case UNBAN -> unban(room, request.who());
            case ACCEPT -> accept(room, request.who());
        };
    }

    /**
     * A room's two invites: made here, or by somebody who has sent their hashes.
     *
     * @param texts of those that were made here
     */
    private record Pair(TokenHashes hashes, List<String> texts) {
    }

    private Pair pair(String room, AdminRequest request) {
        String given = request.hashes();
        if (given != null) {
            return new Pair(TokenHashes.parse(given), List.of());
        }
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, random);
        return new Pair(TokenHashes.of(gateway),
                List.of(writer.apply(room, gateway), writer.apply(room, gateway.forPlayers())));
    }

    private AdminReply create(String room, AdminRequest request) {
        boolean approve = request.approve();
        Pair made = pair(room, request);
        guests.rooms().add(RoomEntry.of(room, approve, made.hashes().gateway(), made.hashes().players()));
        floor.putOut(room, anybody -> true, DisconnectCode.INVITE_REPLACED, "the room needs an invite from now on");
        return AdminReply.done(List.of("room " + room + " is made" + (approve ? "; players wait until accepted" : "")),
                made.texts());
    }

    private AdminReply rotate(String room, AdminRequest request) {
        Pair made = pair(room, request);
        guests.rooms().change(room, before -> before.rotated(made.hashes().gateway(), made.hashes().players()));
        List<Guest> out = floor.putOut(room, anybody -> true, DisconnectCode.INVITE_REPLACED,
                "the room has new invites: ask the organiser for yours");
        return AdminReply.done(
                List.of("room " + room + " has new invites; the old ones let nobody in any more, and "
                        + out.size() + " who came by them were put out"),
                made.texts());
    }

    private AdminReply invite(String room, AdminRequest request) {
        Role role = request.role() == null ? Role.CLIENT : request.role();
        InviteSecret secret = InviteSecret.random(role, random);
        long expires = request.seconds() == 0 ? Ticket.NEVER : guests.nowEpochSeconds() + request.seconds();
        Ticket ticket = new Ticket(secret.tokenHash(), role, request.name(), expires);
        guests.rooms().change(room, before -> before.with(ticket));
        return AdminReply.done(List.of("invite " + RoomListing.describe(ticket) + " to room " + room),
                List.of(writer.apply(room, secret)));
    }

    private AdminReply revoke(String room, String who) {
        RoomEntry entry = guests.rooms().find(room);
        List<String> ids = entry == null
                ? List.of()
                : entry.tickets().stream()
                        .filter(ticket -> ticket.id().equals(who) || who.equalsIgnoreCase(ticket.name()))
                        .map(Ticket::id)
                        .toList();
        if (entry != null && ids.isEmpty()) {
            throw new IllegalArgumentException("room " + room + " has no invite '" + who + "'; 'room list' shows them");
        }
        guests.rooms().change(room, before -> {
            RoomEntry after = before;
            for (String id : ids) {
                after = after.without(id);
            }
            return after;
        });
        List<Guest> out = floor.putOut(room, guest -> ids.contains(guest.inviteId()), DisconnectCode.INVITE_REPLACED,
                "the invite was taken back");
        return AdminReply.done(told("the invite of room " + room + " was taken back, and put out", out), List.of());
    }

    private AdminReply remove(String room) {
        guests.rooms().remove(room);
        List<Guest> out = floor.putOut(room, anybody -> true, DisconnectCode.ROOM_REMOVED, "the room is no more");
        return AdminReply.done(told("room " + room + " is removed, and put out", out), List.of());
    }

    private AdminReply kick(String room, String who, long seconds) {
        long lasts = seconds == 0 ? KICKED_FOR.toSeconds() : seconds;
        long until = guests.nowEpochSeconds() + lasts;
        List<Guest> meant = meant(room, who);
        ban(room, meant, until);
        floor.putOut(room, guest -> guest.isCalled(who), DisconnectCode.KICKED, "the organiser has put you out");
        return AdminReply.done(told("kept out of room " + room + " for " + lasts + " s", meant), List.of());
    }

    private AdminReply ban(String room, String who) {
        List<Guest> meant = meant(room, who);
        ban(room, meant, Ticket.NEVER);
        guests.rooms().change(room, before -> {
            RoomEntry after = before;
            for (Ticket ticket : before.tickets()) {
                boolean theirs = meant.stream().anyMatch(guest -> ticket.id().equals(guest.inviteId()));
                after = ticket.name() != null && theirs ? after.without(ticket.id()) : after;
            }
            return after;
        });
        floor.putOut(room, guest -> guest.isCalled(who), DisconnectCode.KICKED,
                "the organiser has put you out for good");
        return AdminReply.done(told("kept out of room " + room + " for good", meant), List.of());
    }

    private void ban(String room, List<Guest> meant, long untilEpochSeconds) {
        guests.rooms().change(room, before -> {
            RoomEntry after = before;
            for (Guest guest : meant) {
                MacAddress mac = guest.hello().mac() == null ? null : MacAddress.parse(guest.hello().mac());
                after = after.with(new Ban(guest.toString(), mac, guest.host(), untilEpochSeconds),
                        guests.nowEpochSeconds());
            }
            return after;
        });
    }

    private List<Guest> meant(String room, String who) {
        List<Guest> present = floor.guests(room);
        List<Guest> meant = present.stream().filter(guest -> guest.isCalled(who)).toList();
        if (meant.isEmpty()) {
            throw new IllegalArgumentException("nobody in room " + room + " is '" + who
                    + "': give a peer id, a name or a MAC address, as 'room list' shows them");
        }
        return onlyOne(who, meant);
    }

    /** Names are chosen by those who bear them: one who takes another's is not to be let in, or put out, in his place. */
    private static List<Guest> onlyOne(String who, List<Guest> meant) {
        if (meant.size() > 1) {
            throw new IllegalArgumentException("'" + who + "' is the name of " + meant.size() + ": say which by MAC"
                    + " address: " + String.join(", ", meant.stream().map(Guest::toString).toList()));
        }
        return meant;
    }

    private AdminReply unban(String room, String who) {
        Predicate<Ban> which = ban -> (ban.mac() != null && ban.mac().toString().equalsIgnoreCase(who))
                || who.equals(ban.host()) || who.equalsIgnoreCase(nameIn(ban));
        List<String> lifted = new ArrayList<>();
        guests.rooms().change(room, before -> {
            before.bans().stream().filter(which).map(Ban::who).forEach(lifted::add);
            return before.withoutBans(which);
        });
        if (lifted.isEmpty()) {
            throw new IllegalArgumentException("nobody is kept out of room " + room + " as '" + who
                    + "'; 'room list' shows who is");
        }
        return AdminReply.done(List.of("may come back to room " + room + ": " + String.join(", ", lifted)), List.of());
    }

    /** As {@link Guest#toString} wrote it: all of it, or somebody could choose a name with another's in it. */
    private static String nameIn(Ban ban) {
        String end = (ban.mac() == null ? "" : " " + ban.mac()) + " from " + ban.host();
        String begin = ban.who().endsWith(end) ? ban.who().substring(0, ban.who().length() - end.length()) : ban.who();
        return begin.replaceFirst("^(player|gateway)( \\d+)?( |$)", "").replaceFirst("^\"(.*)\"$", "$1");
    }

    private AdminReply accept(String room, String who) {
        Predicate<Guest> waits = guest -> guest.peerId() == 0 && (who.equals(ALL) || guest.isCalled(who));
        List<Guest> waiting = floor.guests(room).stream().filter(waits).toList();
        if (waiting.isEmpty()) {
            throw new IllegalArgumentException("nobody waits for room " + room + " as '" + who + "'");
        }
        if (!who.equals(ALL)) {
            onlyOne(who, waiting);
        }
        guests.rooms().change(room, before -> {
            RoomEntry after = before;
            for (Guest guest : waiting) {
                String mac = guest.hello().mac();
                after = mac == null ? after : after.withAccepted(MacAddress.parse(mac));
            }
            return after;
        });
        return AdminReply.done(told("let into room " + room, floor.accept(room, waits)), List.of());
    }

    private static List<String> told(String what, List<Guest> whom) {
        return List.of(what + ": " + (whom.isEmpty()
                ? "nobody"
                : String.join(", ", whom.stream().map(Guest::toString).toList())));
    }
}
