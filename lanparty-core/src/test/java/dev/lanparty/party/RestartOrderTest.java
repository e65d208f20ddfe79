package dev.lanparty.party;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.party.SimulatedParty.BUDGET_BYTES;
import static dev.lanparty.party.SimulatedParty.ROOM;
import static dev.lanparty.party.SimulatedParty.WIDE_BUDGET_BYTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.frame.Ethernet;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.frame.Seeds;
import dev.lanparty.room.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A gateway and two players whose connections are all lost at once, and who come back in every order, with the relay
 * restarted, or the old connections found dead by it, before, between or after. There is room for three and no more, so that
 * whoever's place were lost would not get in.
 */
class RestartOrderTest {
    private static final long SEED = Seeds.random().nextLong();
    private static final int ROOM_MTU_BYTES = 1_422;
    /** The relay has not missed anybody yet, and a machine has been away for long enough to know that it was. */
    private static final Duration FIRST_EVENT = Duration.ofSeconds(4);
    /** Each event has had its effect before the next one comes. */
    private static final Duration APART = Duration.ofMillis(1_500);
    /** Several happen before a machine looks at its clock again. */
    private static final Duration CLOSE = Duration.ofMillis(300);
    /** From the loss until the relay has found every old connection dead. */
    private static final Duration TIMED_OUT = SimulatedNetwork.IDLE_TIMEOUT.plusSeconds(4);
    /** Of which who learns of a restart by silence alone needs 5 to notice it. */
    private static final Duration ALL_BACK = Duration.ofSeconds(10);

    @RegisterExtension
    final SimulatedParty party = new SimulatedParty(SimulatedParty.limits(3, 1), new Random(SEED));

    private final SimulatedGateway gateway = party.gateway();
    private final Player alice = party.player(ALICE, ROOM, "198.51.100.1", WIDE_BUDGET_BYTES);
    private final Player bob = party.player(BOB, ROOM, "198.51.100.2", BUDGET_BYTES);
    private final LanHost server = gateway.lan().host(SERVER);
    private final List<SimulatedEndpoint> everyone = List.of(gateway.program(), alice.client(), bob.client());

    private enum Event {
        GATEWAY_RETURNS, ALICE_RETURNS, BOB_RETURNS,
        /** The relay finds the connections dead that it has still. */
        OLD_CONNECTIONS_TIME_OUT,
        /** As by kill -9. */
        RELAY_IS_KILLED_AND_STARTED,
        /** As by SIGTERM: whoever is there is told. */
        RELAY_IS_STOPPED_AND_STARTED
    }

    private record Evening(List<Event> events, Duration apart) {
        boolean has(Event event) {
            return events.contains(event);
        }

        /** When each happens, after the loss. */
        List<Duration> times() {
            List<Duration> times = new ArrayList<>();
            Duration time = FIRST_EVENT;
            for (Event event : events) {
                time = event == Event.OLD_CONNECTIONS_TIME_OUT ? TIMED_OUT : time;
                times.add(time);
                time = time.plus(apart);
            }
            return times;
        }

        @Override
        public String toString() {
            return events + ", " + apart.toMillis() + " ms apart";
        }
    }

    static Stream<Evening> everyOrder() {
        List<Event> always = List.of(Event.GATEWAY_RETURNS, Event.ALICE_RETURNS, Event.BOB_RETURNS,
                Event.OLD_CONNECTIONS_TIME_OUT);
        return Stream.of(Stream.<Event>empty(), Stream.of(Event.RELAY_IS_KILLED_AND_STARTED),
                Stream.of(Event.RELAY_IS_STOPPED_AND_STARTED))
                .flatMap(restart -> orders(Stream.concat(always.stream(), restart).toList()).stream())
                .flatMap(events -> Stream.of(new Evening(events, APART), new Evening(events, CLOSE)));
    }

