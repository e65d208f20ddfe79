package dev.lanparty.transport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens of QUIC Retry packets (RFC 9000, section 8.1.2): whoever asks must show that it receives at the address it sends
 * from, before the relay spends memory on it or sends more than it was sent. A token is the time, the original
 * destination connection id, and an HMAC over both and the address, with a key that lives as long as the process.
 * Confined to the loop.
 */
final class RetryTokens implements QuicTokenHandler {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int TIME_BYTES = 8;
    private static final int MAC_BYTES = 32;
    private static final int PREFIX_BYTES = MAC_BYTES + TIME_BYTES;
    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Mac mac;
    private final LongSupplier nanoClock;

    RetryTokens(LongSupplier nanoClock) {
        byte[] key = new byte[MAC_BYTES];
        new SecureRandom().nextBytes(key);
        this.nanoClock = nanoClock;
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf connectionId, InetSocketAddress address) {
        long now = nanoClock.getAsLong();
        byte[] id = new byte[connectionId.readableBytes()];
        connectionId.getBytes(connectionId.readerIndex(), id);
        out.writeBytes(sign(now, id, address)).writeLong(now).writeBytes(id);
        return true;
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress address) {
        int idBytes = token.readableBytes() - PREFIX_BYTES;
        if (idBytes < 0 || idBytes > Quic.MAX_CONN_ID_LEN) {
            return -1;
        }
        int start = token.readerIndex();
        byte[] given = new byte[MAC_BYTES];
        token.getBytes(start, given);
        long madeNanos = token.getLong(start + MAC_BYTES);
        byte[] id = new byte[idBytes];
        token.getBytes(start + PREFIX_BYTES, id);
        long ageNanos = nanoClock.getAsLong() - madeNanos;
        boolean fresh = ageNanos >= 0 && ageNanos <= LIFETIME_NANOS;
        return MessageDigest.isEqual(given, sign(madeNanos, id, address)) && fresh ? PREFIX_BYTES : -1;
    }

    @Override
    public int maxTokenLength() {
        return PREFIX_BYTES + Quic.MAX_CONN_ID_LEN;
    }

    private byte[] sign(long timeNanos, byte[] connectionId, InetSocketAddress address) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            mac.update((byte) (timeNanos >>> shift));
        }
        mac.update((byte) (address.getPort() >>> 8));
        mac.update((byte) address.getPort());
        mac.update(address.getAddress().getAddress());
        return mac.doFinal(connectionId);
    }
}
