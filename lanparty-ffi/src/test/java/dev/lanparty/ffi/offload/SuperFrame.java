package dev.lanparty.ffi.offload;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Builds TCP and UDP frames of any shape for tests, and checks checksums the slow and obvious way. Network byte order.
 *
 * @param bytes the frame
 * @param network where its IP header begins
 * @param transport where its TCP or UDP header begins
 * @param payload where its payload begins
 * @param ipv4 whether it is IPv4, else IPv6
 * @param tcp whether it is TCP, else UDP
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SuperFrame(byte[] bytes, int network, int transport, int payload, boolean ipv4, boolean tcp) {
    /** Any mixture of IPv4, IPv6, TCP, UDP, VLAN tags, options and extension headers. */
    public static SuperFrame random(Random random, int payloadBytes) {
        boolean ipv4 = random.nextBoolean();
        boolean tcp = random.nextBoolean();
        int tags = random.nextInt(3);
        int network = 14 + 4 * tags;
        int optionBytes = ipv4 ? 4 * random.nextInt(11) : 8 * random.nextInt(4);
        int transport = network + (ipv4 ? 20 : 40) + optionBytes;
        int payload = transport + (tcp ? 20 + 4 * random.nextInt(11) : 8);
        byte[] bytes = new byte[payload + payloadBytes];
        random.nextBytes(bytes);
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        for (int i = 0; i < tags; i++) {
            frame.putShort(12 + 4 * i, (short) (i == 0 && tags == 2 ? 0x88A8 : 0x8100));
        }
        frame.putShort(network - 2, (short) (ipv4 ? 0x0800 : 0x86DD));
        int protocol = tcp ? 6 : 17;
        if (ipv4) {
            frame.put(network, (byte) (0x40 | (20 + optionBytes) / 4));
            frame.putShort(network + 2, (short) (bytes.length - network));
            frame.putShort(network + 6, (short) 0x4000);
            frame.put(network + 9, (byte) protocol);
        } else {
            frame.put(network, (byte) 0x60);
            frame.putShort(network + 4, (short) (bytes.length - network - 40));
            putExtensions(random, frame, network, optionBytes, protocol);
        }
        if (tcp) {
            frame.put(transport + 12, (byte) (((payload - transport) / 4) << 4));
        } else {
            frame.putShort(transport + 4, (short) (bytes.length - transport));
        }
        return new SuperFrame(bytes, network, transport, payload, ipv4, tcp);
    }

    /** One extension header of all the bytes there are, in one of the two kinds that are skipped. */
    private static void putExtensions(Random random, ByteBuffer frame, int network, int optionBytes, int protocol) {
        if (optionBytes == 0) {
            frame.put(network + 6, (byte) protocol);
            return;
        }
        frame.put(network + 6, (byte) (random.nextBoolean() ? 0 : 60));
        frame.put(network + 40, (byte) protocol);
        frame.put(network + 41, (byte) (optionBytes / 8 - 1));
    }

    /** A frame of the same shape, as the segmenter should have left it. */
    public SuperFrame segment(byte[] segment) {
        return new SuperFrame(segment, network, transport, payload, ipv4, tcp);
    }

    public int unsignedShort(int at) {
        return ByteBuffer.wrap(bytes).getShort(at) & 0xFFFF;
    }

    public int integer(int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    /** Whether a receiver would accept the transport checksum: everything with its pseudo-header sums to all ones. */
    public boolean isTransportChecksumRight() {
        int addresses = ipv4 ? network + 12 : network + 8;
        int length = bytes.length - transport;
        return naiveSum(naiveSum(length + (tcp ? 6 : 17), bytes, addresses, ipv4 ? 8 : 32), bytes, transport,
                length) == 0xFFFF;
    }

    public boolean isHeaderChecksumRight() {
        return !ipv4 || naiveSum(0, bytes, network, transport - network) == 0xFFFF;
    }

    /** What the kernel leaves in the checksum field: the pseudo-header's sum. */
    public int pseudoHeaderSum() {
        return naiveSum(bytes.length - transport + (tcp ? 6 : 17), bytes, ipv4 ? network + 12 : network + 8,
                ipv4 ? 8 : 32);
    }

    /** RFC 1071 word by word, the carry added at once. */
    static int naiveSum(int start, byte[] bytes, int offset, int length) {
        int sum = start;
        for (int i = 0; i < length; i += 2) {
            int high = bytes[offset + i] & 0xFF;
            int low = i + 1 < length ? bytes[offset + i + 1] & 0xFF : 0;
            sum += high << 8 | low;
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (sum & 0xFFFF) + (sum >>> 16);
    }
}