    private static List<List<Event>> orders(List<Event> events) {
        if (events.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Event>> all = new ArrayList<>();
        for (Event first : events) {
            List<Event> others = events.stream().filter(event -> event != first).toList();
            for (List<Event> rest : orders(others)) {
                all.add(Stream.concat(Stream.of(first), rest.stream()).toList());
            }
        }
        return all;
    }

    @Test
    void thereAreAsManyOrdersAsThereAre() {
        assertEquals(2 * (24 + 120 + 120), everyOrder().distinct().count());
    }

    @ParameterizedTest
    @MethodSource("everyOrder")
    void everybodyHasHisPlaceAgain(Evening evening) {
        party.settleDown();
        List<Integer> idsBefore = ids();
        List<Duration> times = evening.times();
        everyone.forEach(endpoint -> endpoint.sleep(times.get(evening.events().indexOf(returnOf(endpoint)))));

        Duration now = Duration.ZERO;
        Set<SimulatedEndpoint> undisturbed = new HashSet<>();
        for (int i = 0; i < times.size(); i++) {
            party.advance(times.get(i).minus(now));
            now = times.get(i);
            if (evening.apart().equals(APART)) {
                undisturbed
                        .forEach(endpoint -> assertTrue(endpoint.isJoined(), () -> evening + endpoint.stateSentence()));
            }
            happen(evening.events().get(i), undisturbed);
        }
        party.advance(ALL_BACK);

        everyone.forEach(endpoint -> assertTrue(endpoint.isJoined(), () -> evening + endpoint.stateSentence()));
        assertPlacesAreKept(evening, idsBefore);
        assertEverybodyKnowsTheOthers();
        assertEachReachesEach();
        assertNoPlaceIsLost();
    }

    private Event returnOf(SimulatedEndpoint endpoint) {
        return List.of(Event.GATEWAY_RETURNS, Event.ALICE_RETURNS, Event.BOB_RETURNS).get(everyone.indexOf(endpoint));
    }

    /** Lets something happen; who has come back by then, and has this relay, stays undisturbed. */
    private void happen(Event event, Set<SimulatedEndpoint> undisturbed) {
        switch (event) {
            case RELAY_IS_KILLED_AND_STARTED -> {
                undisturbed.clear();
                party.startRelay();
            }
            case RELAY_IS_STOPPED_AND_STARTED -> {
                undisturbed.clear();
                party.closeRelay();
                party.settleDown();
                party.startRelay();
            }
            // Machines wake by themselves.
            case GATEWAY_RETURNS -> undisturbed.add(gateway.program());
            case ALICE_RETURNS -> undisturbed.add(alice.client());
            case BOB_RETURNS -> undisturbed.add(bob.client());
            case OLD_CONNECTIONS_TIME_OUT -> {
                // So do time-outs.
            }
        }
    }

    private List<Integer> ids() {
        return everyone.stream().map(endpoint -> endpoint.welcome().peerId()).toList();
    }

    private void assertPlacesAreKept(Evening evening, List<Integer> idsBefore) {
        for (SimulatedEndpoint endpoint : everyone) {
            assertEquals(ROOM_MTU_BYTES, endpoint.welcome().mtu());
        }
        if (!evening.has(Event.RELAY_IS_KILLED_AND_STARTED) && !evening.has(Event.RELAY_IS_STOPPED_AND_STARTED)) {
            assertEquals(idsBefore, ids());
        }
    }

    private void assertEverybodyKnowsTheOthers() {
        Set<ControlMessage.Peer> all = Set.of(new ControlMessage.Peer(ids().get(0), Role.GATEWAY, null),
                new ControlMessage.Peer(ids().get(1), Role.CLIENT, ALICE.toString()),
                new ControlMessage.Peer(ids().get(2), Role.CLIENT, BOB.toString()));
        for (SimulatedEndpoint endpoint : everyone) {
            Set<ControlMessage.Peer> known = new HashSet<>(endpoint.peers());
            assertEquals(2, known.size(), () -> endpoint.phases() + endpoint.stateSentence()
                    + party.lobby().rooms().iterator().next().members());
            all.stream().filter(peer -> peer.id() == endpoint.welcome().peerId()).forEach(known::add);
            assertEquals(all, known);
        }
    }

    /** The relay has these three members, and no others. */
    private void assertNoPlaceIsLost() {
        assertEquals(List.of(Set.copyOf(ids())), party.lobby().rooms().stream()
                .map(room -> room.members().stream().map(Member::peerId).collect(Collectors.toSet())).toList());
        everyone.forEach(SimulatedEndpoint::leave);
        party.advance(Duration.ofSeconds(1));
        assertTrue(party.relayIsEmpty());
        assertEquals(0, party.lobby().rooms().size());
    }

    private void assertEachReachesEach() {
        List<MacAddress> stations = List.of(SERVER, ALICE, BOB);
        List.of(server.received(), alice.received(), bob.received()).forEach(List::clear);
        for (int i = 0; i < stations.size(); i++) {
            MacAddress next = stations.get((i + 1) % stations.size());
            MacAddress previous = stations.get((i + 2) % stations.size());
            for (MacAddress to : List.of(next, previous)) {
                send(stations.get(i), Frames.ofLength(to, stations.get(i), Ethernet.MAX_FRAME_BYTES));
            }
        }
        party.settleDown();
        for (List<byte[]> received : List.of(server.received(), alice.received(), bob.received())) {
            assertEquals(2, received.stream().filter(frame -> frame.length == Ethernet.MAX_FRAME_BYTES).count());
        }
        assertTrue(gateway.lan().hasLearnedBehindGateway(ALICE));
        assertTrue(gateway.lan().hasLearnedBehindGateway(BOB));
    }

    private void send(MacAddress from, byte[] frame) {
        if (from.equals(SERVER)) {
            server.sends(frame);
        } else {
            (from.equals(ALICE) ? alice : bob).sends(frame);
        }
    }
}
