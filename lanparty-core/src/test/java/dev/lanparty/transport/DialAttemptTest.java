package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.wire.MtuBudget;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting to a relay that is not there when the attempt begins, and to one that answers no questions. Over real QUIC on loopback. */
@Timeout(60)
class DialAttemptTest {
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final long TIMEOUT_SECONDS = 20;

    @TempDir
    private Path folder;
    private RoutedListener relay;

    @BeforeEach
    void listen() {
        relay = new RoutedListener(folder, link -> new DeafHandler());
    }

    @AfterEach
    void close() {
        relay.close();
    }

    /** The longest datagram that goes, which is known a moment after connecting. */
    private int budgetBytes(Dialer dialer) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        int bytes = 0;
        while (bytes == 0 && System.nanoTime() - deadline < 0) {
            bytes = relay.listener().playerLoop().call(Duration.ofSeconds(TIMEOUT_SECONDS),
                    dialer.link()::datagramBudgetBytes);
        }
        return bytes;
    }

    /** While the path's width is asked for, while the relay alone is asked for, and when QUIC tries without an answer. */
    @ParameterizedTest
    @ValueSource(longs = {500, 1_800, 4_600})
    void aRelayThatComesLaterIsGivenPacketsAsLongAsThePathCarries(long awayMillis) throws Exception {
        int usual;
        try (Dialer dialer = relay.dial()) {
            usual = budgetBytes(dialer);
        }
        try (DatagramSocket nobody = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            relay.router().leadTo(nobody.getLocalPort());
            CompletableFuture<Dialer> dialing = CompletableFuture.supplyAsync(relay::dial);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(awayMillis));
            long there = System.nanoTime();
            relay.router().leadTo(relay.listener().address().getPort());
            try (Dialer dialer = dialing.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                System.out.println("connected after " + Duration.ofNanos(System.nanoTime() - there).toMillis() + " ms");
                assertEquals(usual, budgetBytes(dialer));
            }
        }
    }

    /** No questions about the path get through, or no long ones. */
    @ParameterizedTest
    @ValueSource(ints = {0, PathPacket.BYTES})
    void aRelayThatIsNotHeardButByQuicIsGivenTheShortestPackets(int longestBytes) {
        relay.router().losePathQuestionsLongerThan(longestBytes);
        try (Dialer dialer = relay.dial()) {
            int bytes = budgetBytes(dialer);
            assertTrue(bytes >= MtuBudget.MIN_DATAGRAM_BYTES && bytes < PathSearch.SAFE_BYTES, bytes + " bytes");

            // The last one may be on its way still.
            LockSupport.parkNanos(MOMENT.toNanos());
            int asked = relay.router().pathQuestions();
            LockSupport.parkNanos(MOMENT.toNanos());
            assertEquals(asked, relay.router().pathQuestions(), "it goes on asking");
        }
    }

    @Test
    void aRelayThatIsClosingAnswersNobodyWhoWouldBegin() throws Exception {
        relay.listener().stopAdmitting();
        CompletableFuture<Dialer> dialing = CompletableFuture.supplyAsync(relay::dial);
        LockSupport.parkNanos(MOMENT.toNanos());
        assertTrue(relay.router().pathQuestions() > 0);
        assertFalse(dialing.isDone());

        try (LoopbackListener next = new LoopbackListener(folder, link -> new DeafHandler())) {
            relay.router().leadTo(next.address().getPort());
            dialing.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).close();
        }
    }
}
