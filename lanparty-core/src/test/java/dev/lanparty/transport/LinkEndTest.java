package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.filter.DropReason;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.identity.ServerName;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.secret.KeyPin;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the listening side learns that a connection is over, over real QUIC on loopback. */
class LinkEndTest {
    private static final ServerName NAME = ServerName.parse(ServerName.DEFAULT);
    private static final int ROOM_MARK = 0;
    private static final long PATIENCE_SECONDS = 10;

    private final NetworkLoop relayLoop = NetworkLoop.start("relay");
    private final NetworkLoop playerLoop = NetworkLoop.start("player");
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private RelayIdentity identity;
    private Listener listener;

    @BeforeEach
    void listen(@TempDir Path folder) {
        identity = RelayIdentity.keptIn(folder, NAME, Instant.now());
        listener = Listener.bind(List.of(new Listener.Entrance(relayLoop, link -> new Ending(), lost -> {
        }, () -> {
        })), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), identity.chain(), identity.key(), 16,
                QuicSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        listener.close();
        playerLoop.close();
        relayLoop.close();
    }

    private Dialer dial(KeyPin pin) {
        RelayTrust trust = RelayTrust.by(new RelayTrust.PinnedKey(pin, NAME), InstantSource.system());
        return Dialer.connect(playerLoop, listener.localAddress(), NAME.text(), ROOM_MARK, trust, trust::failure,
                QuicSettings.DEFAULT);
    }

    private String awaitEnd() throws InterruptedException {
        String end = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(end != null, "the handler was not told of the end");
        return end;
    }

    @Test
    void aConnectionThatWasNeverEstablishedEndsToo() throws InterruptedException {
        KeyPin another = KeyPin.of(new byte[KeyPin.BYTES]);

        assertThrows(TransportException.class, () -> dial(another));

        awaitEnd();
        assertTrue(ends.isEmpty(), "told twice");
    }

    @Test
    void whoGivesNoReasonHasLostTheConnection() throws InterruptedException {
        try (Dialer dialer = dial(KeyPin.of(identity.chain().getFirst().getPublicKey()))) {
            QuicLink link = (QuicLink) dialer.link();
            playerLoop.run(link::controlEnded);

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
