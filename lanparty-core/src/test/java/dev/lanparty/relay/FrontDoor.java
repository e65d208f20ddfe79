package dev.lanparty.relay;

import dev.lanparty.admission.GuestList;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.Role;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.FakeLink;
import dev.lanparty.metrics.Counter;
import dev.lanparty.room.FrameLog;
import dev.lanparty.room.Lobby;
import dev.lanparty.room.RoomLimits;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A reception with its rooms, fake links to it, and a clock that only a test moves. */
final class FrontDoor {
    static final Duration HELLO_TIMEOUT = Duration.ofSeconds(5);
    static final Duration STATS_PERIOD = Duration.ofSeconds(2);

    private final Lobby lobby = new Lobby(RoomLimits.DEFAULT, FrameLog.OFF, new SplittableRandom(1));
    private final Reception reception;
    /** Below 0, as a nano clock may be. */
    private long nowNanos = -3_000_000_000_000L;

    FrontDoor(int maxStrangers, int maxStrangersPerHost) {
        this(maxStrangers, maxStrangersPerHost, Doors.freeForAll().guests());
    }

    FrontDoor(int maxStrangers, int maxStrangersPerHost, GuestList guests) {
        reception = new Reception(lobby,
                new ReceptionTiming(HELLO_TIMEOUT, maxStrangers, maxStrangersPerHost, 1_000, STATS_PERIOD), guests);
    }

    Connection connect(String host) {
        FakeLink link = new FakeLink().host(host).budget(1_318);
        return new Connection(link, reception.accept(link, nowNanos));
    }

    Connection connect() {
        return connect("192.0.2.1");
    }

    /** Says hello on a new connection. */
    Connection join(String mac) {
        return connect().says(hello(mac), nowNanos);
    }

    /** Lets time pass, and tells the reception at its end. */
    void advance(Duration time) {
        nowNanos += time.toNanos();
        reception.tick(nowNanos);
    }

    long nowNanos() {
        return nowNanos;
    }

    Reception reception() {
        return reception;
    }

    int members() {
        return lobby.rooms().stream().mapToInt(room -> room.members().size()).sum();
    }

    long count(DropReason reason) {
        return lobby.counters().get(reason);
    }

    long count(Counter counter) {
        return lobby.counters().get(counter);
    }

    static Hello hello(@Nullable String mac) {
        return hello(mac, "ROOM1");
    }

    static Hello hello(@Nullable String mac, String room) {
        return new Hello(ControlMessage.PROTOCOL_VERSION, mac == null ? Role.GATEWAY : Role.CLIENT, room, "test", mac,
                1_318, null, null);
    }
}
