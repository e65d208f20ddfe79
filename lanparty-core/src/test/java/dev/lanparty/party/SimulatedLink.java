package dev.lanparty.party;

import dev.lanparty.control.ControlFraming;
import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.MalformedControlException;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.link.PathStatistics;
import dev.lanparty.secret.KeyPin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection over the {@link SimulatedNetwork}, in what matters like QUIC: datagrams are copied when they are
 * sent, leave with a flush, and may be lost or overtake each other; control messages travel as their real bytes, in pieces,
 * reliable and in order; every packet is acknowledged; an end that hears nothing for the idle time-out is closed; a farewell
 * is given a moment to arrive before the connection is closed.
 */
final class SimulatedLink implements Link {
    private static final Duration LINGER = Duration.ofMillis(250);
    private static final Duration RETRANSMISSION = Duration.ofMillis(200);
    private static final int MAX_GAP_BYTES = 8;

    private final SimulatedNetwork network;
    private final String remoteHost;
    private final int budgetBytes;
    private final ControlFraming framing = new ControlFraming();
    private final Queue<byte[]> underWay = new ArrayDeque<>();
    private final List<byte[]> unflushed = new ArrayList<>();
    /** Set once, before the connection is given to anyone. */
    private SimulatedLink far = this;
    private @Nullable LinkHandler handler;
    private LongSupplier clock;
    private String closedBecause = "the connection was lost";
    private boolean streamOpen;
    private boolean closing;
    private boolean closed;
    private boolean dead;
    private long lastControlArrivalNanos;
    private long idleSinceNanos;
    private boolean sentSinceHeard;
    private int flushes;

    /** An end of a connection; the one that opens it opens the control stream too. */
    SimulatedLink(SimulatedNetwork network, String remoteHost, int budgetBytes, boolean opens) {
        this.network = network;
        this.remoteHost = remoteHost;
        this.budgetBytes = budgetBytes;
        streamOpen = opens;
        clock = network::nowNanos;
        idleSinceNanos = network.nowNanos();
        lastControlArrivalNanos = network.nowNanos();
        network.after(SimulatedNetwork.IDLE_TIMEOUT, this::checkIdle);
    }

    void joinTo(SimulatedLink other) {
        far = other;
    }

    /** Its handler's machine has a clock of its own. */
    void tellTimeBy(LongSupplier machineClock) {
        clock = machineClock;
    }

    /** Whether nothing goes in or out any more. */
    boolean isClosed() {
        return closed || dead;
    }

    /** How often something was flushed. */
    int flushes() {
        return flushes;
    }

    /** Falls silent without a word, as a killed process does. */
    void kill() {
        dead = true;
        handler = null;
    }

    /** Closes the connection without a farewell. */
    void hangUp(String sentence) {
        closedBecause = sentence;
        network.after(Duration.ZERO, this::closeNow);
    }

    /** Sends any bytes on the control stream. */
    void tellRaw(byte[] bytes) {
        if (isClosed()) {
            return;
        }
        for (int from = 0; from < bytes.length;) {
            int to = Math.min(bytes.length, from + 1 + network.random().nextInt(Math.max(bytes.length / 2, 1)));
            byte[] chunk = Arrays.copyOfRange(bytes, from, to);
            // What is lost is sent again a round trip later, and holds up what is behind it.
            long delayNanos = network.nextDelay().plus(network.latency().multipliedBy(network.nextIsLost() ? 2 : 0))
                    .toNanos();
            lastControlArrivalNanos = Math.max(lastControlArrivalNanos, network.nowNanos() + delayNanos);
            far.underWay.add(chunk);
            network.after(Duration.ofNanos(lastControlArrivalNanos - network.nowNanos()), far::arriveNext);
            from = to;
        }
        sent();
    }

    @Override
    public void send(ByteBuf datagram) {
        byte[] bytes = ByteBufUtil.getBytes(datagram);
        datagram.release();
        if (isClosed()) {
            drop(DropReason.LINK_CLOSED);
        } else if (bytes.length > budgetBytes) {
            drop(DropReason.PATH_TOO_LONG);
        } else {
            if (unflushed.isEmpty()) {
                network.markDirty(this);
            }
            unflushed.add(bytes);
        }
    }

    private void drop(DropReason reason) {
        LinkHandler told = handler;
        if (told != null) {
            network.after(Duration.ZERO, () -> told.onDropped(reason));
        }
    }

