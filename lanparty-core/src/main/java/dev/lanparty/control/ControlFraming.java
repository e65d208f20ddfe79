package dev.lanparty.control;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a control stream: cuts the bytes, as they come, into messages. Each message is an unsigned 32-bit length
 * in network byte order and a body of that many bytes for {@link ControlCodec}. A length that is too long is refused when its
 * prefix is there, before any of the body.
 *
 * <p>Confined to the thread of its connection. Holds one body at most, on the heap: nothing is to be released.
 */
public final class ControlFraming {
    private static final int PREFIX_BYTES = Integer.BYTES;

    private int prefix;
    private int prefixBytesRead;
    private byte @Nullable [] body;
    private int bodyBytesRead;
    private boolean broken;

    /** Writes a message at the buffer's writer index: the prefix and the body, as {@link ControlCodec#encode} makes it. */
    public static void write(ControlMessage message, ByteBuf target) {
        byte[] body = ControlCodec.encode(message);
        target.writeInt(body.length).writeBytes(body);
    }

    /**
     * Reads all readable bytes of a chunk and gives each message that they complete to the sink, in order. Once the stream
     * was malformed nothing more is read from it: later bytes are skipped.
     *
     * @param chunk stays the caller's
     * @param sink must not call this reader
     * @throws MalformedControlException if the bytes make no control message; the messages before were given to the sink
     */
    public void read(ByteBuf chunk, Consumer<? super ControlMessage> sink) {
        while (chunk.isReadable() && !broken) {
            if (body == null) {
                readPrefix(chunk);
            } else {
                readBody(chunk, body, sink);
            }
        }
        chunk.skipBytes(chunk.readableBytes());
    }

    /** Whether the bytes so far end within a message: if the stream ends here, it was cut off. */
    public boolean isWithinMessage() {
        return !broken && (body != null || prefixBytesRead > 0);
    }

    private void readPrefix(ByteBuf chunk) {
        prefix = (prefix << Byte.SIZE) | chunk.readUnsignedByte();
        prefixBytesRead++;
        if (prefixBytesRead < PREFIX_BYTES) {
            return;
        }
        long lengthBytes = Integer.toUnsignedLong(prefix);
        if (lengthBytes > ControlCodec.MAX_LENGTH_BYTES) {
            throw broken(ControlCodec.tooLong(lengthBytes));
        }
        if (lengthBytes == 0) {
            throw broken(new MalformedControlException(0, "a message of no bytes"));
        }
        body = new byte[(int) lengthBytes];
        bodyBytesRead = 0;
    }

    private void readBody(ByteBuf chunk, byte[] partial, Consumer<? super ControlMessage> sink) {
        int lengthBytes = Math.min(partial.length - bodyBytesRead, chunk.readableBytes());
        chunk.readBytes(partial, bodyBytesRead, lengthBytes);
        bodyBytesRead += lengthBytes;
        if (bodyBytesRead < partial.length) {
            return;
        }
        body = null;
        prefixBytesRead = 0;
        ControlMessage message;
        try {
            message = ControlCodec.decode(partial);
        } catch (MalformedControlException malformed) {
            throw broken(malformed);
        }
        sink.accept(message);
    }

    private MalformedControlException broken(MalformedControlException malformed) {
        broken = true;
        return malformed;
    }
}
