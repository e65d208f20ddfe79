package dev.lanparty.room;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.RejectCode;
import dev.lanparty.control.Role;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.FakeLink;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A lobby whose members are at the ends of fake links, all in one room unless a test asks for another. */
final class Party {
    static final String ROOM = "ROOM1";
    /** A time to start from; below 0, as a nano clock may be. */
    static final long NOW = -1_000_000_000_000L;
    /** So many frames that no test meets the rate limits by chance. */
    static final RoomLimits CALM = new RoomLimits(1_000, 256, 1_000, 100_000_000, 100_000_000, 4_096,
            Duration.ofMinutes(5), FilterPolicy.PARTY);

    private final Lobby lobby;

    private Party(Lobby lobby) {
        this.lobby = lobby;
    }

    static Party open() {
        return open(CALM);
    }

    static Party open(RoomLimits limits) {
        return open(limits, FrameLog.OFF);
    }

    static Party open(RoomLimits limits, FrameLog log) {
        return of(new Lobby(limits, log, new SplittableRandom(1)));
    }

    /** Members of a lobby that a test has made. */
    static Party of(Lobby lobby) {
        return new Party(lobby);
    }

    Lobby lobby() {
        return lobby;
    }

    Member gateway() {
        return in(ask(Role.GATEWAY, ROOM, null, new FakeLink()));
    }

    Member client(MacAddress mac) {
        return in(client(ROOM, mac, new FakeLink()));
    }

    /** What a client is told who asks to join. */
    Lobby.Admission client(String room, MacAddress mac, FakeLink link) {
        return ask(Role.CLIENT, room, mac.toString(), link);
    }

    /** What a gateway is told that asks to join. */
    Lobby.Admission gateway(String room, FakeLink link) {
        return ask(Role.GATEWAY, room, null, link);
    }

    Lobby.Admission ask(Role role, String room, @Nullable String mac, FakeLink link) {
        return lobby.admit(new Hello(ControlMessage.PROTOCOL_VERSION, role, room, "test", mac, 65_535, null, null),
                link,
                NOW);
    }

    void leave(Member member) {
        lobby.leave(member, "gone");
    }

    static Member in(Lobby.Admission admission) {
        return assertInstanceOf(Lobby.Admitted.class, admission).member();
    }

    static ControlMessage.Welcome welcome(Lobby.Admission admission) {
        return assertInstanceOf(Lobby.Admitted.class, admission).welcome();
    }

    /** The sentence of a refusal for this reason. */
    static String refused(RejectCode code, Lobby.Admission admission) {
        ControlMessage.Reject reject = assertInstanceOf(Lobby.Refused.class, admission).reject();
        return reject.code().equals(code.label()) ? reject.sentence() : fail("refused as " + reject);
    }

    static FakeLink link(Member member) {
        return assertInstanceOf(FakeLink.class, member.link());
    }

    static List<byte[]> received(Member member) {
        return link(member).datagrams();
    }

    static MacAddress macOf(Member client) {
        MacAddress mac = client.mac();
        return mac == null ? fail(client + " has no MAC address") : mac;
    }
}
