package dev.lanparty.ffi.offload;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Cuts a super-frame of the kernel's offloads into the frames a network card would have put on the wire.
 *
 * <p>A super-frame's way:
 * <ol>
 * <li>{@link #start} finds its headers and decides the payload of each segment
 * <li>{@link #next} copies the headers and one piece of payload to where the segment shall lie
 * <li>it mends lengths, the IPv4 identification and checksum, TCP's sequence number and flags
 * <li>it computes the transport checksum anew, whatever the super-frame's was
 * </ol>
 * The super-frame's memory must stay as it is until {@link #hasNext} is false. Allocates nothing; confined to one thread.
 */
public final class Segmenter {
    /** What {@link #start} makes of a super-frame. */
    public enum Verdict {
        /** {@link #next} will give its segments. */
        READY,
        /** Its headers are not those of a whole TCP or UDP packet. */
        MALFORMED,
        /** Its datagrams are each too long for the MTU, and datagrams cannot be cut. */
        TOO_LONG
    }

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int IP_TOTAL_LENGTH = 2;
    private static final int IP_IDENTIFICATION = 4;
    private static final int IP_CHECKSUM = 10;
    private static final int IPV6_PAYLOAD_LENGTH = 4;
    private static final int TCP_SEQUENCE = 4;
    private static final int TCP_FLAGS = 13;
    private static final int TCP_CHECKSUM = 16;
    private static final int UDP_LENGTH = 4;
    private static final int UDP_CHECKSUM = 6;
    /** On the last segment only: FIN and PSH speak of the end of the data. */
    private static final int TCP_LAST_ONLY = 0x01 | 0x08;
    /** On the first segment only: CWR answers one congestion signal once (RFC 3168, section 6.1.2). */
    private static final int TCP_FIRST_ONLY = 0x80;

    private final int mtuBytes;
    private final int longestFrameBytes;
    private final TransportHeaders headers = new TransportHeaders();
    private MemorySegment frame = MemorySegment.NULL;
    private long frameOffset;
    private int payloadBytes;
    private int segmentBytes;
    private int done;
    private int index;
    private boolean unchecked;

    /**
     * A segmenter for one device.
     *
     * @param mtuBytes the longest IP packet of a segment
     * @param longestFrameBytes the longest segment with its link header
     */
    public Segmenter(int mtuBytes, int longestFrameBytes) {
        this.mtuBytes = mtuBytes;
        this.longestFrameBytes = longestFrameBytes;
    }

    /**
     * Begins with a super-frame; what was left of the last one is forgotten.
     *
     * @param superFrame the memory it lies in
     * @param offset where it begins there
     * @param length its length in bytes
     * @param segmentPayloadBytes the payload of each segment but the last, as the kernel says
     * @param checksumUnfinished whether its transport checksum was left to hardware; a UDP checksum of zero that was not
     *            left says that the sender wants none
     */
    public Verdict start(MemorySegment superFrame, long offset, int length, int segmentPayloadBytes,
            boolean checksumUnfinished) {
        done = 0;
        payloadBytes = 0;
        if (segmentPayloadBytes < 1 || !headers.parse(superFrame, offset, length)) {
            return Verdict.MALFORMED;
        }
        int room = Math.min(headers.network() + mtuBytes, longestFrameBytes) - headers.payload();
        if (room < 1) {
            return Verdict.MALFORMED;
        }
        boolean udp = headers.protocol() == TransportHeaders.UDP;
        if (udp && Math.min(segmentPayloadBytes, length - headers.payload()) > room) {
            return Verdict.TOO_LONG;
        }
        frame = superFrame;
        frameOffset = offset;
        payloadBytes = length - headers.payload();
        // A TCP stream may be cut anywhere: on a LAN of jumbo frames smaller than the sender did.
        segmentBytes = Math.min(segmentPayloadBytes, room);
        index = 0;
        unchecked = udp && headers.isIpv4() && !checksumUnfinished
                && superFrame.get(SHORT, offset + headers.transport() + UDP_CHECKSUM) == 0;
        return payloadBytes == 0 ? Verdict.MALFORMED : Verdict.READY;
    }

    /** Whether segments are left. */
    public boolean hasNext() {
        return done < payloadBytes;
    }

    /**
     * Writes the next segment.
     *
     * @param offset where in {@code target} it shall begin
     * @return its length in bytes, at most the longest frame
     */
    public int next(MemorySegment target, long offset) {
        int pieceBytes = Math.min(segmentBytes, payloadBytes - done);
        int headerBytes = headers.payload();
        MemorySegment.copy(frame, frameOffset, target, offset, headerBytes);
        MemorySegment.copy(frame, frameOffset + headerBytes + done, target, offset + headerBytes, pieceBytes);
        int length = headerBytes + pieceBytes;
        mendNetwork(target, offset + headers.network(), length - headers.network());
        if (headers.protocol() == TransportHeaders.TCP) {
            mendTcp(target, offset + headers.transport(), done + pieceBytes == payloadBytes);
        } else {
            target.set(SHORT, offset + headers.transport() + UDP_LENGTH, (short) (length - headers.transport()));
        }
        if (!unchecked) {
            writeTransportChecksum(target, offset, length - headers.transport());
        }
        done += pieceBytes;
        index++;
        return length;
    }

    private void mendNetwork(MemorySegment target, long ip, int packetBytes) {
        if (!headers.isIpv4()) {
            target.set(SHORT, ip + IPV6_PAYLOAD_LENGTH, (short) (packetBytes - TransportHeaders.IPV6_HEADER_BYTES));
            return;
        }
        target.set(SHORT, ip + IP_TOTAL_LENGTH, (short) packetBytes);
        target.set(SHORT, ip + IP_IDENTIFICATION, (short) (target.get(SHORT, ip + IP_IDENTIFICATION) + index));
        target.set(SHORT, ip + IP_CHECKSUM, (short) 0);
        int sum = InternetChecksum.sum(target, ip, headers.transport() - headers.network());
        target.set(SHORT, ip + IP_CHECKSUM, (short) InternetChecksum.complement(sum));
    }

    private void mendTcp(MemorySegment target, long tcp, boolean last) {
        target.set(INT, tcp + TCP_SEQUENCE, target.get(INT, tcp + TCP_SEQUENCE) + done);
        int flags = target.get(ValueLayout.JAVA_BYTE, tcp + TCP_FLAGS);
        if (!last) {
            flags &= ~TCP_LAST_ONLY;
        }
        if (index > 0) {
            flags &= ~TCP_FIRST_ONLY;
        }
        target.set(ValueLayout.JAVA_BYTE, tcp + TCP_FLAGS, (byte) flags);
    }

    private void writeTransportChecksum(MemorySegment target, long offset, int transportBytes) {
        boolean tcp = headers.protocol() == TransportHeaders.TCP;
        long transport = offset + headers.transport();
        long field = transport + (tcp ? TCP_CHECKSUM : UDP_CHECKSUM);
        target.set(SHORT, field, (short) 0);
        int sum = InternetChecksum.fold((long) TransportHeaders.pseudoHeaderSum(target, offset + headers.network(),
                headers.isIpv4(), headers.protocol()) + transportBytes
                + InternetChecksum.sum(target, transport, transportBytes));
        int checksum = InternetChecksum.complement(sum);
        target.set(SHORT, field, (short) (tcp ? checksum : InternetChecksum.neverZero(checksum)));
    }
}
