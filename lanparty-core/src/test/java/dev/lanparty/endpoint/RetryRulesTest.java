package dev.lanparty.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.control.DisconnectCode;
import dev.lanparty.control.RejectCode;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.endpoint.EndpointState.Phase;
import dev.lanparty.gateway.LanStation;
import dev.lanparty.identity.ServerName;
import dev.lanparty.link.FakeLink;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.metrics.Counters;
import dev.lanparty.session.SessionEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ends a membership and what is waited out, for each code that a relay may give: at the start, and for one who comes back. */
class RetryRulesTest {
    /** What the same hello would be refused for at any time. */
    private static final Set<RejectCode> PERMANENT = EnumSet.of(RejectCode.BAD_HELLO, RejectCode.VERSION,
            RejectCode.BAD_ROOM, RejectCode.BAD_MAC, RejectCode.INVITE_NEEDED, RejectCode.INVITE_REFUSED,
            RejectCode.BANNED, RejectCode.NOT_ACCEPTED);
    /** What another minute may change. */
    private static final Set<RejectCode> TEMPORARY = EnumSet.of(RejectCode.BAD_BUDGET, RejectCode.GATEWAY_TAKEN,
            RejectCode.MAC_TAKEN, RejectCode.ROOM_FULL, RejectCode.TOO_MANY_ROOMS, RejectCode.TOO_MANY_FROM_ADDRESS,
            RejectCode.MISROUTED, RejectCode.NO_ROOM_YET, RejectCode.TOO_MANY_ATTEMPTS, RejectCode.CLOSING);
    private static final Set<RejectCode> TAKEN = EnumSet.of(RejectCode.GATEWAY_TAKEN, RejectCode.MAC_TAKEN);
    private static final Set<DisconnectCode> UNWELCOME = EnumSet.of(DisconnectCode.LEAVING, DisconnectCode.KICKED,
            DisconnectCode.INVITE_REPLACED, DisconnectCode.ROOM_REMOVED, DisconnectCode.SUPERSEDED);

    private final RoomAccess access = new RoomAccess(new RelayAddress("relay.example.org", 443),
            ServerName.parse(ServerName.DEFAULT), Path.of("unused.pem"), "ROOM1");
    private final Loop loop = new Loop();
    private Membership membership = membership(access);

    private Membership membership(RoomAccess with) {
        LanStation station = new LanStation(() -> InMemoryDevice.pair("lan", "port").left(), Duration.ofSeconds(60));
        return new Membership(with, station, new Counters(), loop, loop, new Random(1));
    }

    /** A loop that does what it is asked when the test says so, and writes down what it hears. */
    private final class Loop implements Membership.Surroundings, Membership.Observer {
        private long nowNanos;
        private long attempt;
        private long dueNanos = Long.MAX_VALUE;
        private int waits;
        private @Nullable SessionEnd end;

        @Override
        public long nowNanos() {
            return nowNanos;
        }

        @Override
        public long wallMillis() {
            return TimeUnit.NANOSECONDS.toMillis(nowNanos);
        }

        @Override
        public void dial(long number) {
            attempt = number;
        }

        @Override
        public void callBack(long waitNanos) {
            dueNanos = nowNanos + waitNanos;
        }

        /** Lets time pass until another connection is asked for. */
        long awaitDial() {
            long before = attempt;
            while (attempt == before) {
                nowNanos = dueNanos;
                membership.due();
            }
            return attempt;
        }

        @Override
        public void hangUp() {
            // There is nothing to hang up.
        }

        @Override
        public void onWaiting() {
            waits++;
        }

        @Override
        public void onJoined(Welcome welcome) {
            // Told by the state.
        }

        @Override
        public void onState(EndpointState state) {
            // Asked for.
        }

        @Override
        public void onDevice(boolean present) {
            throw new AssertionError("the device was never touched");
        }

        @Override
        public void onEnded(SessionEnd ended) {
            end = ended;
        }
    }

    private static LinkHandler handler(FakeLink link) {
        return Objects.requireNonNull(link.handler());
    }

    private void answer(FakeLink link, ControlMessage message) {
        handler(link).onControl(message, loop.nowNanos);
    }

