package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Connections begun, by who begins them: 16 a second from one address, of which 128 at once. */
class ConnectionAttemptsTest {
    private long nowNanos = -1_000_000_000_000L;
    private int unanswered;
    private final ConnectionAttempts attempts = new ConnectionAttempts(16, nowNanos);

    private long begun(String address, int tries) {
        InetAddress from = InetAddress.ofLiteral(address);
        return IntStream.range(0, tries).filter(i -> attempts.take(from, nowNanos)).count();
    }

    private void advance(Duration time) {
        nowNanos += time.toNanos();
    }

    @Test
    void aWholePartyBehindOneAddressIsNotHeldUp() {
        assertEquals(64, begun("192.0.2.1", 64));
        advance(Duration.ofSeconds(1));
        assertEquals(64, begun("192.0.2.1", 64));
    }

    @Test
    void anAddressThatDoesNothingElseIsHeldToItsRate() {
        assertEquals(128, begun("192.0.2.1", 10_000));
        advance(Duration.ofSeconds(10));
        assertEquals(128, begun("192.0.2.1", 10_000));
        advance(Duration.ofSeconds(1));
        assertEquals(16, begun("192.0.2.1", 10_000));
    }

    @Test
    void othersDoNotNotice() {
        begun("192.0.2.1", 10_000);

        assertEquals(20, begun("192.0.2.2", 20));
    }

    @Test
    void theAddressesOfOneIpv6SubscriberCountAsOne() {
        assertEquals(128, IntStream.range(0, 1_000).mapToLong(i -> begun("2001:db8:0:1::" + Integer.toHexString(i), 1))
                .sum());
        assertEquals(1, begun("2001:db8:0:2::1", 1));
    }

    @Test
    void aThousandMembersComeBackAtOnceAndACrowdOfAddressesIsHeldToTheRateOfAll() {
        assertEquals(1_000, IntStream.range(0, 1_000).mapToLong(i -> begun(crowd(i), 1)).sum());
        assertEquals(500, IntStream.range(1_000, 3_000).mapToLong(i -> begun(crowd(i), 1)).sum());
        advance(Duration.ofSeconds(1));
        assertEquals(300, IntStream.range(3_000, 6_000).mapToLong(i -> begun(crowd(i), 1)).sum());
    }

    private static String crowd(int number) {
        return "198.51." + number / 250 + "." + number % 250;
    }

    @Test
    void aTokenIsGoodWhileAnotherConnectionMayBeBegun() {
        GuardedTokens tokens = new GuardedTokens(1, new Handshakes(), () -> nowNanos, () -> nowNanos,
                () -> unanswered++);
        InetSocketAddress player = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4_000);
        ByteBuf token = Unpooled.buffer();
        tokens.writeToken(token, Unpooled.wrappedBuffer(new byte[8]), player);
        long good = IntStream.range(0, 20).filter(i -> tokens.validateToken(token, player) > 0).count();

        assertEquals(8, good);
        assertEquals(12, unanswered);
        assertEquals(-1, tokens.validateToken(Unpooled.wrappedBuffer(new byte[80]), player));
        assertEquals(12, unanswered, "a token that is none has begun nothing");
    }
}
