package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.secret.KeyPin;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the listening side learns that a connection is over, over real QUIC on loopback. */
class LinkEndTest {
    /** A client that does not trust the relay may go without a word: then QUIC ends it, and a busy machine takes its time. */
    private static final long PATIENCE_SECONDS = QuicSettings.DEFAULT.idleTimeout().toSeconds() + 10;

    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private LoopbackListener listener;

    @BeforeEach
    void listen(@TempDir Path folder) {
        listener = new LoopbackListener(folder, link -> new Ending());
    }

    @AfterEach
    void close() {
        listener.close();
    }

    private String awaitEnd() throws InterruptedException {
        String end = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(end != null, "the handler was not told of the end");
        return end;
    }

    @Test
    void aConnectionThatWasNeverEstablishedEndsToo() throws InterruptedException {
        KeyPin another = KeyPin.of(new byte[KeyPin.BYTES]);

        assertThrows(TransportException.class, () -> listener.dial(listener.address(), another));

        awaitEnd();
        assertTrue(ends.isEmpty(), "told twice");
    }

    @Test
    void whoGivesNoReasonHasLostTheConnection() throws InterruptedException {
        try (Dialer dialer = listener.dial(listener.address(), listener.pin())) {
            QuicLink link = (QuicLink) dialer.link();
            listener.playerLoop().run(link::controlEnded);

            assertEquals("the connection was lost", awaitEnd());
        }
        assertTrue(ends.isEmpty(), "told twice");
    }

    /** Hears of the end alone. */
    private final class Ending implements LinkHandler {
        @Override
        public void onDatagram(ByteBuf datagram, long nowNanos) {
            datagram.release();
        }

        @Override
        public void onControl(ControlMessage message, long nowNanos) {
            ends.add("said " + message);
        }

        @Override
        public void onMalformed(String sentence, long nowNanos) {
            ends.add(sentence);
        }

        @Override
        public void onDropped(DropReason reason) {
            ends.add("dropped: " + reason);
        }

        @Override
        public void onClosed(String sentence, long nowNanos) {
            ends.add(sentence);
        }
    }
}