    private static Welcome welcome() {
        return new Welcome(3, 1_422, List.of(), new ControlMessage.Limits(1_000, 100), "3.fresh");
    }

    private static String said(FakeLink link) {
        return String.valueOf(((Hello) link.messages().getFirst()).resumeToken());
    }

    private FakeLink begin(@Nullable String token) {
        FakeLink link = new FakeLink();
        membership.begin(link, token);
        return link;
    }

    /** The next connection, when it is time. */
    private FakeLink again() {
        FakeLink link = new FakeLink();
        assertTrue(membership.connected(loop.awaitDial(), link));
        return link;
    }

    private FakeLink joined() {
        FakeLink link = begin(null);
        answer(link, welcome());
        assertEquals(Phase.JOINED, membership.state().phase());
        return link;
    }

    private void assertOver(String sentence) {
        assertEquals(Phase.ENDED, membership.state().phase());
        assertEquals(sentence, Objects.requireNonNull(loop.end).sentence());
    }

    @Test
    void everyCodeIsOfOneKind() {
        Set<RejectCode> all = EnumSet.copyOf(PERMANENT);
        all.addAll(TEMPORARY);
        assertEquals(EnumSet.allOf(RejectCode.class), all);
        assertEquals(RejectCode.values().length, PERMANENT.size() + TEMPORARY.size());
    }

    @ParameterizedTest
    @EnumSource
    void whoStartsEndsByWhatWillNotChangeAndWaitsForTheRest(RejectCode code) {
        answer(begin(null), new Reject(code.label(), "because of " + code));

        if (PERMANENT.contains(code)) {
            assertOver("because of " + code);
            assertEquals(0, loop.waits);
            return;
        }
        assertNull(loop.end);
        assertEquals(1, loop.waits);
        assertEquals(new EndpointState(Phase.STARTING, "because of " + code), membership.state());
        answer(again(), welcome());
        assertEquals(Phase.JOINED, membership.state().phase());
    }

    @Test
    void whoStartsAndIsLetWaitAsksAgainWhenTheRelayIsLostMeanwhile() {
        FakeLink first = begin(null);
        answer(first, new ControlMessage.Waiting("the organiser has to let you in"));
        handler(first).onClosed("the relay was killed", loop.nowNanos);

        assertEquals(new EndpointState(Phase.STARTING, "the relay was killed"), membership.state());
        answer(again(), new ControlMessage.Waiting("the organiser has to let you in"));
        assertNull(loop.end);
    }

    @Test
    void whoStartsAndLosesTheRelayBeforeItHasSaidAnythingIsOver() {
        handler(begin(null)).onClosed("the relay was killed", loop.nowNanos);

        assertOver("the relay was killed");
    }

