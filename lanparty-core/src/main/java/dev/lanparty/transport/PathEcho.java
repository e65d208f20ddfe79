package dev.lanparty.transport;

import dev.lanparty.filter.TokenBuckets;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;

/**
 * A relay's side of {@link PathProbe}: sends each question back where it came from, in its own length and without remembering
 * anything, so that it does nobody's bidding but what the asker could have done himself. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // An answer that cannot be sent has not arrived.
final class PathEcho extends ChannelInboundHandlerAdapter {
    /** From one address: what a few hundred members behind it ask while all is well. */
    private static final int PER_SECOND = 512;
    /** All of them coming back at once. */
    private static final int BURST = 4_096;

    private final TokenBuckets<InetAddress> answers = new TokenBuckets<>(PER_SECOND, BURST);
    private volatile boolean closing;

    /**
     * From now on nobody is answered who would begin a connection: he waits for the next relay at this address, to which what this
     * one has told him means nothing. From any thread.
     */
    void close() {
        closing = true;
    }

    // HOT PATH
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof DatagramPacket packet) || QuicCodecs.isOfConnection(packet.content())) {
            context.fireChannelRead(message);
        } else if (closing) {
            packet.release();
        } else if (!PathPacket.isQuestion(packet.content())) {
            context.fireChannelRead(message);
        } else if (answers.take(packet.sender().getAddress(), System.nanoTime())) {
            PathPacket.answer(packet.content());
            context.writeAndFlush(new DatagramPacket(packet.content(), packet.sender()));
        } else {
            packet.release();
        }
    }
}
