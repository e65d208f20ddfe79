package dev.lanparty.relay;

import static dev.lanparty.relay.FrontDoor.hello;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Unknown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strangers are few and hurried; members and newcomers are not held up by them. */
class ReceptionTest {
    private static final String ALICE = "02:00:00:00:00:0a";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FrontDoor door = new FrontDoor(5, 3);

    @Test
    void whoSaysNothingIsClosedAfterTheTimeOut() {
        Connection silent = door.connect();
        door.advance(Duration.ofSeconds(5));
        assertTrue(silent.isOpen());
        door.advance(Duration.ofNanos(1));

        assertEquals(new Disconnect("hello_timeout", "no hello came within 5 s"), silent.link().farewell());
    }

    @Test
    void whoHasSaidHelloIsNotHurried() {
        Connection alice = door.join(ALICE);
        door.advance(Duration.ofSeconds(60));

        assertTrue(alice.isOpen());
    }

    @Test
    void strangersFromOneHostAreBounded() {
        List<Connection> first = connect(3, "192.0.2.1");
        Connection tooMany = door.connect("192.0.2.1");
        Connection elsewhere = door.connect("192.0.2.2");

        assertEquals("too_many_strangers", tooMany.code());
        assertTrue(elsewhere.isOpen());
        assertTrue(first.stream().allMatch(Connection::isOpen));
    }

    @Test
    void strangersAreBoundedInAll() {
        connect(3, "192.0.2.1");
        connect(2, "192.0.2.2");

        assertEquals("too_many_strangers", door.connect("192.0.2.3").code());
    }

    @Test
    void whoWasTooManyIsNotLetInByAHelloInFlight() {
        connect(3, "192.0.2.1");
        Connection tooMany = door.connect("192.0.2.1").says(hello(ALICE), door.nowNanos());

        assertEquals("too_many_strangers", tooMany.code());
        assertEquals(0, door.members());
    }

    @Test
    void aMemberIsNoStrangerAnyMore() {
        for (int i = 0; i < 20; i++) {
            assertTrue(door.join("02:00:00:00:00:" + (10 + i)).isOpen());
        }
        assertEquals(20, door.members());
        assertTrue(connect(3, "192.0.2.1").stream().allMatch(Connection::isOpen));
    }

    @Test
    void aStrangersPlaceIsFreeOnceHoweverOftenItEnds() {
        Connection refused = door.connect().says(new Unknown("later"), door.nowNanos());
        refused.relay().onClosed("closed", door.nowNanos());
        Connection silent = door.connect();
        door.advance(Duration.ofSeconds(6));
        silent.relay().onClosed("closed", door.nowNanos());
        Connection hungUp = door.connect();
        hungUp.relay().onClosed("hung up", door.nowNanos());
        assertTrue(door.reception().isEmpty());

        assertTrue(connect(3, "192.0.2.1").stream().allMatch(Connection::isOpen));
        assertFalse(door.connect("192.0.2.1").isOpen());
    }

    @Test
    void aClosedStrangerMakesRoomBeforeItsConnectionIsGone() {
        connect(3, "192.0.2.1");
        door.advance(Duration.ofSeconds(6));

        assertTrue(door.connect("192.0.2.1").isOpen());
        assertFalse(door.reception().isEmpty());
    }

    @Test
    void aThousandWhoSayNothingAreBoundedAndGoneInTime() {
        FrontDoor usual = new FrontDoor(ReceptionTiming.DEFAULT.maxStrangers(),
                ReceptionTiming.DEFAULT.maxStrangersPerHost());
        List<Connection> silent = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            silent.add(usual.connect());
        }
        assertEquals(128, silent.stream().filter(Connection::isOpen).count());
        for (int second = 0; second < 6; second++) {
            usual.advance(SECOND);
        }
        assertTrue(silent.stream().noneMatch(Connection::isOpen));
        silent.forEach(connection -> connection.relay().onClosed("closed", usual.nowNanos()));
        assertTrue(usual.reception().isEmpty());
        assertTrue(usual.join(ALICE).isOpen());
    }

    @Test
    void aRoomThatIsAskedForWithoutEndIsHeldToARateAndTheOthersAreNot() {
        for (int i = 0; i < 512; i++) {
            leave(door.connect().says(hello(ALICE), door.nowNanos()));
        }
        Connection tooMany = door.connect().says(hello(ALICE), door.nowNanos());
        assertEquals("too_many_attempts", tooMany.code());
        tooMany.relay().onClosed("closed", door.nowNanos());

        assertTrue(door.connect().says(hello(ALICE, "ROOM2"), door.nowNanos()).isOpen());
        door.advance(SECOND);
        assertTrue(door.connect().says(hello(ALICE), door.nowNanos()).isOpen());
    }

    private void leave(Connection connection) {
        assertTrue(connection.isOpen());
        connection.relay().onClosed("hung up", door.nowNanos());
    }

    @Test
    void aClosingRelayTellsEveryoneAndTakesNobodyNew() {
        Connection alice = door.join(ALICE);
        Connection stranger = door.connect();
        door.reception().close();
        Connection late = door.connect().says(hello(ALICE), door.nowNanos());

        for (Connection connection : List.of(alice, stranger, late)) {
            assertEquals(new Disconnect("relay_closing", "the relay is closing"), connection.link().farewell());
        }
        assertEquals(0, door.members());
        assertFalse(door.reception().isEmpty());
        for (Connection connection : List.of(alice, stranger, late)) {
            connection.relay().onClosed("closed", door.nowNanos());
        }
        assertTrue(door.reception().isEmpty());
    }

    @Test
    void timingMustBePossible() {
        Duration none = Duration.ZERO;
        assertThrows(IllegalArgumentException.class, () -> new ReceptionTiming(none, 1, 1, 1, SECOND));
        assertThrows(IllegalArgumentException.class, () -> new ReceptionTiming(SECOND, 0, 1, 1, SECOND));
        assertThrows(IllegalArgumentException.class, () -> new ReceptionTiming(SECOND, 1, 0, 1, SECOND));
        assertThrows(IllegalArgumentException.class, () -> new ReceptionTiming(SECOND, 1, 1, 0, SECOND));
        assertThrows(IllegalArgumentException.class, () -> new ReceptionTiming(SECOND, 1, 1, 1_000_001, SECOND));
        assertThrows(IllegalArgumentException.class, () -> new ReceptionTiming(SECOND, 1, 1, 1, SECOND.negated()));
    }

    private List<Connection> connect(int count, String host) {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(door.connect(host));
        }
        return connections;
    }
}
