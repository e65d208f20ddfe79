package dev.lanparty.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Limits;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.ControlMessage.Unknown;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.Role;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.link.FakeLink;
import dev.lanparty.metrics.Counters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A relay that says nothing for 5 s counts as lost; whatever comes from it is a sign of life, and nothing else is. */
class SilenceTest {
    /** The clock overflows 3 s later, as a nano clock may. */
    private static final long START = Long.MAX_VALUE - seconds(3);
    private static final String SENTENCE = "nothing was heard from the relay for 5 s";

    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final FakeLink link = new FakeLink();
    private final SessionDiary diary = new SessionDiary();
    private final Session session = new Session(link, diary, SessionTiming.DEFAULT, new Counters());

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }

    private void begin() {
        session.begin(
                new Hello(ControlMessage.PROTOCOL_VERSION, Role.GATEWAY, "ROOM1", "test", null, 1_318, null, null),
                START);
    }

    private void join() {
        begin();
        session.onControl(new Welcome(1, 1_422, List.of(), new Limits(1_000, 100), null), START);
    }

    private void assertLostAt(long nanos) {
        session.tick(nanos - 1);
        assertFalse(diary.hasEnded());
        session.tick(nanos);
        assertEquals(new SessionEnd(SessionEnd.Kind.LOST, "idle", SENTENCE), diary.end());
        assertEquals(new Disconnect("idle", SENTENCE), link.farewell());
    }

    @Test
    void fiveSecondsOfSilenceAreALossAndNotAMomentLess() {
        join();
        assertLostAt(START + seconds(5) + 1);
    }

    @Test
    void everyMessageIsASignOfLife() {
        join();
        session.onControl(new Stats(1, -1, Map.of()), START + seconds(4));
        session.tick(START + seconds(6));
        session.onControl(new Unknown("later"), START + seconds(8));
        assertLostAt(START + seconds(13) + 1);
    }

    @Test
    void everyDatagramIsASignOfLife() {
        join();
        for (int second = 1; second <= 20; second++) {
            session.onDatagram(buffers.of(new byte[60]), START + seconds(second));
            session.tick(START + seconds(second) + seconds(1) / 2);
        }
        assertLostAt(START + seconds(25) + 1);
    }

    @Test
    void whatIsSaidToTheRelayAndWhatIsDroppedOnTheWayIsNone() {
        join();
        for (int second = 1; second <= 5; second++) {
            session.tick(START + seconds(second));
            session.onDropped(DropReason.PATH_TOO_LONG);
        }
        assertTrue(link.messages().getLast() instanceof Stats);
        assertLostAt(START + seconds(5) + 1);
    }

    /** It says so again with every stats period. */
    @Test
    void aRelayThatLetsWaitForAPersonMayTakeItsTime() {
        begin();
        for (int second = 0; second <= 60; second += 3) {
            session.onControl(new ControlMessage.Waiting("for Carol"), START + seconds(second));
            session.tick(START + seconds(second + 2));
        }
        assertFalse(diary.hasEnded());

        session.onControl(new Welcome(1, 1_422, List.of(), new Limits(1_000, 100), null), START + seconds(61));
        assertLostAt(START + seconds(66) + 1);
    }

    @Test
    void whoWaitsForAPersonMissesTheRelayAsSoonAsAMember() {
        begin();
        session.onControl(new ControlMessage.Waiting("for Carol"), START + seconds(1));
        assertLostAt(START + seconds(6) + 1);
    }
}
