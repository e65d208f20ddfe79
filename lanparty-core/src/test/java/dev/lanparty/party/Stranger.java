package dev.lanparty.party;

import dev.lanparty.control.ControlFraming;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.LinkHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody who has connected to the relay and says what he likes. */
final class Stranger implements LinkHandler {
    private final SimulatedNetwork network;
    private final SimulatedLink link;
    private final List<ControlMessage> heard = new ArrayList<>();
    private int datagrams;
    private @Nullable String closedBecause;

    Stranger(SimulatedNetwork network, SimulatedLink link) {
        this.network = network;
        this.link = link;
        link.attach(this);
    }

    /** Says something in the control stream. */
    Stranger says(ControlMessage message) {
        ByteBuf bytes = Unpooled.buffer();
        ControlFraming.write(message, bytes);
        byte[] written = ByteBufUtil.getBytes(bytes);
        bytes.release();
        return sends(written);
    }

    /** Says a body with a prefix of its true length. */
    Stranger says(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return sends(ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array());
    }

    /** Sends bytes in the control stream. */
    Stranger sends(byte[] controlBytes) {
        network.after(Duration.ZERO, () -> link.tellRaw(controlBytes));
        return this;
    }

    /** Sends bytes as a datagram. */
    Stranger throwsDatagram(byte[] bytes) {
        network.after(Duration.ZERO, () -> {
            link.send(network.buffers().of(bytes));
            link.flush();
        });
        return this;
    }

    /** What the relay has said. */
    List<ControlMessage> heard() {
        return heard;
    }

    /** Datagrams that came. */
    int datagrams() {
        return datagrams;
    }

    /** With which sentence the connection was closed. */
    String closedBecause() {
        if (closedBecause == null) {
            throw new AssertionError("still connected, heard " + heard);
        }
        return closedBecause;
    }

    boolean isConnected() {
        return closedBecause == null;
    }

    /** The code that he was sent away with, refused or disconnected, having been told why. */
    String code() {
        String code = switch (heard.getLast()) {
            case Reject reject when !reject.sentence().isBlank() -> reject.code();
            case Disconnect disconnect when !disconnect.sentence().isBlank() -> disconnect.code();
            default -> throw new AssertionError("no farewell: " + heard);
        };
        closedBecause();
        return code;
    }

    /** The sentence that he was sent away with. */
    String sentence() {
        return switch (heard.getLast()) {
            case Reject reject -> reject.sentence();
            case Disconnect disconnect -> disconnect.sentence();
            default -> throw new AssertionError("no farewell: " + heard);
        };
    }

    @Override
    public void onDatagram(ByteBuf datagram, long nowNanos) {
        datagrams++;
        datagram.release();
    }

    @Override
    public void onControl(ControlMessage message, long nowNanos) {
        heard.add(message);
    }

    @Override
    public void onMalformed(String sentence, long nowNanos) {
        throw new AssertionError("the relay broke the protocol: " + sentence);
    }

    @Override
    public void onDropped(DropReason reason) {
        // He does not count.
    }

    @Override
    public void onClosed(String sentence, long nowNanos) {
        closedBecause = sentence;
    }
}
