package dev.lanparty.transport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;

/**
 * {@link RetryTokens} that are good only while {@link Handshakes} and {@link ConnectionAttempts} allow another connection. Confined
 * to the loop.
 */
final class GuardedTokens implements QuicTokenHandler {
    private static final int REFUSED = -1;

    private final RetryTokens tokens;
    private final Handshakes handshakes;
    private final ConnectionAttempts attempts;
    private final LongSupplier nanoClock;
    private final LongSupplier turnBegan;
    private final Runnable onRefused;

    GuardedTokens(int attemptsPerSecond, Handshakes handshakes, LongSupplier nanoClock, LongSupplier turnBegan,
            Runnable onRefused) {
        this.handshakes = handshakes;
        tokens = new RetryTokens(nanoClock);
        attempts = new ConnectionAttempts(attemptsPerSecond, nanoClock.getAsLong());
        this.nanoClock = nanoClock;
        this.turnBegan = turnBegan;
        this.onRefused = onRefused;
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf connectionId, InetSocketAddress address) {
        return tokens.writeToken(out, connectionId, address);
    }

    /** Asked once for each connection, before it is made. */
    @Override
    public int validateToken(ByteBuf token, InetSocketAddress address) {
        int offset = tokens.validateToken(token, address);
        long nowNanos = nanoClock.getAsLong();
        if (offset < 0 || (handshakes.mayBegin(nowNanos, turnBegan.getAsLong())
                && attempts.take(address.getAddress(), nowNanos))) {
            return offset;
        }
        onRefused.run();
        return REFUSED;
    }

    @Override
    public int maxTokenLength() {
        return tokens.maxTokenLength();
    }
}
