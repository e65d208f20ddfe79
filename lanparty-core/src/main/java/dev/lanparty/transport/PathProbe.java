package dev.lanparty.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a relay how long packets may be, on the socket of a connection that is not made yet. The question is a QUIC packet of a
 * version that nobody speaks, padded to the size in question, which every QUIC server answers with a short Version
 * Negotiation packet and keeps no memory of (RFC 9000, section 6). The answer gives the connection ids back, which are random
 * but for the number of the size: who does not see the question cannot answer it. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A packet that cannot be sent is not answered; the timer ends with the search.
final class PathProbe extends ChannelInboundHandlerAdapter {
    private static final int LONG_HEADER_INITIAL = 0xc0;
    /** One of those that are reserved to have negotiation exercised (RFC 9000, section 15). */
    private static final int NO_VERSION = 0x1a2a3a4a;
    private static final int TWO_BYTE_LENGTH = 0x4000;
    private static final int VERSION = 1;
    private static final int IDS = VERSION + 4;
    private static final int ID_BYTES = QuicCodecs.CONNECTION_ID_BYTES;
    /** Where an id's last byte is, were it the number of the size. */
    private static final int NUMBER = IDS + 1 + ID_BYTES + ID_BYTES;
    private static final int ANSWER_BYTES = NUMBER + 1;
    private static final long TICK_MILLIS = 5;

    private final Channel socket;
    private final InetSocketAddress relay;
    private final PathSearch search;
    private final Promise<Integer> found;
    private final ByteBuffer sourceId;
    private final ByteBuffer destinationId;
    private @Nullable ScheduledFuture<?> ticking;

    private PathProbe(Channel socket, InetSocketAddress relay, int roomMark, int mostBytes) {
        this.socket = socket;
        this.relay = relay;
        search = new PathSearch(mostBytes, this::ask);
        found = socket.eventLoop().newPromise();
        ConnectionIds ids = new ConnectionIds(roomMark);
        sourceId = ids.newId(ID_BYTES);
        destinationId = ids.newId(ID_BYTES);
    }

    /**
     * Finds the longest UDP payload for a connection, within a second.
     *
     * @param socket whose pipeline is empty, and is so again afterwards
     * @param mostBytes above which nothing is asked
     */
    static Future<Integer> run(Channel socket, InetSocketAddress relay, int roomMark, int mostBytes) {
        PathProbe probe = new PathProbe(socket, relay, roomMark, mostBytes);
        socket.eventLoop().execute(probe::begin);
        return probe.found;
    }

    private void begin() {
        socket.pipeline().addLast(this);
        ticking = socket.eventLoop().scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        search.tick(System.nanoTime());
        socket.flush();
        endIfDone();
    }

    private void endIfDone() {
        if (search.isDone() && ticking != null && !found.isDone()) {
            ticking.cancel(false);
            socket.pipeline().remove(this);
            found.setSuccess(search.result());
        }
    }

    private void ask(int index, int bytes) {
        ByteBuf packet = socket.alloc().directBuffer(bytes);
        packet.writeByte(LONG_HEADER_INITIAL).writeInt(NO_VERSION);
        packet.writeByte(ID_BYTES).writeBytes(destinationId.duplicate().limit(ID_BYTES - 1)).writeByte(index);
        packet.writeByte(ID_BYTES).writeBytes(sourceId.duplicate());
        packet.writeByte(0);
        packet.writeShort(TWO_BYTE_LENGTH | (bytes - packet.writerIndex() - Short.BYTES));
        packet.writeZero(bytes - packet.writerIndex());
        socket.write(new DatagramPacket(packet, relay));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof DatagramPacket packet && isAnswer(packet.content())) {
                search.answered(packet.content().getByte(packet.content().readerIndex() + NUMBER), System.nanoTime());
                endIfDone();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** What was the source's id is the destination's now, and the other way round. */
    private boolean isAnswer(ByteBuf packet) {
        int start = packet.readerIndex();
        if (packet.readableBytes() < ANSWER_BYTES || packet.getByte(start) >= 0
                || packet.getInt(start + VERSION) != 0) {
            return false;
        }
        return matches(packet, start + IDS, sourceId, ID_BYTES)
                && matches(packet, start + IDS + 1 + ID_BYTES, destinationId, ID_BYTES - 1);
    }

    private static boolean matches(ByteBuf packet, int offset, ByteBuffer id, int bytes) {
        return packet.getByte(offset) == ID_BYTES
                && packet.nioBuffer(offset + 1, bytes).equals(id.duplicate().limit(bytes));
    }
}
