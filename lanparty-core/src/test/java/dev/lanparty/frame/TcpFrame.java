package dev.lanparty.frame;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A frame with a TCP segment, its checksum right.
 *
 * @param bytes the frame
 * @param packet where the IP packet starts
 * @param tcp where the TCP header starts
 * @param end where the IP packet ends
 */
@SuppressWarnings("ArrayRecordComponent") // Frames are never compared as records.
public record TcpFrame(byte[] bytes, int packet, int tcp, int end) {
    public static final int SYN = 0x02;
    public static final int ACK = 0x10;
    /** What may stand beside the segment size: selective acknowledgement, a window scale, time stamps, one not known. */
    private static final List<byte[]> OTHER_OPTIONS = List.of(Frames.bytes(1), Frames.bytes(4, 2),
            Frames.bytes(3, 3, 7), Frames.bytes(8, 10, 1, 2, 3, 4, 5, 6, 7, 8), Frames.bytes(254, 5, 2, 4, 9));

    /** In IPv4. */
    public static TcpFrame ipv4(int flags, byte[] options) {
        return ipv4(0, 0, flags, options, new byte[0]);
    }

    /** In IPv4, with options of its own or in fragments, see {@link Frames#ipv4Packet}. */
    static TcpFrame ipv4(int optionWords, int fragment, int flags, byte[] options, byte[] payload) {
        byte[] packet = Frames.ipv4Packet(Frames.TCP, optionWords, fragment, segment(flags, options, payload));
        byte[] frame = Frames.ethernet(Frames.BOB, Frames.ALICE, EtherType.IPV4, packet);
        for (int i = 0; i < 8; i++) {
            frame[14 + 12 + i] = (byte) (0xa0 + i);
        }
        return new TcpFrame(frame, 14, 14 + 20 + optionWords * 4, frame.length).withChecksum();
    }

    /** In IPv6, behind a chain of headers. */
    static TcpFrame ipv6(List<Frames.Extension> chain, int flags, byte[] options, byte[] payload) {
        byte[] segment = segment(flags, options, payload);
        byte[] frame = Frames.ethernet(Frames.BOB, Frames.ALICE, EtherType.IPV6,
                Frames.ipv6Packet(chain, Frames.TCP, segment));
        for (int i = 0; i < 32; i++) {
            frame[14 + 8 + i] = (byte) (0xf0 - i);
        }
        return new TcpFrame(frame, 14, frame.length - segment.length, frame.length).withChecksum();
    }

    /** The segment size between other options at random, itself in no certain place. */
    static byte[] randomOptions(Random random, int segmentBytes) {
        byte[] options = segmentSize(segmentBytes);
        for (int i = random.nextInt(6); i > 0; i--) {
            byte[] other = OTHER_OPTIONS.get(random.nextInt(OTHER_OPTIONS.size()));
            byte[] longer = random.nextBoolean() ? Frames.join(options, other) : Frames.join(other, options);
            options = longer.length <= 40 ? longer : options;
        }
        return options;
    }

    /** The option alone. */
    public static byte[] segmentSize(int segmentBytes) {
        return Frames.bytes(2, 4, segmentBytes >>> 8, segmentBytes);
    }

    /** The same between other addresses of the Ethernet. */
    public TcpFrame between(MacAddress to, MacAddress from) {
        byte[] rest = Arrays.copyOfRange(bytes, 12, bytes.length);
        return new TcpFrame(Frames.join(to.toBytes(), from.toBytes(), rest), packet, tcp, end);
    }

    /** The same with a tag in front, and others in front of that. */
    TcpFrame tagged() {
        return new TcpFrame(Frames.tagged(bytes), packet + 4, tcp + 4, end + 4);
    }

    /** The same with so many bytes behind the packet, as padding. */
    TcpFrame padded(byte[] padding) {
        return new TcpFrame(Frames.join(bytes, padding), packet, tcp, end);
    }

    /** The same with another segment size where the first is, and the checksum as it must be. */
    public TcpFrame withSegmentSize(int segmentBytes) {
        byte[] changed = bytes.clone();
        int option = tcp + 20;
        while (changed[option] != 2) {
            option += changed[option] == 1 ? 1 : changed[option + 1];
        }
        changed[option + 2] = (byte) (segmentBytes >>> 8);
        changed[option + 3] = (byte) segmentBytes;
        return new TcpFrame(changed, packet, tcp, end).withChecksum();
    }

    /** The sum of the segment and its pseudo header, over all bytes (RFC 9293, section 3.1). */
    private TcpFrame withChecksum() {
        byte[] changed = bytes.clone();
        changed[tcp + 16] = 0;
        changed[tcp + 17] = 0;
        boolean six = (changed[packet] & 0xf0) == 0x60;
        byte[] addresses = Arrays.copyOfRange(changed, packet + (six ? 8 : 12), packet + (six ? 40 : 20));
        byte[] segment = Arrays.copyOfRange(changed, tcp, end);
        int checksum = ~fold(sum(addresses) + sum(segment) + Frames.TCP + segment.length);
        changed[tcp + 16] = (byte) (checksum >>> 8);
        changed[tcp + 17] = (byte) checksum;
        return new TcpFrame(changed, packet, tcp, end);
    }

    private static byte[] segment(int flags, byte[] options, byte[] payload) {
        byte[] padded = Arrays.copyOf(options, (options.length + 3) / 4 * 4);
        byte[] header = Frames.bytes(0x30, 0x39, 0x69, 0x87, 1, 2, 3, 4, 5, 6, 7, 8, (5 + padded.length / 4) << 4,
                flags, 0xfa, 0xf0, 0, 0, 0, 0);
        return Frames.join(header, padded, payload);
    }

    /** The sum of 16-bit words, the last one filled up with 0. */
    static int sum(byte[] of) {
        int sum = 0;
        for (int i = 0; i < of.length; i++) {
            sum += (of[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    /** In 16 bits, the carries added. */
    static int fold(int sum) {
        int folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return folded;
    }
}