    @Override
    public void flush() {
        if (unflushed.isEmpty()) {
            return;
        }
        flushes++;
        for (byte[] bytes : unflushed) {
            if (!isClosed() && !network.nextIsLost()) {
                network.after(network.nextDelay(), () -> far.arriveDatagram(bytes));
            }
        }
        unflushed.clear();
        sent();
    }

    @Override
    public void tell(ControlMessage message) {
        ByteBuf bytes = Unpooled.buffer();
        ControlFraming.write(message, bytes);
        tellRaw(ByteBufUtil.getBytes(bytes));
        bytes.release();
    }

    @Override
    public void close(ControlMessage farewell) {
        if (closing) {
            return;
        }
        closing = true;
        closedBecause = sentenceOf(farewell);
        if (streamOpen) {
            tell(farewell);
            network.after(LINGER, this::closeNow);
        } else {
            network.after(Duration.ZERO, this::closeNow);
        }
    }

    private static String sentenceOf(ControlMessage farewell) {
        return switch (farewell) {
            case ControlMessage.Reject reject -> reject.sentence();
            case ControlMessage.Disconnect disconnect -> disconnect.sentence();
            default -> throw new AssertionError(farewell + " is no farewell");
        };
    }

    private void closeNow() {
        if (!isClosed()) {
            network.after(network.nextDelay(), () -> far.arriveEnd(closedBecause));
            end(closedBecause);
        }
    }

    private void arriveEnd(String sentence) {
        if (!isClosed() && !network.isCut()) {
            end(sentence);
        }
    }

    private void end(String sentence) {
        closed = true;
        LinkHandler last = handler;
        handler = null;
        if (last != null) {
            last.onClosed(sentence, clock.getAsLong());
        }
    }

    private void arriveDatagram(byte[] bytes) {
        if (isClosed()) {
            return;
        }
        heard();
        network.after(network.latency(), far::heard);
        if (handler != null) {
            // Anywhere in a buffer, as a transport might hand it over.
            ByteBuf datagram = network.buffers().at(network.random().nextInt(MAX_GAP_BYTES), bytes,
                    network.random().nextInt(MAX_GAP_BYTES));
            handler.onDatagram(datagram, clock.getAsLong());
        }
        network.flushDirty();
    }

    /** What nothing carries now is sent again until something does. */
    private void arriveNext() {
        if (network.isCut()) {
            network.after(RETRANSMISSION, this::arriveNext);
        } else {
            arrive(underWay.remove());
        }
    }

    private void arrive(byte[] chunk) {
        if (isClosed()) {
            return;
        }
        streamOpen = true;
        heard();
        network.after(network.latency(), far::heard);
        ByteBuf bytes = Unpooled.wrappedBuffer(chunk);
        try {
            framing.read(bytes, message -> {
                if (handler != null && !closing) {
                    handler.onControl(message, clock.getAsLong());
                }
            });
        } catch (MalformedControlException e) {
            if (handler != null && !closing) {
                handler.onMalformed(String.valueOf(e.getMessage()), clock.getAsLong());
            }
        } finally {
            bytes.release();
        }
    }

    private void heard() {
        idleSinceNanos = network.nowNanos();
        sentSinceHeard = false;
    }

    /** The first packet sent after one was heard restarts the idle time too (RFC 9000, section 10.1). */
    private void sent() {
        if (!sentSinceHeard) {
            sentSinceHeard = true;
            idleSinceNanos = network.nowNanos();
        }
    }

    private void checkIdle() {
        if (isClosed()) {
            return;
        }
        long leftNanos = idleSinceNanos + SimulatedNetwork.IDLE_TIMEOUT.toNanos() - network.nowNanos();
        if (leftNanos > 0) {
            network.after(Duration.ofNanos(leftNanos), this::checkIdle);
        } else {
            end("nothing was heard from the other side for too long");
        }
    }

    @Override
    public int datagramBudgetBytes() {
        return budgetBytes;
    }

    @Override
    public String remoteHost() {
        return remoteHost;
    }

    @Override
    public KeyPin relayKey() {
        return KeyPin.of(new byte[KeyPin.BYTES]);
    }

    @Override
    public PathStatistics path() {
        return new PathStatistics(network.latency().multipliedBy(2).toNanos(), 0, budgetBytes);
    }

    @Override
    public void attach(LinkHandler next) {
        handler = next;
    }
}
