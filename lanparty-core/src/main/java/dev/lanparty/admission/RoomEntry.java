package dev.lanparty.admission;

import dev.lanparty.control.Role;
import dev.lanparty.control.RoomCode;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.secret.TokenHash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a relay knows of a closed room, whether anybody is in it or not. Immutable: a change makes another one.
 *
 * @param code in capitals
 * @param approve whether players wait until the organiser accepts them
 * @param tickets by which one comes in
 * @param replaced ids of tickets that were good once, to tell their holders so; the newest last
 * @param bans who stays out
 * @param accepted players who need not wait again, the newest last
 */
public record RoomEntry(String code, boolean approve, List<Ticket> tickets, List<String> replaced, List<Ban> bans,
        List<MacAddress> accepted) {
    /** How many of each there may be; of what is only remembered, the oldest goes first. */
    public static final int MOST = 256;

    /** Checks the code and the numbers. */
    public RoomEntry {
        code = RoomCode.normalize(code);
        tickets = List.copyOf(tickets);
        replaced = newest(replaced);
        bans = newest(bans);
        accepted = newest(accepted);
        if (tickets.size() > MOST) {
            throw new IllegalArgumentException("room " + code + " has " + MOST + " invites, and no more are possible:"
                    + " take some back, or rotate them all");
        }
    }

    /** A room with one invite for its gateway and one for its players. */
    public static RoomEntry of(String code, boolean approve, TokenHash gateway, TokenHash players) {
        return new RoomEntry(code, approve,
                List.of(new Ticket(gateway, Role.GATEWAY), new Ticket(players, Role.CLIENT)), List.of(), List.of(),
                List.of());
    }

    private static <T> List<T> newest(List<T> list) {
        return List.copyOf(list.subList(Math.max(0, list.size() - MOST), list.size()));
    }

    @Nullable
    Ticket ticket(String id) {
        return tickets.stream().filter(ticket -> ticket.id().equals(id)).findFirst().orElse(null);
    }

    /** With one more invite. */
    public RoomEntry with(Ticket ticket) {
        return new RoomEntry(code, approve, plus(tickets, ticket), replaced, bans, accepted);
    }

    /** Without the invite of an id, whose holders are told so. */
    public RoomEntry without(String ticketId) {
        return new RoomEntry(code, approve, minus(tickets, ticket -> ticket.id().equals(ticketId)),
                plus(replaced, ticketId), bans, accepted);
    }

    /** With two new invites in place of all there were. */
    public RoomEntry rotated(TokenHash gateway, TokenHash players) {
        List<String> ids = Stream.concat(replaced.stream(), tickets.stream().map(Ticket::id)).toList();
        return new RoomEntry(code, approve, of(code, approve, gateway, players).tickets, ids, bans, accepted);
    }

    /** With somebody put out who is let in no longer, had he been before. */
    public RoomEntry with(Ban ban, long nowEpochSeconds) {
        List<Ban> left = minus(bans, old -> old.untilEpochSeconds() <= nowEpochSeconds);
        return new RoomEntry(code, approve, tickets, replaced, plus(left, ban),
                minus(accepted, mac -> mac.equals(ban.mac())));
    }

    /** Without the bans that a condition holds for. */
    public RoomEntry withoutBans(Predicate<Ban> which) {
        return new RoomEntry(code, approve, tickets, replaced, minus(bans, which), accepted);
    }

    /** With a player who need not wait again. */
    public RoomEntry withAccepted(MacAddress mac) {
        return new RoomEntry(code, approve, tickets, replaced, bans, plus(minus(accepted, mac::equals), mac));
    }

    private static <T> List<T> plus(List<T> list, T one) {
        List<T> longer = new ArrayList<>(list);
        longer.add(one);
        return longer;
    }

    private static <T> List<T> minus(List<T> list, Predicate<T> which) {
        return list.stream().filter(which.negate()).toList();
    }
}
