package dev.lanparty.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.admin.AdminRequest;
import dev.lanparty.admin.AdminRequest.Command;
import dev.lanparty.admission.Attempts;
import dev.lanparty.admission.GuestList.Others;
import dev.lanparty.client.Client;
import dev.lanparty.client.ClientConfig;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.RejectCode;
import dev.lanparty.control.Role;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.embedding.Unpinned;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.metrics.Counter;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.transport.QuicSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invites are guessed over real QUIC, half of them from one address and half from forty: none is right, few are looked at, and
 * who has a right one joins meanwhile. {@code -Dlanparty.guesses=10000} makes it as many.
 */
@Timeout(900)
class GuessingTest {
    private static final int GUESSES = Integer.getInteger("lanparty.guesses", 1_000);
    private static final int ADDRESSES = 40;
    private static final int AT_ONCE = 50;
    /** Of a connection that is not answered: on purpose, or because the machine is busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration MEMBERS_PATIENCE = Duration.ofSeconds(60);
    /** The usual limits; but a busy machine may let attackers be slow. */
    private static final ReceptionTiming TIMING = new ReceptionTiming(Duration.ofSeconds(10),
            ReceptionTiming.DEFAULT.maxStrangers(), ReceptionTiming.DEFAULT.maxStrangersPerHost(),
            ReceptionTiming.DEFAULT.attemptsPerSecond(), ReceptionTiming.DEFAULT.statsPeriod());
    private static final String UNANSWERED = "unanswered";
    private static final String ROOM = "ROOM1";

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final List<AutoCloseable> open = new ArrayList<>();
    /** What came of each guess: the code of the refusal, or that nobody answered. */
    private final Map<String, Integer> outcomes = new TreeMap<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T keep(T opened) {
        open.addFirst(opened);
        return opened;
    }

