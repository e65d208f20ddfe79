package dev.lanparty.relay;

import dev.lanparty.admin.AdminReply;
import dev.lanparty.admin.AdminRequest;
import dev.lanparty.admin.AdminRequest.Command;
import dev.lanparty.admission.ClaimedRoom;
import dev.lanparty.admission.GuestList;
import dev.lanparty.admission.RoomBook;
import dev.lanparty.admission.RoomEntry;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Challenge;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.control.Role;
import dev.lanparty.control.RoomCode;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.secret.KeyPin;
import dev.lanparty.secret.Proof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A relay's rooms on fake links, the office that manages them, and endpoints that come with invites. */
final class Organiser implements RoomBook.Keeper, RoomOffice.Floor {
    static final KeyPin RELAY = KeyPin.of(new byte[KeyPin.BYTES]);

    /** What a disk would have. */
    final Map<String, RoomEntry> saved = new TreeMap<>();
    final Map<String, ClaimedRoom> savedClaims = new TreeMap<>();
    final GuestList guests;
    final FrontDoor door;
    private final RoomOffice office;
    /** What time it is, for what expires. */
    long epochSeconds = 1_800_000_000;
    boolean diskIsFull;

    Organiser(GuestList.Others others) {
        this(others, List.of());
    }

    /** A relay that was started again, with the rooms that gateways had made. */
    Organiser(GuestList.Others others, Collection<ClaimedRoom> claims) {
        guests = new GuestList(others, new RoomBook(List.of(), claims, this), () -> epochSeconds);
        door = new FrontDoor(1_000, 1_000, guests);
        office = new RoomOffice(guests, this, (room, secret) -> new Invite("relay.example", 443, room, RELAY, secret)
                .text());
    }

    @Override
    public void save(RoomEntry room) {
        if (diskIsFull) {
            throw new IllegalStateException("No space left on device");
        }
        saved.put(room.code(), room);
    }

    @Override
    public void remove(String code) {
        saved.remove(code);
    }

    @Override
    public void saveClaimed(ClaimedRoom room) {
        if (diskIsFull) {
            throw new IllegalStateException("No space left on device");
        }
        savedClaims.put(room.room().code(), room);
    }

    @Override
    public void removeClaimed(String code) {
        savedClaims.remove(code);
    }

    @Override
    public List<Guest> guests(String room) {
        return door.reception().guests(room);
    }

    @Override
    public List<Guest> putOut(String room, Predicate<Guest> who, DisconnectCode code, String sentence) {
        return door.reception().putOut(room, who, code, sentence);
    }

    @Override
    public List<Guest> accept(String room, Predicate<Guest> who) {
        return door.reception().accept(room, who, door.nowNanos());
    }

    AdminReply asks(AdminRequest request) {
        return office.handle(request);
    }

    AdminReply asks(Command command, String room, String who) {
        return asks(new AdminRequest(command, room, who));
    }

    /** Makes a room; the gateway's secret leads to the players'. */
    InviteSecret makes(String room) {
        return makes(room, false);
    }

    InviteSecret makes(String room, boolean approve) {
        AdminReply reply = asks(new AdminRequest(Command.CREATE, room, "", null, null, 0, approve));
        return Invite.parse(reply.invites().getFirst()).secret();
    }

    /** Says hello by an invite, and answers the challenge if one comes. */
    Connection comes(InviteSecret invite, @Nullable String mac, String room, String host) {
        Connection connection = helloes(invite, mac, room, host);
        answers(connection, invite, room, null);
        return connection;
    }

    Connection helloes(InviteSecret invite, @Nullable String mac, String room, String host) {
        Hello plain = FrontDoor.hello(mac, room);
        Hello hello = new Hello(plain.protocol(), invite.role(), room, plain.software(), mac, plain.datagramBudget(),
                invite.tokenHash().id(), null);
        return door.connect(host).says(hello, door.nowNanos());
    }

    void answers(Connection connection, InviteSecret invite, String room, @Nullable String name) {
        List<ControlMessage> told = connection.link().messages();
        if (!told.isEmpty() && told.getLast() instanceof Challenge challenge) {
            connection.says(proof(challenge, invite, room, name), door.nowNanos());
        }
    }

    static ControlMessage.Proof proof(Challenge challenge, InviteSecret invite, String room, @Nullable String name) {
        ControlMessage.Claim claim = invite.role() == Role.CLIENT
                ? null
                : new ControlMessage.Claim(invite.tokenHash().text(), invite.forPlayers().tokenHash().text());
        return new ControlMessage.Proof(
                Proof.make(invite, new Proof.Occasion(challenge.nonce(), RELAY, invite.role(),
                        RoomCode.normalize(room))),
                name, claim);
    }

    /** Lets time pass, in both ways of counting it. */
    void advance(Duration time) {
        epochSeconds += time.toSeconds();
        door.advance(time);
    }

    /** Who is in a room, as the office sees them. */
    List<String> list(String room) {
        return new ArrayList<>(asks(Command.LIST, room, "").lines());
    }
}
