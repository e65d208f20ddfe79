package dev.lanparty.link;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.secret.KeyPin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A link that writes down what it is asked to do; a datagram's bytes are copied and its buffer released at once. */
public final class FakeLink implements Link {
    private final List<byte[]> datagrams = new ArrayList<>();
    private final List<ControlMessage> messages = new ArrayList<>();
    private int budgetBytes = 65_535;
    private String host = "192.0.2.1";
    private PathStatistics path = PathStatistics.UNKNOWN;
    private int flushes;
    private @Nullable ControlMessage farewell;
    private @Nullable LinkHandler handler;

    /** From now on, the path takes datagrams so long. */
    public FakeLink budget(int bytes) {
        budgetBytes = bytes;
        return this;
    }

    /** The other side's address from now on. */
    public FakeLink host(String address) {
        host = address;
        return this;
    }

    /** What is measured from now on. */
    public FakeLink path(PathStatistics statistics) {
        path = statistics;
        return this;
    }

    /** Copies of the datagrams that were sent. */
    public List<byte[]> datagrams() {
        return datagrams;
    }

    /** The control messages that were told, the farewell left out. */
    public List<ControlMessage> messages() {
        return messages;
    }

    /** How often it was flushed. */
    public int flushes() {
        return flushes;
    }

    /** The last message, or null while the link is open. */
    public @Nullable ControlMessage farewell() {
        return farewell;
    }

    /** Who listens, or null. */
    public @Nullable LinkHandler handler() {
        return handler;
    }

    /** Forgets what was sent and told so far. */
    public void clear() {
        datagrams.clear();
        messages.clear();
        flushes = 0;
    }

    @Override
    public void send(ByteBuf datagram) {
        datagrams.add(ByteBufUtil.getBytes(datagram));
        datagram.release();
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public void tell(ControlMessage message) {
        messages.add(message);
    }

    @Override
    public void close(ControlMessage lastMessage) {
        farewell = lastMessage;
    }

    @Override
    public int datagramBudgetBytes() {
        return budgetBytes;
    }

    @Override
    public String remoteHost() {
        return host;
    }

    @Override
    public KeyPin relayKey() {
        return KeyPin.of(new byte[KeyPin.BYTES]);
    }

    @Override
    public PathStatistics path() {
        return path;
    }

    @Override
    public void attach(LinkHandler next) {
        handler = next;
    }
}