    private Relay relay() {
        RelayIdentity identity = RelayIdentity.keptIn(folder, ServerName.parse(ServerName.DEFAULT), Instant.now());
        return keep(new Relay(new RelayConfig(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), identity,
                RoomLimits.DEFAULT, TIMING, QuicSettings.DEFAULT, false, 1,
                Doors.keptIn(folder, Others.CLOSED, "127.0.0.1", 0))));
    }

    private CompletableFuture<Integer> joins(Invite invite, int number) {
        InMemoryDevice.Pair cable = InMemoryDevice.pair("tap" + number, "player" + number);
        Client client = keep(new Client(new ClientConfig(RoomAccess.by(invite, null, "test"),
                new MacAddress(0x0200_0000_0000L + number)), options -> cable.left(), Unpinned::new));
        return CompletableFuture.supplyAsync(() -> client.start().peerId())
                .orTimeout(MEMBERS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void guessesFromOneAddressAndFromManyOpenNothingAndKeepNobodyOut() {
        Relay relay = relay();
        RawNetwork attackers = keep(new RawNetwork(relay.start()));
        Invite players = Invite.parse(relay.ask(new AdminRequest(Command.CREATE, ROOM, "")).invites().getLast());

        long begunNanos = System.nanoTime();
        guess(attackers, GUESSES / 4, number -> "127.0.0.66");
        CompletableFuture<Integer> first = joins(players, 1);
        guess(attackers, GUESSES / 4, number -> "127.0.0.66");
        assertTrue(first.join() > 0);
        assertHeldAtTheDoor(relay, 2 * (GUESSES / 4), System.nanoTime() - begunNanos);
        assertEquals(Attempts.MOST_FROM_HOST, outcomes.get(RejectCode.INVITE_REFUSED.label()), outcomes::toString);

        guess(attackers, GUESSES / 4, number -> "127.0.1." + number % ADDRESSES);
        CompletableFuture<Integer> second = joins(players, 2);
        guess(attackers, GUESSES / 4, number -> "127.0.1." + number % ADDRESSES);
        assertTrue(second.join() > 0);

        assertEquals("too_many_attempts", code(attackers, "127.0.0.66", players.secret()), "even by the right one");
        assertCounted(relay);
        assertForgotten(relay);
        System.out.println(GUESSES + " guesses: " + outcomes + "; the relay counted "
                + relay.status().counters().toMap());
    }

    /** So many at a time, each on a connection of its own, since a relay ends one after a wrong guess. */
    private void guess(RawNetwork network, int guesses, IntFunction<String> host) {
        for (int from = 0; from < guesses; from += AT_ONCE) {
            List<RawEndpoint> begun = IntStream.range(from, Math.min(from + AT_ONCE, guesses))
                    .mapToObj(number -> network.begin(host.apply(number), PATIENCE)).toList();
            List<RawEndpoint> heard = begun.stream().filter(RawEndpoint::connects).toList();
            heard.forEach(guesser -> guesser.says(hello(InviteSecret.random(Role.CLIENT, random))));
            heard.forEach(guesser -> outcomes.merge(guesser.farewell().code(), 1, Integer::sum));
            outcomes.merge(UNANSWERED, begun.size() - heard.size(), Integer::sum);
        }
    }

    private static Hello hello(InviteSecret secret) {
        Hello plain = FrontDoor.hello("02:00:00:00:00:66", ROOM);
        return new Hello(plain.protocol(), Role.CLIENT, ROOM, plain.software(), plain.mac(), plain.datagramBudget(),
                secret.tokenHash().id(), null);
    }

    private static String code(RawNetwork network, String host, InviteSecret secret) {
        for (int attempt = 0; attempt < MEMBERS_PATIENCE.toSeconds(); attempt++) {
            RawEndpoint endpoint = network.begin(host, PATIENCE);
            if (endpoint.connects()) {
                return endpoint.says(hello(secret)).farewell().code();
            }
        }
        throw new AssertionError(host + " was never answered");
    }

    /** From one address no more connections are answered than its rate allows: whatever else is begun is counted. */
    private void assertHeldAtTheDoor(Relay relay, int guesses, long nanos) {
        long perSecond = TIMING.attemptsPerSecond();
        long allowed = perSecond * (8 + 1 + TimeUnit.NANOSECONDS.toSeconds(nanos));
        int answered = guesses - outcomes.getOrDefault(UNANSWERED, 0);
        assertTrue(answered <= allowed, () -> outcomes + ", of which " + allowed + " may be answered");
        assertTrue(relay.status().counters().get(Counter.UNANSWERED) >= guesses - allowed, outcomes::toString);
    }

    /** What the limits promise, and that the relay has seen what the attackers have. */
    private void assertCounted(Relay relay) {
        int wrong = outcomes.getOrDefault(RejectCode.INVITE_REFUSED.label(), 0);
        int unheard = outcomes.getOrDefault(RejectCode.TOO_MANY_ATTEMPTS.label(), 0);
        int unanswered = outcomes.getOrDefault(UNANSWERED, 0);
        assertEquals(4 * (GUESSES / 4), wrong + unheard + unanswered, outcomes::toString);
        assertTrue(wrong > Attempts.MOST_FROM_HOST && wrong <= Attempts.MOST_FOR_ROOM + ADDRESSES, outcomes::toString);
        assertEquals(wrong, relay.status().counters().get(Counter.WRONG_INVITES));
        assertEquals(unheard + 1, relay.status().counters().get(Counter.SENT_AWAY), "the right one's is among them");
    }

    /**
     * Nothing is left of those who guessed but what {@code AttemptsTest} holds to a bound. Who has given up connecting while the
     * relay was answering is there until the time for a hello is over.
     */
    private static void assertForgotten(Relay relay) {
        LoopbackRelay.await(() -> relay.status().strangers() == 0, MEMBERS_PATIENCE,
                "the last stranger to be forgotten");
        assertEquals(2, relay.status().members());
    }
}
