package dev.lanparty.transport;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.filter.DropReason;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.link.PathStatistics;
import dev.lanparty.secret.KeyPin;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicDatagramExtensionEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.security.cert.Certificate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A QUIC connection as a {@link Link}: the handler of its channel. What is told goes by its {@link Conversation},
 * datagrams by its {@link DatagramSender}. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty closes a channel on which writing fails; the link hears of that.
final class QuicLink extends ChannelInboundHandlerAdapter implements Link {
    /** What Java writes behind an IPv6 address, and is of use on one machine alone. */
    private static final Pattern SCOPE = Pattern.compile("%.*");

    private final QuicChannel channel;
    private final BurstFlusher flusher;
    private final Conversation conversation;
    private final DatagramSender sender;
    private final ActivePath activePath;
    private final OwedAcknowledgements.Debt debt = new OwedAcknowledgements.Debt();
    private @Nullable LinkHandler handler;
    private PathStatistics path = PathStatistics.UNKNOWN;
    private int datagramBudgetBytes;
    private boolean packetsAside;
    private boolean muted;
    private boolean gone;

    /**
     * The link of a connection that is not established yet.
     *
     * @param maxAgeNanos how long a datagram may wait for a path that takes no more now
     */
    QuicLink(QuicChannel channel, BurstFlusher flusher, long maxAgeNanos) {
        this.channel = channel;
        this.flusher = flusher;
        conversation = new Conversation(channel);
        sender = new DatagramSender(channel, flusher, maxAgeNanos, this::dropped, this::measurePath);
        activePath = new ActivePath(channel);
        flusher.add(this);
    }

    /** The link of a connection's channel. */
    static QuicLink of(QuicStreamChannel stream) {
        return stream.parent().pipeline().get(QuicLink.class);
    }

    @Override
    public void attach(LinkHandler newHandler) {
        handler = newHandler;
    }

    // HOT PATH
    @Override
    public void send(ByteBuf datagram) {
        boolean closed = muted || !channel.isActive();
        if (closed || datagram.readableBytes() > datagramBudgetBytes) {
            datagram.release();
            dropped(closed ? DropReason.LINK_CLOSED : DropReason.PATH_TOO_LONG);
            return;
        }
        sender.add(datagram);
    }

    @Override
    public void flush() {
        sender.flush();
    }

    /** A packet of this connection is on its way to the socket. */
    // HOT PATH
    void packetSent(int packetBytes) {
        debt.paid();
        sender.packetSent(packetBytes);
    }

    /** What the other side is owed for its packets. */
    OwedAcknowledgements.Debt debt() {
        return debt;
    }

    /** Something is told, or was: that does not wait for a frame to go with. */
    void hurry() {
        flusher.hurry();
    }

    /** Notes whether packets from the other side were read from the socket and not yet from QUIC. */
    void setPacketsAside(boolean put) {
        packetsAside = put;
    }

    /** Whether packets from the other side wait to be read, so that later ones must wait too. */
    boolean hasPacketsAside() {
        return packetsAside;
    }

    /** Whether the other side is at an address. */
    boolean isAt(InetSocketAddress address) {
        return address.equals(channel.remoteSocketAddress());
    }

    @Override
    public void tell(ControlMessage message) {
        conversation.tell(message);
    }

    @Override
    public void close(ControlMessage farewell) {
        conversation.end(farewell);
    }

    /** Closes the connection, giving the other side the reason once more. */
    void closeNow() {
        conversation.endNow();
    }

    @Override
    public int datagramBudgetBytes() {
        return datagramBudgetBytes;
    }

    @Override
    public String remoteHost() {
        return channel.remoteSocketAddress() instanceof InetSocketAddress address
                ? SCOPE.matcher(address.getAddress().getHostAddress()).replaceFirst("")
                : "unknown";
    }

