package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.link.Link;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay that was killed and started again knows no connection of before. Over real QUIC on loopback. */
@Timeout(60)
class ForgottenConnectionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Duration BETWEEN_DATAGRAMS = Duration.ofMillis(50);
    private static final int DATAGRAMS_BEFORE = 20;

    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final Counting atRelay = new Counting();
    private RoutedListener first;
    private LoopbackListener second;

    @BeforeEach
    void listen(@TempDir Path folder) {
        first = new RoutedListener(folder, link -> atRelay);
        second = new LoopbackListener(folder, link -> new DeafHandler());
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void isNotTakenForASilentOne() throws Exception {
        try (Dialer dialer = first.dial()) {
            first.listener().playerLoop().run(() -> dialer.link().attach(new Ending()));
            while (atRelay.datagrams.get() < DATAGRAMS_BEFORE) {
                assertEquals("", endWhileTalking(dialer.link()));
            }

            first.router().leadTo(second.address().getPort());
            long killed = System.nanoTime();
            String end = "";
            while (end.isEmpty() && System.nanoTime() - killed < TIMEOUT.toNanos()) {
                end = endWhileTalking(dialer.link());
            }
            System.out.println("noticed after " + Duration.ofNanos(System.nanoTime() - killed).toMillis() + " ms");
            assertEquals("the relay is there, but does not know this connection any more", end);
        }
    }

    private String endWhileTalking(Link link) throws Exception {
        first.listener().playerLoop().run(() -> {
            link.send(Unpooled.wrappedBuffer(new byte[100]));
            link.flush();
        });
        try {
            return closed.get(BETWEEN_DATAGRAMS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException goesOn) {
            return "";
        }
    }

    /** The relay's end of a link. */
    private static final class Counting extends DeafHandler {
        private final AtomicInteger datagrams = new AtomicInteger();

        @Override
        public void onDatagram(ByteBuf datagram, long nowNanos) {
            super.onDatagram(datagram, nowNanos);
            datagrams.incrementAndGet();
        }
    }

    /** The player's end of it. */
    private final class Ending extends DeafHandler {
        @Override
        public void onClosed(String sentence, long nowNanos) {
            closed.complete(sentence);
        }
    }
}
