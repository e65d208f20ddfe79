package dev.lanparty.transport;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.identity.ServerName;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.secret.KeyPin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** A listener on loopback with an identity and a loop of its own, and a loop for those who dial it. */
final class LoopbackListener implements AutoCloseable {
    private static final ServerName NAME = ServerName.parse(ServerName.DEFAULT);
    private static final int ROOM_MARK = 0;

    private final NetworkLoop relayLoop = NetworkLoop.start("relay");
    private final NetworkLoop playerLoop = NetworkLoop.start("player");
    private final RelayIdentity identity;
    private final Listener listener;

    /**
     * A listener that listens.
     *
     * @param folder for its key
     * @param accept makes the handler of a new link
     */
    LoopbackListener(Path folder, Function<Link, LinkHandler> accept) {
        identity = RelayIdentity.keptIn(folder, NAME, Instant.now());
        listener = Listener.bind(List.of(new Listener.Entrance(relayLoop, accept, lost -> {
        }, () -> {
        })), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), identity.chain(), identity.key(), 16,
                QuicSettings.DEFAULT);
    }

    InetSocketAddress address() {
        return listener.localAddress();
    }

    /** As a relay begins to close. */
    void stopAdmitting() {
        listener.stopAdmitting();
    }

    /** That of its key. */
    KeyPin pin() {
        return KeyPin.of(identity.chain().getFirst().getPublicKey());
    }

    NetworkLoop relayLoop() {
        return relayLoop;
    }

    NetworkLoop playerLoop() {
        return playerLoop;
    }

    /** Connects to an address at which a relay with that key is expected. */
    Dialer dial(InetSocketAddress address, KeyPin expected) {
        RelayTrust trust = RelayTrust.by(new RelayTrust.PinnedKey(expected, NAME), InstantSource.system());
        return Dialer.connect(playerLoop, address, NAME.text(), ROOM_MARK, trust, trust::failure,
                QuicSettings.DEFAULT);
    }

    @Override
    public void close() {
        listener.close();
        playerLoop.close();
        relayLoop.close();
    }
}
