package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.link.Link;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a relay knows of the path to a player whose address has changed: by it the pace of what is sent there is found. Over real
 * QUIC on loopback, through a router that forgets its port.
 */
@Timeout(60)
class MovedPathTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_DATAGRAMS = Duration.ofMillis(200);
    private static final Duration DELAY = Duration.ofMillis(30);
    /** There and back. */
    private static final long SLOW_NANOS = 2 * DELAY.toNanos();
    /** QUIC takes a third of a second for granted until it has measured (RFC 9002, 6.2.2). */
    private static final long MEASURED_NANOS = Duration.ofMillis(300).toNanos();
    private static final int GAME_PACKETS = 5;
    private static final Duration BETWEEN_GAME_PACKETS = Duration.ofMillis(5);
    private static final int FULL_BYTES = 1_200;
    /** The packets of one may be too far apart, on a machine that did something else for 45 ms. */
    private static final int MOVES = 5;

    private final CompletableFuture<Link> accepted = new CompletableFuture<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private RoutedListener relay;

    @BeforeEach
    void listen(@TempDir Path folder) {
        relay = new RoutedListener(folder, link -> {
            accepted.complete(link);
            return new Ending();
        });
    }

    @AfterEach
    void close() {
        relay.close();
    }

    private QuicLink linkToPlayer() {
        return (QuicLink) accepted.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    void whoIsNotProvenToBeAtHisNewAddressIsToConnectAgain() {
        try (Dialer dialer = relay.dial()) {
            QuicLink toPlayer = linkToPlayer();
            awaitRoundTrip(dialer.link(), toPlayer, nanos -> nanos > 0);

            relay.router().forgetAndLoseAnswers();
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (!closed.isDone() && System.nanoTime() - deadline < 0) {
                bothTalk(dialer.link(), toPlayer);
            }
            assertEquals("the new address was not proven; connect again", closed.getNow("none"));
        }
    }

    @Test
    void theRoundTripTimeIsThatOfThePathInUse() {
        try (Dialer dialer = relay.dial()) {
            QuicLink toPlayer = linkToPlayer();
            awaitRoundTrip(dialer.link(), toPlayer, nanos -> nanos > 0 && nanos < SLOW_NANOS);

            relay.router().forget();
            relay.router().slowDown(DELAY);
            awaitRoundTrip(dialer.link(), toPlayer, nanos -> nanos > SLOW_NANOS && nanos < MEASURED_NANOS);

            relay.router().forget();
            relay.router().slowDown(Duration.ZERO);
            awaitRoundTrip(dialer.link(), toPlayer, nanos -> nanos > 0 && nanos < SLOW_NANOS);
            assertFalse(closed.isDone(), () -> closed.getNow(""));
        }
    }

    /** Then a single answer proves the address (RFC 9000, 8.2.1). */
    @Test
    void theFirstQuestionAtANewAddressIsAFullOne() {
        try (Dialer dialer = relay.dial()) {
            awaitRoundTrip(dialer.link(), linkToPlayer(), nanos -> nanos > 0);

            int bytes = 0;
            for (int i = 0; i < MOVES && bytes < FULL_BYTES; i++) {
                bytes = firstBytesAfterMove(dialer.link());
            }
            assertTrue(bytes >= FULL_BYTES, bytes + " bytes");
        }
    }

    private int firstBytesAfterMove(Link toRelay) {
        relay.router().forget();
        for (int i = 0; i < GAME_PACKETS; i++) {
            relay.listener().playerLoop().run(() -> talk(toRelay));
            LockSupport.parkNanos(BETWEEN_GAME_PACKETS.toNanos());
        }
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (relay.router().firstBytes() == 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(BETWEEN_DATAGRAMS.toNanos());
        }
        return relay.router().firstBytes();
    }

    /** Both talk until the relay has measured such a round-trip time. */
    private void awaitRoundTrip(Link toRelay, QuicLink toPlayer, LongPredicate wanted) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        long measured = -1;
        do {
            bothTalk(toRelay, toPlayer);
            measured = relay.listener().relayLoop().call(TIMEOUT, () -> {
                toPlayer.measurePath();
                return toPlayer.path().roundTripNanos();
            });
        } while (!wanted.test(measured) && System.nanoTime() - deadline < 0);
        long last = measured;
        assertTrue(wanted.test(last), () -> last + " ns");
    }

    private void bothTalk(Link toRelay, Link toPlayer) {
        relay.listener().playerLoop().run(() -> talk(toRelay));
        relay.listener().relayLoop().run(() -> talk(toPlayer));
        LockSupport.parkNanos(BETWEEN_DATAGRAMS.toNanos());
    }

    private static void talk(Link link) {
        link.send(Unpooled.wrappedBuffer(new byte[100]));
        link.flush();
    }

    /** Tells of the end alone. */
    private final class Ending extends DeafHandler {
        @Override
        public void onClosed(String sentence, long nowNanos) {
            closed.complete(sentence);
        }
    }
}
