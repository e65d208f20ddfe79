package dev.lanparty.transport;

import dev.lanparty.wire.RoomMark;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Random connection ids whose first bits are those that {@link RoomMark} says. Confined to the loop. */
final class ConnectionIds implements QuicConnectionIdGenerator {
    private final SecureRandom random = new SecureRandom();
    private final int mark;

    /** Ids with a room's mark, or a loop's number. */
    ConnectionIds(int mark) {
        this.mark = mark;
    }

    @Override
    public ByteBuffer newId(int length) {
        byte[] id = new byte[length];
        random.nextBytes(id);
        id[0] = RoomMark.firstByte(mark, id[0]);
        return ByteBuffer.wrap(id);
    }

    @Override
    public ByteBuffer newId(ByteBuffer input, int length) {
        return newId(length);
    }

    @Override
    public int maxConnectionIdLength() {
        return Quic.MAX_CONN_ID_LEN;
    }

    @Override
    public boolean isIdempotent() {
        return false;
    }
}