    @ParameterizedTest
    @EnumSource
    void whoStartsWaitsForAPlaceThatIsTakenOnlyAsLongAsAKilledOneMayHaveIt(RejectCode code) {
        FakeLink link = begin(null);
        long startNanos = loop.nowNanos;
        while (loop.end == null && loop.nowNanos - startNanos < TimeUnit.HOURS.toNanos(1)) {
            answer(link, new Reject(code.label(), "because of " + code));
            link = loop.end == null ? again() : link;
        }

        assertEquals(TEMPORARY.contains(code) && !TAKEN.contains(code), loop.end == null);
        if (TAKEN.contains(code)) {
            long waited = TimeUnit.NANOSECONDS.toSeconds(loop.nowNanos - startNanos);
            assertTrue(waited >= 15 && waited <= 26, "waited " + waited + " s");
            assertOver("because of " + code);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesBackEndsByWhatWillNotChangeAndTriesOnAfterTheRest(RejectCode code) {
        handler(joined()).onClosed("the connection was lost", loop.nowNanos);
        for (int i = 0; i < 50 && loop.end == null; i++) {
            answer(again(), new Reject(code.label(), "because of " + code));
        }

        if (PERMANENT.contains(code)) {
            assertOver("because of " + code);
        } else {
            assertNull(loop.end);
            assertEquals(new EndpointState(Phase.AWAY, "because of " + code), membership.state());
            answer(again(), welcome());
            assertEquals(Phase.JOINED, membership.state().phase());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsPutOutDoesNotComeBackAndWhoIsLostDoes(DisconnectCode code) {
        answer(joined(), new Disconnect(code.label(), "because of " + code));

        if (UNWELCOME.contains(code)) {
            assertOver("because of " + code);
        } else {
            assertNull(loop.end);
            assertEquals(Phase.AWAY, membership.state().phase());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoStartsAsksAgainOnlyWhereTheRelayHasNoTime(DisconnectCode code) {
        answer(begin(null), new Disconnect(code.label(), "because of " + code));

        assertEquals(code == DisconnectCode.RELAY_CLOSING || code == DisconnectCode.TOO_MANY_STRANGERS,
                loop.end == null);
    }

    @Test
    void whoIsNotToTryAgainDoesNotWaitEither() {
        membership = membership(access.retryFor(Duration.ZERO));
        answer(begin(null), new Reject(RejectCode.ROOM_FULL.label(), "full"));
        assertOver("full");
    }

    @Test
    void whoWaitsForAPlaceGivesUpWhenItIsTimeTo() {
        membership = membership(access.retryFor(Duration.ofSeconds(30)));
        FakeLink link = begin(null);
        while (loop.end == null) {
            answer(link, new Reject(RejectCode.ROOM_FULL.label(), "full"));
            link = loop.end == null ? again() : link;
        }
        assertTrue(loop.end.sentence().matches("the relay let nobody in for (3\\d|4[01])\\.\\d s: full"),
                loop.end.sentence());
    }

    @Test
    void whoHasLostTheRelayLooksForItForAsLongAsHeWasTold() {
        membership = membership(access.retryFor(Duration.ofSeconds(30)));
        handler(joined()).onClosed("the connection was lost", loop.nowNanos);
        while (loop.end == null) {
            membership.failed(loop.awaitDial(), "the relay did not answer");
        }
        assertEquals(SessionEnd.Kind.LOST, loop.end.kind());
        assertTrue(loop.end.sentence().matches(
                "the relay was lost and not found again for (3\\d|4[01])\\.\\d s: the relay did not answer"),
                loop.end.sentence());
    }

    @Test
    void whoHasLostTheRelayLooksForItForEverUnlessHeWasTold() {
        handler(joined()).onClosed("the connection was lost", loop.nowNanos);
        while (loop.nowNanos < TimeUnit.DAYS.toNanos(2)) {
            membership.failed(loop.awaitDial(), "the relay did not answer");
        }
        answer(again(), welcome());
        assertEquals(Phase.JOINED, membership.state().phase());
    }

    @Test
    void aRelayThatIsNotFoundWhileWaitingIsLookedForAgain() {
        answer(begin(null), new Reject(RejectCode.ROOM_FULL.label(), "full"));
        membership.failed(loop.awaitDial(), "the relay did not answer");
        assertEquals(new EndpointState(Phase.STARTING, "the relay did not answer"), membership.state());
        answer(again(), welcome());
        assertEquals(Phase.JOINED, membership.state().phase());
    }

    @Test
    void aRelayThatIsAnotherIsTheEnd() {
        handler(joined()).onClosed("the connection was lost", loop.nowNanos);
        long attempt = loop.awaitDial();
        membership.refused(attempt - 1, "of no interest any more");
        assertNull(loop.end);
        membership.refused(attempt, "the relay's key is not the one in the invite");
        assertOver("the relay's key is not the one in the invite");
        assertNotNull(loop.end);
        assertEquals(SessionEnd.Kind.REFUSED, loop.end.kind());
    }

    @Test
    void theFirstHelloShowsTheTokenOfTheProcessBeforeAndTheNextTheOneOfTheWelcome() {
        FakeLink first = begin("3.before");
        assertEquals("3.before", said(first));
        answer(first, welcome());
        handler(first).onClosed("the connection was lost", loop.nowNanos);
        assertEquals("3.fresh", said(again()));
    }

    @Test
    void aRefusalDoesNotCostTheToken() {
        answer(begin("3.before"), new Reject(RejectCode.ROOM_FULL.label(), "full"));
        assertEquals("3.before", said(again()));
    }
}
