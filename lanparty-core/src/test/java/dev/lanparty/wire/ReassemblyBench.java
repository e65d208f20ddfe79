package dev.lanparty.wire;

import dev.lanparty.filter.DropReason;
import dev.lanparty.metrics.Counters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A reassembler on a clock of its own, fed with datagrams as bytes, and what it delivers. */
final class ReassemblyBench {
    private final List<byte[]> delivered = new ArrayList<>();
    private final Counters counters = new Counters();
    private final Reassembler reassembler = new Reassembler(counters::drop, (buffer, offset, lengthBytes) -> delivered
            .add(ByteBufUtil.getBytes(buffer, offset, lengthBytes)));
    /** Below 0, as a nano clock may be. */
    private long now = -7_000_000_000L;

    /** A datagram of a peer, as the relay sends it on. */
    void accept(int peer, byte[] datagram) {
        ByteBuf buffer = Unpooled.copiedBuffer(new byte[3], datagram);
        buffer.skipBytes(3);
        TunnelDatagram.stampSourcePeer(buffer, peer);
        DropReason reason = TunnelDatagram.check(buffer);
        if (reason != null) {
            throw new IllegalArgumentException(reason.sentence());
        }
        reassembler.accept(buffer, now);
    }

    /** Every piece of a frame that is cut behind so many bytes each. */
    void acceptAll(int peer, int number, byte[] frame, int pieceBytes) {
        for (int index = 0; index < Math.ceilDiv(frame.length - 14, pieceBytes); index++) {
            accept(peer, Datagrams.pieceOf(frame, number, index, pieceBytes));
        }
    }

    void advance(long nanos) {
        now += nanos;
    }

    void expire() {
        reassembler.expire(now);
    }

    List<byte[]> delivered() {
        return delivered;
    }

    /** Whether just these frames were delivered since it was last asked. */
    boolean took(byte[]... frames) {
        boolean same = delivered.size() == frames.length;
        for (int i = 0; same && i < frames.length; i++) {
            same = Arrays.equals(frames[i], delivered.get(i));
        }
        delivered.clear();
        return same;
    }

    long count(DropReason reason) {
        return counters.get(reason);
    }

    /** All that was counted. */
    Map<DropReason, Long> drops() {
        return counters.snapshot().dropsByReason();
    }
}
