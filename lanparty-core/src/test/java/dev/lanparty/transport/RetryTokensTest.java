package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token proves one address for ten seconds, and carries the connection id that it was made for. */
class RetryTokensTest {
    private static final InetSocketAddress PLAYER = at("192.0.2.1", 40_000);
    private static final byte[] CONNECTION_ID = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
    private static final int REFUSED = -1;

    private long nowNanos = -3;
    private final RetryTokens tokens = new RetryTokens(() -> nowNanos);

    @Test
    void isGoodForTheAddressItWasMadeForAndGivesBackTheConnectionId() {
        byte[] token = tokenFor(PLAYER);
        int offset = validate(token, PLAYER);

        assertEquals(HexFormat.of().formatHex(CONNECTION_ID),
                HexFormat.of().formatHex(token, offset, token.length));
        assertTrue(token.length <= tokens.maxTokenLength());
    }

    @Test
    void isReadWhereverItLiesAndStaysUnread() {
        ByteBuf buffer = Unpooled.buffer().writeZero(5).writeBytes(tokenFor(PLAYER));
        buffer.readerIndex(5);

        assertTrue(tokens.validateToken(buffer, PLAYER) > 0);
        assertEquals(5, buffer.readerIndex());
    }

    @Test
    void isMadeWithoutReadingTheConnectionIdAway() {
        ByteBuf id = Unpooled.wrappedBuffer(CONNECTION_ID);
        assertTrue(tokens.writeToken(Unpooled.buffer(), id, PLAYER));

        assertEquals(CONNECTION_ID.length, id.readableBytes());
    }

    @Test
    void isGoodForIpVersion6Too() {
        InetSocketAddress player = at("2001:db8::1", 40_000);
        byte[] token = tokenFor(player);

        assertTrue(validate(token, player) > 0);
        assertEquals(REFUSED, validate(token, at("2001:db8::2", 40_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.2", "192.0.3.1", "::ffff:c000:202", "2001:db8::1"})
    void isRefusedFromAnotherAddress(String other) {
        assertEquals(REFUSED, validate(tokenFor(PLAYER), at(other, PLAYER.getPort())));
    }

    @ParameterizedTest
    @ValueSource(ints = {40_001, 39_999, 40_000 ^ 0x8000, 1})
    void isRefusedFromAnotherPort(int port) {
        assertEquals(REFUSED, validate(tokenFor(PLAYER), at("192.0.2.1", port)));
    }

    @Test
    void isRefusedWhenItIsTooOldOrFromTheFuture() {
        byte[] token = tokenFor(PLAYER);
        nowNanos += TimeUnit.SECONDS.toNanos(10);
        assertTrue(validate(token, PLAYER) > 0);
        nowNanos++;
        assertEquals(REFUSED, validate(token, PLAYER));

        nowNanos = -4;
        assertEquals(REFUSED, validate(token, PLAYER));
    }

    @Test
    void isRefusedWhenAnyBitOfItIsChanged() {
        byte[] token = tokenFor(PLAYER);
        for (int bit = 0; bit < token.length * Byte.SIZE; bit++) {
            byte[] changed = token.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertEquals(REFUSED, validate(changed, PLAYER), "bit " + bit);
        }
    }

    @Test
    void isRefusedWhenItIsCutOrGoesOn() {
        byte[] token = tokenFor(PLAYER);
        for (int length = 0; length < token.length; length++) {
            assertEquals(REFUSED, validate(Arrays.copyOf(token, length), PLAYER), "cut to " + length);
        }
        for (int more = 1; more < 100; more++) {
            assertEquals(REFUSED, validate(Arrays.copyOf(token, token.length + more), PLAYER), more + " bytes more");
        }
    }

    @Test
    void isRefusedByAnotherProcess() {
        assertEquals(REFUSED, new RetryTokens(() -> nowNanos).validateToken(Unpooled.wrappedBuffer(tokenFor(PLAYER)),
                PLAYER));
    }

    private byte[] tokenFor(InetSocketAddress address) {
        ByteBuf token = Unpooled.buffer();
        assertTrue(tokens.writeToken(token, Unpooled.wrappedBuffer(CONNECTION_ID), address));
        return ByteBufUtil.getBytes(token);
    }

    private int validate(byte[] token, InetSocketAddress address) {
        return tokens.validateToken(Unpooled.wrappedBuffer(token), address);
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }
}
