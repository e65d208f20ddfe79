package dev.lanparty.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The first packets that come from an address which a member has not had yet, kept until they are long enough together. QUIC
 * asks at once whether he is there, by a packet of no more than three times what has come (RFC 9000, 8.1). If that is a full one, a single
 * answer proves the address; else a second, full one is sent when the first was answered, and quiche ends a connection of which
 * it takes a packet for lost in between, since it has used up by then what it may send unproven. Stands before a relay's
 * codec, and is confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The timer ends with the loop.
final class FirstPackets extends ChannelInboundHandlerAdapter {
    /** A third of the 1200 bytes by which QUIC proves that a path carries what it must (RFC 9000, 8.2.1). */
    static final int ENOUGH_BYTES = 400;
    /** Of a game three or four packets. */
    static final Duration LONGEST = Duration.ofMillis(60);
    /** At a time; of more addresses, and more packets of one, none is kept: they may come from anybody. */
    static final int MOST_ADDRESSES = 64;
    static final int MOST_PACKETS = 16;

    private final BurstFlusher flusher;
    private final Map<InetSocketAddress, List<DatagramPacket>> kept = new HashMap<>();

    FirstPackets(BurstFlusher flusher) {
        this.flusher = flusher;
    }

    // HOT PATH
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof DatagramPacket packet && QuicCodecs.isOfConnection(packet.content())
                && !flusher.isKnownSender(packet.sender())) {
            readFirst(context, packet);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void readFirst(ChannelHandlerContext context, DatagramPacket packet) {
        InetSocketAddress address = packet.sender();
        List<DatagramPacket> packets = kept.get(address);
        if (packets == null) {
            if (isEnough(packet.content().readableBytes()) || kept.size() == MOST_ADDRESSES) {
                context.fireChannelRead(packet);
                return;
            }
            packets = begin(context, address);
        }
        packets.add(packet);
        if (packets.size() == MOST_PACKETS
                || isEnough(packets.stream().mapToInt(one -> one.content().readableBytes()).sum())) {
            kept.remove(address);
            packets.forEach(context::fireChannelRead);
        }
    }

    private static boolean isEnough(int bytes) {
        return bytes >= ENOUGH_BYTES;
    }

    private List<DatagramPacket> begin(ChannelHandlerContext context, InetSocketAddress address) {
        List<DatagramPacket> packets = new ArrayList<>();
        kept.put(address, packets);
        context.executor().schedule(() -> giveUpOn(context, address, packets), LONGEST.toNanos(), TimeUnit.NANOSECONDS);
        return packets;
    }

    private void giveUpOn(ChannelHandlerContext context, InetSocketAddress address, List<DatagramPacket> packets) {
        if (kept.remove(address, packets)) {
            flusher.readLate(() -> packets.forEach(context::fireChannelRead));
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        kept.values().forEach(packets -> packets.forEach(DatagramPacket::release));
        kept.clear();
    }
}
