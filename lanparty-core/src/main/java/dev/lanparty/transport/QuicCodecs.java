package dev.lanparty.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import java.util.concurrent.TimeUnit;

/** The settings that both sides of a QUIC connection share, each where it was measured to matter. */
final class QuicCodecs {
    /** The name of the protocol in the TLS handshake (ALPN). */
    static final String PROTOCOL = "lanparty/1";

    private static final int SEND_BUFFER_BYTES = 4 << 20;
    /** In one turn of the loop: enough to share flushes, few enough that a small frame need not wait long. */
    private static final int PACKETS_PER_READ = 32;
    private static final int MAX_PACKET_BYTES = 2_048;
    /** Far above any burst: the codec goes over all connections each time the socket becomes writable again. */
    private static final WriteBufferWaterMark NEVER_FULL = new WriteBufferWaterMark(8 << 20, 16 << 20);
    /** Short ids leave more of each packet to the frame; 64 random bits are enough to tell connections apart. */
    static final int CONNECTION_ID_BYTES = 8;
    private static final long CONTROL_STREAM_WINDOW_BYTES = 256 << 10;
    /** One is used; QUIC asks twice per packet for more while none is left. */
    private static final int STREAMS = 16;

    private static final int LONG_HEADER = 0x80;

    private QuicCodecs() {
    }

    /** Whether a packet belongs to a connection that is established; others begin one (RFC 8999, 5.1). */
    // HOT PATH
    static boolean isOfConnection(ByteBuf packet) {
        return packet.isReadable() && (packet.getByte(packet.readerIndex()) & LONG_HEADER) == 0;
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

    /** A UDP socket that reads in bursts, with handlers in their order, the codec last. */
    static Bootstrap bootstrap(NetworkLoop loop, QuicSettings settings, ChannelHandler... handlers) {
        return new Bootstrap().group(loop.eventLoop())
                .channel(loop.datagramChannel())
                .option(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes())
                .option(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, NEVER_FULL)
                .option(ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(MAX_PACKET_BYTES).maxMessagesPerRead(PACKETS_PER_READ))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        loop.own(channel);
                        if (channel instanceof EpollDatagramChannel socket) {
                            DontFragment.on(socket);
                        }
                        channel.pipeline().addLast(handlers);
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
