package dev.lanparty.transport;

import dev.lanparty.control.ControlMessage;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is told over a connection's control stream, which is the first bidirectional stream that the endpoint opens, and how it
 * ends: by a farewell or without one, and why. What is told before the stream is there waits for it. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty closes a channel on which writing fails; the link hears of that.
final class Conversation {
    private static final int NO_ERROR = 0;
    private static final long LINGER_MILLIS = 250;

    private final QuicChannel channel;
    private final Queue<ControlMessage> beforeStream = new ArrayDeque<>();
    private @Nullable QuicStreamChannel stream;
    private String endedBecause = "the connection was lost";
    private boolean ending;

    Conversation(QuicChannel channel) {
        this.channel = channel;
    }

    void tell(ControlMessage message) {
        if (stream == null) {
            beforeStream.add(message);
        } else {
            stream.writeAndFlush(message);
        }
    }

    /**
     * The farewell must not be overtaken by the connection's end, which discards what is unsent: the other side closes
     * when it has read it, and this side after a moment.
     */
    void end(ControlMessage farewell) {
        if (ending) {
            return;
        }
        ending = true;
        endedBecause = CloseReason.of(farewell);
        if (stream == null || !stream.isActive()) {
            endNow();
            return;
        }
        stream.writeAndFlush(farewell);
        channel.eventLoop().schedule(this::endNow, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ends it at once, a farewell not being thought to arrive. */
    void breakOff(String because) {
        if (!ending) {
            ending = true;
            endedBecause = because;
            endNow();
        }
    }

    /** Closes the connection, giving the other side the reason once more. */
    void endNow() {
        if (channel.isOpen()) {
            byte[] sentence = endedBecause.getBytes(StandardCharsets.UTF_8);
            channel.close(true, NO_ERROR, channel.alloc().directBuffer(sentence.length).writeBytes(sentence));
        }
    }

    /** Whether this side has ended it: what still comes is not heard. */
    boolean isEnding() {
        return ending;
    }

    /** Why it has ended, or will have by all that is known. */
    String endedBecause() {
        return endedBecause;
    }

    /** This is why it ends. */
    void endsBecause(String sentence) {
        endedBecause = sentence;
    }

    /** Opens the stream: the endpoint's side does, once connected. */
    void open(ControlStream handler) {
        channel.createStream(QuicStreamType.BIDIRECTIONAL, handler).addListener(opened -> {
            if (!opened.isSuccess()) {
                endedBecause = "the control stream could not be opened";
                channel.close();
            }
        });
    }

    /** Takes the stream that was opened; any later one is none of the protocol. */
    boolean adopt(QuicStreamChannel opened) {
        if (stream != null) {
            return false;
        }
        stream = opened;
        for (ControlMessage message = beforeStream.poll(); message != null; message = beforeStream.poll()) {
            opened.write(message);
        }
        opened.flush();
        return true;
    }
}
