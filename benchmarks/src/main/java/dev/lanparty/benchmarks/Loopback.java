package dev.lanparty.benchmarks;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.identity.ServerName;
import dev.lanparty.secret.KeyPin;
import dev.lanparty.transport.QuicSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** What a relay and its endpoints in one process need, which live no longer than a benchmark. */
final class Loopback {
    /** A free port of this machine alone. */
    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    static final ServerName NAME = ServerName.parse(ServerName.DEFAULT);
    /** The usual, but that nothing is too old to be sent: a rally would miss it. */
    static final QuicSettings QUIC = withoutAge(QuicSettings.DEFAULT);

    private Loopback() {
    }

    private static QuicSettings withoutAge(QuicSettings usual) {
        return new QuicSettings(usual.udpPayloadBytes(), usual.idleTimeout(), usual.connectTimeout(),
                usual.receiveQueue(), usual.sendQueue(), Duration.ofSeconds(1), usual.initialWindowPackets(),
                usual.receiveBufferBytes(), usual.spin(), usual.segmentsPerSend());
    }

    /** A certificate that was just made, and is kept nowhere. */
    static RelayIdentity identity() {
        try {
            Path folder = Files.createTempDirectory("lanparty-benchmark");
            try {
                return RelayIdentity.keptIn(folder, NAME, Instant.now());
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the relay's certificate needs a folder for temporary files", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Knows a relay by its key, as an invite does. */
    static RelayTrust.Source trustIn(RelayIdentity relay) {
        return new RelayTrust.PinnedKey(KeyPin.of(relay.chain().getFirst().getPublicKey()), NAME);
    }
}
