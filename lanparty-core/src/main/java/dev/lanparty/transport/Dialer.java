package dev.lanparty.transport;

import dev.lanparty.link.Link;
import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** An endpoint's QUIC connection to its relay, with the UDP socket that is its alone. */
public final class Dialer implements AutoCloseable {
    /** Longer than a link lingers that has said goodbye. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final NetworkLoop loop;
    private final Channel socket;
    private final QuicLink link;
    private final NetworkLoop.Registration measuring;
    private final NetworkLoop.Registration watching;
    private final NetworkLoop.Registration losses;
    private volatile boolean pathNarrowed;

    private Dialer(NetworkLoop loop, DialAttempt attempt, QuicLink link) {
        this.loop = loop;
        this.link = link;
        socket = attempt.socket();
        measuring = loop.every(Duration.ofSeconds(1), now -> link.measurePath());
        losses = SocketLosses.watch(loop, socket, link::lost);
        PathProbe probe = attempt.probe();
        watching = loop.every(Duration.ofNanos(PathWatch.PERIOD_NANOS), now -> probe.tickWatches());
        loop.run(() -> probe.watchConnection(link));
        if (attempt.udpPayloadBytes() > PathSearch.SAFE_BYTES) {
            loop.run(() -> probe.watchPath(attempt.udpPayloadBytes(), this::narrowed));
        }
    }

    private void narrowed() {
        pathNarrowed = true;
        link.breakOff("the path has become narrower: long packets no longer arrive");
    }

    /**
     * Finds out how long packets may be, connects to a relay and waits until the link is there; not to be called on the
     * loop.
     *
     * @param serverName that the relay's certificate must be made out to
     * @param roomMark of the room that is to be joined, by which the relay chooses the loop
     * @param trust decides about the relay's certificate
     * @param refusal what the trust manager found wrong with it, in a sentence, or null if nothing
     * @throws TransportException if the relay does not answer in time, or is not the one it should be
     */
    public static Dialer connect(NetworkLoop loop, InetSocketAddress relay, String serverName,
            int roomMark, X509ExtendedTrustManager trust, Supplier<@Nullable String> refusal,
            QuicSettings settings) {
        QuicSslContext tls = QuicSslContextBuilder.forClient()
                .trustManager(trust)
                .applicationProtocols(QuicCodecs.PROTOCOL)
                .build();
        DialAttempt.Target target = new DialAttempt.Target(relay, serverName, roomMark, tls, refusal);
        DialAttempt first = new DialAttempt(loop, target, settings);
        Optional<QuicLink> link = first.connect();
        if (link.isPresent()) {
            return new Dialer(loop, first, link.get());
        }
        DialAttempt second = new DialAttempt(loop, target, settings);
        return new Dialer(loop, second, second.connectAnyway());
    }

    /** The link; to be used on the loop only. */
    public Link link() {
        return link;
    }

    /** Opens the control stream; called on the loop once a handler is attached. */
    public void openControlStream() {
        link.openControlStream();
    }

    /**
     * Whether the connection was closed because long packets no longer arrived: then the next one is best made with
     * {@link QuicSettings#safe}.
     */
    public boolean isPathNarrowed() {
        return pathNarrowed;
    }

    /** Closes the socket a little later, when a farewell has left; called on the loop, and does not wait. */
    @SuppressWarnings("FutureReturnValueIgnored") // A socket that cannot be closed is gone.
    public void abandon() {
        stopWatching();
        loop.after(FAREWELL, () -> {
            link.closeNow();
            socket.close();
        });
    }

    private void stopWatching() {
        measuring.close();
        watching.close();
        losses.close();
    }

    /** Closes the connection, if it is open still, and its socket. */
    @Override
    public void close() {
        stopWatching();
        loop.run(link::closeNow);
        NetworkLoop.awaitClosed(socket);
    }
}
