package dev.lanparty.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes the buffers of a test and, when it ends, demands that each was released exactly once by whoever it was given to.
 * A buffer is as long as its bytes, so that a read behind them fails.
 */
public final class BufferLedger implements AfterEachCallback {
    private final List<ByteBuf> made = new ArrayList<>();

    /** A buffer of a copy of these bytes, to be released by whoever is given it. */
    public ByteBuf of(byte[] bytes) {
        return at(0, bytes, 0);
    }

    /** The same at an index of a larger buffer, as a transport might hand it over. */
    public ByteBuf at(int readerIndex, byte[] bytes, int bytesBehind) {
        ByteBuf buffer = Unpooled.buffer(readerIndex + bytes.length + bytesBehind);
        buffer.setIndex(readerIndex, readerIndex).writeBytes(bytes);
        made.add(buffer);
        return buffer;
    }

    /** Demands now what is demanded at the end anyway. */
    public void assertAllReleased() {
        for (ByteBuf buffer : made) {
            assertEquals(0, buffer.refCnt(), () -> "references left to a buffer of " + buffer.capacity() + " bytes");
        }
        made.clear();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertAllReleased();
    }
}
