package dev.lanparty.ffi.offload;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Joins TCP segments that follow each other into one super-frame, as the kernel's receive offload does: what
 * {@link Segmenter} cuts, the other way round. Each call of the kernel then carries many frames.
 *
 * <p>A frame's way:
 * <ol>
 * <li>{@link #offer} takes it if it is the next piece of what is held, or if nothing is held and it could begin something
 * <li>a frame that is not taken lets the caller send what is held, then offer again, then send it as it is: no frame
 * overtakes another
 * <li>{@link #finish} makes the headers those of the whole; a frame that stayed alone is left as it came
 * </ol>
 * Only what cutting would give back byte for byte is joined (the IPv4 identification apart, which means nothing in packets
 * that may not be fragmented, RFC 6864, section 4.1), and only with right checksums: the kernel will not look at them any more. Allocates
 * nothing; confined to one thread.
 */
public final class Coalescer {
    /** Where the checksum field lies, counted from {@link #transport}. */
    public static final int TCP_CHECKSUM = 16;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int ETHERNET_HEADER_BYTES = 14;
    private static final int LONGEST_IP_PACKET_BYTES = 0xFFFF;
    /** By IPv4 with one byte of data. */
    private static final int SHORTEST_FRAME_BYTES = ETHERNET_HEADER_BYTES + 20 + 20 + 1;
    private static final int IPV4_WITHOUT_OPTIONS = 0x45;
    private static final int IPV4_DONT_FRAGMENT_ALONE = 0x4000;
    private static final int IP_TOTAL_LENGTH = 2;
    private static final int IP_FRAGMENT = 6;
    private static final int IP_CHECKSUM = 10;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_PAYLOAD_LENGTH = 4;
    private static final int IPV6_NEXT_HEADER = 6;
    private static final int TCP_SEQUENCE = 4;
    private static final int TCP_ACKNOWLEDGEMENT = 8;
    private static final int TCP_FLAGS = 13;
    private static final int TCP_URGENT = 18;
    private static final int ACK = 0x10;
    private static final int PSH = 0x08;
    private static final int ALL_ONES = 0xFFFF;

    private final MemorySegment memory;
    private final long start;
    private final TransportHeaders headers = new TransportHeaders();
    private boolean ipv4;
    private int transport;
    private int payload;
    private int lengthBytes;
    private int segments;
    private int segmentBytes;
    private int nextSequence;
    private boolean complete;

    /**
     * A coalescer that holds nothing.
     *
     * @param memory where what is held lies, from {@code start} on; of room for a link header and the longest IP packet
     */
    public Coalescer(MemorySegment memory, long start) {
        this.memory = memory;
        this.start = start;
    }

    /** How many frames are held. */
    public int segments() {
        return segments;
    }

    /** The length in bytes of what is held. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /** The payload of each held frame but the last, in bytes. */
    public int segmentBytes() {
        return segmentBytes;
    }

    /** The length in bytes of the headers before the payload. */
    public int headerBytes() {
        return payload;
    }

    /** Where TCP's header begins, counted from the frame's first byte. */
    public int transport() {
        return transport;
    }

    public boolean isIpv4() {
        return ipv4;
    }

    /** Forgets what is held. */
    public void clear() {
        segments = 0;
        lengthBytes = 0;
    }

    /** Takes a frame, or not. */
    // HOT PATH
    public boolean offer(MemorySegment frame, long offset, int length) {
        if (length < SHORTEST_FRAME_BYTES || !headers.parse(frame, offset, length) || !isPlain(frame, offset, length)) {
            return false;
        }
        int bytes = length - headers.payload();
        if (segments > 0 && !isNext(frame, offset, bytes)) {
            return false;
        }
        if (!isChecksumRight(frame, offset, length)) {
            return false;
        }
        if (segments == 0) {
            begin(frame, offset, length, bytes);
        } else {
            MemorySegment.copy(frame, offset + payload, memory, start + lengthBytes, bytes);
            lengthBytes += bytes;
            int flags = frame.get(ValueLayout.JAVA_BYTE, offset + transport + TCP_FLAGS);
            memory.set(ValueLayout.JAVA_BYTE, start + transport + TCP_FLAGS, (byte) flags);
        }
        segments++;
        nextSequence += bytes;
        complete = bytes < segmentBytes
                || (memory.get(ValueLayout.JAVA_BYTE, start + transport + TCP_FLAGS) & PSH) != 0;
        return true;
    }

    private void begin(MemorySegment frame, long offset, int length, int bytes) {
        MemorySegment.copy(frame, offset, memory, start, length);
        ipv4 = headers.isIpv4();
        transport = headers.transport();
        payload = headers.payload();
        lengthBytes = length;
        segmentBytes = bytes;
        nextSequence = frame.get(INT, offset + transport + TCP_SEQUENCE);
    }

    /** A TCP segment with data and nothing special about it, of which every byte is part of the packet. */
    private boolean isPlain(MemorySegment frame, long offset, int length) {
        // A VLAN's frames stay apart: not every driver cuts them.
        if (headers.protocol() != TransportHeaders.TCP || headers.payload() == length
                || headers.network() != ETHERNET_HEADER_BYTES) {
            return false;
        }
        long tcp = offset + headers.transport();
        int flags = frame.get(ValueLayout.JAVA_BYTE, tcp + TCP_FLAGS) & 0xFF;
        if ((flags & ~PSH) != ACK || frame.get(SHORT, tcp + TCP_URGENT) != 0) {
            return false;
        }
        long ip = offset + headers.network();
        int packetBytes = length - headers.network();
        if (headers.isIpv4()) {
            return frame.get(ValueLayout.JAVA_BYTE, ip) == IPV4_WITHOUT_OPTIONS
                    && frame.get(SHORT, ip + IP_FRAGMENT) == IPV4_DONT_FRAGMENT_ALONE
                    && (frame.get(SHORT, ip + IP_TOTAL_LENGTH) & 0xFFFF) == packetBytes
                    && InternetChecksum.sum(frame, ip, IPV4_HEADER_BYTES) == ALL_ONES;
        }
        return frame.get(ValueLayout.JAVA_BYTE, ip + IPV6_NEXT_HEADER) == TransportHeaders.TCP
                && (frame.get(SHORT, ip + IPV6_PAYLOAD_LENGTH) & 0xFFFF) == packetBytes
                        - TransportHeaders.IPV6_HEADER_BYTES;
    }

    private boolean isNext(MemorySegment frame, long offset, int bytes) {
        if (complete || bytes > segmentBytes || headers.isIpv4() != ipv4
                || headers.transport() != transport || headers.payload() != payload
                || lengthBytes - ETHERNET_HEADER_BYTES + bytes > LONGEST_IP_PACKET_BYTES
                || frame.get(INT, offset + transport + TCP_SEQUENCE) != nextSequence) {
            return false;
        }
        int fixed = ipv4 ? IP_TOTAL_LENGTH : IPV6_PAYLOAD_LENGTH;
        int after = ipv4 ? IP_CHECKSUM + Short.BYTES : IPV6_NEXT_HEADER;
        return isSame(frame, offset, 0, ETHERNET_HEADER_BYTES + fixed)
                && (!ipv4 || isSame(frame, offset, ETHERNET_HEADER_BYTES + IP_FRAGMENT,
                        ETHERNET_HEADER_BYTES + IP_CHECKSUM))
                && isSame(frame, offset, ETHERNET_HEADER_BYTES + after, transport + TCP_SEQUENCE)
                && isSame(frame, offset, transport + TCP_ACKNOWLEDGEMENT, transport + TCP_FLAGS)
                && isSame(frame, offset, transport + TCP_FLAGS + 1, transport + TCP_CHECKSUM)
                && isSame(frame, offset, transport + TCP_URGENT, payload);
    }

    private boolean isSame(MemorySegment frame, long offset, int from, int to) {
        int at = from;
        for (; at + Short.BYTES <= to; at += Short.BYTES) {
            if (frame.get(SHORT, offset + at) != memory.get(SHORT, start + at)) {
                return false;
            }
        }
        return at == to
                || frame.get(ValueLayout.JAVA_BYTE, offset + at) == memory.get(ValueLayout.JAVA_BYTE, start + at);
    }

    private boolean isChecksumRight(MemorySegment frame, long offset, int length) {
        int transportBytes = length - headers.transport();
        long sum = (long) TransportHeaders.pseudoHeaderSum(frame, offset + headers.network(), headers.isIpv4(),
                TransportHeaders.TCP) + transportBytes
                + InternetChecksum.sum(frame, offset + headers.transport(), transportBytes);
        return InternetChecksum.fold(sum) == ALL_ONES;
    }

    /** Makes the headers those of the whole; its TCP checksum is left to be finished, as offloads want it. */
    public void finish() {
        long ip = start + ETHERNET_HEADER_BYTES;
        int packetBytes = lengthBytes - ETHERNET_HEADER_BYTES;
        if (ipv4) {
            memory.set(SHORT, ip + IP_TOTAL_LENGTH, (short) packetBytes);
            memory.set(SHORT, ip + IP_CHECKSUM, (short) 0);
            int sum = InternetChecksum.sum(memory, ip, IPV4_HEADER_BYTES);
            memory.set(SHORT, ip + IP_CHECKSUM, (short) InternetChecksum.complement(sum));
        } else {
            memory.set(SHORT, ip + IPV6_PAYLOAD_LENGTH, (short) (packetBytes - TransportHeaders.IPV6_HEADER_BYTES));
        }
        int sum = InternetChecksum.fold((long) TransportHeaders.pseudoHeaderSum(memory, ip, ipv4, TransportHeaders.TCP)
                + lengthBytes - transport);
        memory.set(SHORT, start + transport + TCP_CHECKSUM, (short) sum);
    }
}
