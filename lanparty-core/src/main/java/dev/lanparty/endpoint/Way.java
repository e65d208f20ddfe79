package dev.lanparty.endpoint;

import dev.lanparty.identity.RelayTrust;
import dev.lanparty.transport.Dialer;
import dev.lanparty.transport.NetworkLoop;
import dev.lanparty.transport.QuicSettings;
import dev.lanparty.transport.TransportException;
import dev.lanparty.wire.RoomMark;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint gets to its relay: by name, by certificate, by QUIC. Each time both are looked up again, since the relay may
 * have moved. Blocks; not for the loop.
 */
final class Way {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final RoomAccess access;
    private volatile @Nullable InetSocketAddress last;

    Way(RoomAccess access) {
        this.access = access;
    }

    /** Where the relay is, and by what it is known. */
    record Place(InetSocketAddress relay, RelayTrust trust) {
    }

    /**
     * Finds the relay. Where the name cannot be looked up now or not in time, it is taken to be where it was: a network that has
     * just come back has its name server last.
     *
     * @throws EndpointException if its name has no address, and never had
     * @throws dev.lanparty.identity.IdentityException if the certificate file cannot be read
     */
    Place find() {
        RelayTrust trust = RelayTrust.by(access.trust(), InstantSource.system());
        InetSocketAddress before = last;
        InetSocketAddress relay = before == null ? access.relay().resolve() : resolveAgain(before);
        last = relay;
        return new Place(relay, trust);
    }

    private InetSocketAddress resolveAgain(InetSocketAddress before) {
        CompletableFuture<InetSocketAddress> resolving = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("lanparty-resolve").start(() -> {
            try {
                resolving.complete(access.relay().resolve());
            } catch (EndpointException e) {
                resolving.completeExceptionally(e);
            }
        });
        try {
            return resolving.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return before;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return before;
        }
    }

    /**
     * Connects.
     *
     * @throws dev.lanparty.transport.TransportException if the relay does not answer in time, or is not the one it should be
     */
    Dialer connect(NetworkLoop loop, Place place, QuicSettings settings) {
        RelayTrust trust = place.trust();
        try {
            return Dialer.connect(loop, place.relay(), access.trust().serverName().text(), RoomMark.of(access.room()),
                    trust, trust::failure, settings);
        } catch (TransportException e) {
            throw trust.isAnother() ? e.lasting() : e;
        }
    }
}