    @Override
    public KeyPin relayKey() {
        SSLEngine engine = channel.sslEngine();
        try {
            if (engine != null) {
                SSLSession session = engine.getSession();
                Certificate[] relay = engine.getUseClientMode()
                        ? session.getPeerCertificates()
                        : session.getLocalCertificates();
                return KeyPin.of(relay[0].getPublicKey());
            }
        } catch (SSLPeerUnverifiedException noneShown) {
            // Said below.
        }
        throw new IllegalStateException("the handshake is not over");
    }

    @Override
    public PathStatistics path() {
        return path;
    }

    /** Takes what QUIC has measured of the path in use. */
    void measurePath() {
        QuicConnectionPathStats stats = activePath.measured();
        if (stats != null && ActivePath.isProven(stats)) {
            path = new PathStatistics(stats.rtt(), stats.lost(), datagramBudgetBytes);
            sender.measured(stats);
        }
    }

    /** The path in use. */
    ActivePath activePath() {
        return activePath;
    }

    /** Takes no more datagrams to send, as if it were closed, or takes them again. */
    void mute(boolean on) {
        if (on && !muted) {
            sender.dropWaiting();
        }
        muted = on;
    }

    /** What QUIC would not notice by itself has come about: this connection is over, the control stream perhaps stuck. */
    void breakOff(String sentence) {
        conversation.breakOff(sentence);
    }

    /** Opens the control stream: the endpoint's side does, once connected. */
    void openControlStream() {
        conversation.open(new ControlStream(this));
    }

    /** Takes the control stream that was opened; any later stream is none of the protocol. */
    boolean adopt(QuicStreamChannel stream) {
        return conversation.adopt(stream);
    }

    void received(ControlMessage message) {
        if (handler != null && !conversation.isEnding()) {
            handler.onControl(message, System.nanoTime());
        }
    }

    void malformed(String sentence) {
        if (handler != null && !conversation.isEnding()) {
            handler.onMalformed(sentence, System.nanoTime());
        }
    }

    /** The other side has ended the control stream, and with it the conversation. */
    void controlEnded() {
        if (!conversation.isEnding()) {
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf datagram && handler != null) {
            flusher.frameReceived(this);
            handler.onDatagram(datagram, flusher.nowNanos());
        } else if (message instanceof QuicStreamChannel) {
            // A stream the other side opened goes on to be registered.
            context.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /** Netty gives out no more datagrams after those of a burst until its codec completes it: that was put off. */
    void readOn() {
        channel.read();
    }

    /** The burst that datagrams came with is read. */
    void burstEnd() {
        if (handler != null) {
            handler.onBurstEnd();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof QuicDatagramExtensionEvent datagrams) {
            datagramBudgetBytes = datagrams.maxLength();
        } else if (event instanceof QuicConnectionCloseEvent close) {
            String reason = CloseReason.of(close);
            if (!reason.isEmpty()) {
                conversation.endsBecause(reason);
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone();
        context.fireChannelInactive();
    }

    /** The end also of a connection that was never established: such a one does not become inactive. */
    @Override
    public void channelUnregistered(ChannelHandlerContext context) {
        gone();
        context.fireChannelUnregistered();
    }

    private void gone() {
        if (gone) {
            return;
        }
        if (channel.isTimedOut()) {
            conversation.endsBecause("nothing was heard from the other side for too long");
        }
        gone = true;
        sender.end();
        flusher.remove(this);
        LinkHandler last = handler;
        handler = null;
        if (last != null) {
            last.onClosed(conversation.endedBecause(), System.nanoTime());
        }
    }

    /** A datagram written with the void promise failed: too long for the path, or the connection just closed. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof BufferUnderflowException) {
            sender.forgetBacklog();
            dropped(DropReason.PATH_TOO_LONG);
        } else if (!channel.isActive()) {
            dropped(DropReason.LINK_CLOSED);
        } else {
            conversation.endsBecause("QUIC failed: " + cause);
            channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    /** So many packets came faster than they were read. */
    void lost(int packets) {
        for (int i = 0; i < packets; i++) {
            dropped(DropReason.SOCKET_FULL);
        }
    }

    private void dropped(DropReason reason) {
        if (handler != null) {
            handler.onDropped(reason);
        }
    }
}
