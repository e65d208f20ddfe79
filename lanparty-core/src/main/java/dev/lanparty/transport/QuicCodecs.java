package dev.lanparty.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import java.util.concurrent.TimeUnit;

/** The settings that both sides of a QUIC connection share, each where it was measured to matter. */
final class QuicCodecs {
    /** The name of the protocol in the TLS handshake (ALPN). */
    static final String PROTOCOL = "lanparty/1";

    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    private static final int PACKETS_PER_READ = 64;
    private static final int MAX_PACKET_BYTES = 2_048;
    /** Short ids leave more of each packet to the frame; 64 random bits are enough to tell connections apart. */
    static final int CONNECTION_ID_BYTES = 8;
    private static final long CONTROL_STREAM_WINDOW_BYTES = 256 << 10;
    /** One is used; QUIC asks twice per packet for more while none is left. */
    private static final int STREAMS = 16;

    private QuicCodecs() {
    }

    /** Applies to a client's or a server's codec what both have in common. */
    static <B extends QuicCodecBuilder<B>> B configure(B codec, QuicSettings settings) {
        return codec.maxIdleTimeout(settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .maxSendUdpPayloadSize(settings.udpPayloadBytes())
                .maxRecvUdpPayloadSize(MAX_PACKET_BYTES)
                .localConnectionIdLength(CONNECTION_ID_BYTES)
                .datagram(settings.receiveQueue(), settings.sendQueue())
                .initialMaxData(CONTROL_STREAM_WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalLocal(CONTROL_STREAM_WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalRemote(CONTROL_STREAM_WINDOW_BYTES)
                .initialMaxStreamsBidirectional(STREAMS)
                .initialCongestionWindowPackets(settings.initialWindowPackets())
                // Loss-based algorithms lose most of a game's frames on a link with 1 % of random loss.
                .congestionControlAlgorithm(QuicCongestionControlAlgorithm.BBR)
                .activeMigration(true);
    }

    /** A UDP socket that reads in bursts, with a flusher before the codec. */
    static Bootstrap bootstrap(NetworkLoop loop, BurstFlusher flusher, ChannelHandler codec) {
        return new Bootstrap().group(loop.eventLoop())
                .channel(loop.datagramChannel())
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(MAX_PACKET_BYTES).maxMessagesPerRead(PACKETS_PER_READ))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(flusher, codec);
                    }
                });
    }

    /** How packets of one connection are put into one system call. */
    static SegmentedDatagramPacketAllocator segments(NetworkLoop loop, QuicSettings settings) {
        return loop.isEpoll() && settings.segmentsPerSend() > 1
                ? EpollQuicUtils.newSegmentedAllocator(settings.segmentsPerSend())
                : SegmentedDatagramPacketAllocator.NONE;
    }
}
