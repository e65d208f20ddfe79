package dev.lanparty.frame;

import static dev.lanparty.frame.TcpFrame.ACK;
import static dev.lanparty.frame.TcpFrame.SYN;
import static dev.lanparty.frame.TcpFrame.segmentSize;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Frames.Extension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MssClampTest {
    private static final int MTU = 1_280;
    private static final byte[] NOTHING = {};

    private final Random random = Seeds.random();

    @Test
    void leavesRoomForTheHeadersOfIpv4AndTcp() {
        assertClampedTo(1_240, TcpFrame.ipv4(SYN, segmentSize(1_460)));
        assertClampedTo(1_240, TcpFrame.ipv4(SYN | ACK, segmentSize(1_460)));
    }

    @Test
    void leavesRoomForTheHeadersOfIpv6AndTcp() {
        assertClampedTo(1_220, TcpFrame.ipv6(List.of(), SYN, segmentSize(1_440), NOTHING));
        assertClampedTo(1_220, TcpFrame.ipv6(List.of(), SYN | ACK, segmentSize(65_535), NOTHING));
    }

    @Test
    void tagsTakeTheirBytesFromTheSegment() {
        assertClampedTo(1_236, TcpFrame.ipv4(SYN, segmentSize(1_460)).tagged());
        assertClampedTo(1_212, TcpFrame.ipv6(List.of(), SYN, segmentSize(1_440), NOTHING).tagged().tagged());
    }

    @Test
    void passesOverIpv4OptionsAndIpv6Headers() {
        assertClampedTo(1_240, TcpFrame.ipv4(10, 0, SYN, segmentSize(1_460), NOTHING));
        assertClampedTo(1_220,
                TcpFrame.ipv6(List.of(Extension.hopByHop(), Extension.destinationOptions(3), Extension.routing()), SYN,
                        segmentSize(1_440), NOTHING));
    }

    /** Don't fragment is no fragment. */
    @Test
    void takesAPacketThatMayNotBeFragmented() {
        assertClampedTo(1_240, TcpFrame.ipv4(0, 0x4000, SYN, segmentSize(1_460), NOTHING));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_239, 1_240})
    void leavesASizeThatFits(int segmentBytes) {
        assertUntouched(TcpFrame.ipv4(SYN, segmentSize(segmentBytes)));
    }

    @Test
    void leavesEverySegmentButTheFirstOfEachSide() {
        for (int flags = 0; flags < 256; flags++) {
            TcpFrame frame = TcpFrame.ipv4(flags, segmentSize(1_460));
            if ((flags & SYN) == 0) {
                assertUntouched(frame);
            } else {
                assertClampedTo(1_240, frame);
            }
        }
    }

    @Test
    void addsNoOptionWhereThereIsNone() {
        assertUntouched(TcpFrame.ipv4(SYN, NOTHING));
        assertUntouched(TcpFrame.ipv6(List.of(), SYN, Frames.bytes(4, 2, 1, 1), NOTHING));
    }

    /** One that comes at an odd place has each half in another word of the checksum. */
    @Test
    void findsTheOptionWhereverItIs() {
        for (int before = 0; before <= 36; before++) {
            byte[] padding = new byte[before];
            Arrays.fill(padding, (byte) 1);
            for (int segmentBytes = 1_241; segmentBytes < 65_536; segmentBytes += 97) {
                assertClampedTo(1_240, TcpFrame.ipv4(SYN, Frames.join(padding, segmentSize(segmentBytes))));
            }
        }
    }

    @Test
    void doesAsTheWholeChecksumSaysWhateverElseIsInTheFrame() {
        for (int i = 0; i < 50_000; i++) {
            int mtu = 576 + random.nextInt(925);
            int size = random.nextInt(i % 2 == 0 ? 65_536 : 1_600);
            byte[] options = TcpFrame.randomOptions(random, size);
            byte[] payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            boolean six = random.nextBoolean();
            TcpFrame frame = six
                    ? TcpFrame.ipv6(random.nextBoolean() ? List.of() : List.of(Extension.hopByHop()), SYN, options,
                            payload)
                    : TcpFrame.ipv4(random.nextInt(11), 0, SYN, options, payload);
            int limit = mtu - (six ? 60 : 40);
            if (random.nextInt(3) == 0) {
                frame = frame.tagged();
                limit -= 4;
            }
            frame = random.nextBoolean() ? frame : frame.padded(payload);
            byte[] expected = size > limit ? frame.withSegmentSize(limit).bytes() : frame.bytes();
            ByteBuf buffer = Unpooled.copiedBuffer(frame.bytes());

            assertEquals(size > limit, MssClamp.clamp(buffer, 0, frame.bytes().length, mtu));
            assertArrayEquals(expected, ByteBufUtil.getBytes(buffer));
        }
    }

    @Test
    void lowersEveryOptionIfThereAreSeveral() {
        TcpFrame frame = TcpFrame.ipv4(SYN, Frames.join(segmentSize(1_460), segmentSize(1_000), segmentSize(9_000)));
        TcpFrame expected = TcpFrame.ipv4(SYN,
                Frames.join(segmentSize(1_240), segmentSize(1_000), segmentSize(1_240)));
        assertArrayEquals(expected.bytes(), clamp(frame.bytes()));
    }

    /** Whoever receives it shall see that it was damaged. */
    @Test
    void aWrongChecksumStaysWrongByAsMuch() {
        for (int error = 1; error < 65_535; error += 13) {
            TcpFrame frame = TcpFrame.ipv4(SYN, segmentSize(1_460));
            byte[] wrong = frame.bytes().clone();
            addToChecksum(wrong, frame.tcp(), error);
            byte[] expected = frame.withSegmentSize(1_240).bytes();
            addToChecksum(expected, frame.tcp(), error);
            assertArrayEquals(withOneZero(expected, frame.tcp()), withOneZero(clamp(wrong), frame.tcp()));
        }
    }

    /** A sum of ones' complements has two zeros, which are the same to a receiver. */
    private static byte[] withOneZero(byte[] frame, int tcp) {
        if (frame[tcp + 16] == -1 && frame[tcp + 17] == -1) {
            frame[tcp + 16] = 0;
            frame[tcp + 17] = 0;
        }
        return frame;
    }

    private static void addToChecksum(byte[] frame, int tcp, int error) {
        int sum = ((frame[tcp + 16] & 0xff) << 8 | (frame[tcp + 17] & 0xff)) + error;
        sum = (sum & 0xffff) + (sum >>> 16);
        frame[tcp + 16] = (byte) (sum >>> 8);
        frame[tcp + 17] = (byte) sum;
    }

    @Test
    void leavesPacketsInFragments() {
        for (int fragment : new int[]{0x2000, 0x2001, 1, 0x1fff}) {
            assertUntouched(TcpFrame.ipv4(0, fragment, SYN, segmentSize(1_460), NOTHING));
        }
        for (Extension fragment : List.of(Extension.fragment(0, false), Extension.fragment(0, true),
                Extension.fragment(5, true))) {
            assertUntouched(TcpFrame.ipv6(List.of(fragment), SYN, segmentSize(1_440), NOTHING));
        }
    }

    @Test
    void leavesOptionsWhoseLengthsCannotBe() {
        for (byte[] options : new byte[][]{{4, 0, 2, 4, 9, 9}, {4, 1, 2, 4, 9, 9}, {2, 3, 9, 1}, {2, 5, 9, 9, 9},
                {2, 0, 9, 9}, {2, 1, 9, 9}, {1, 1, 1, 2}, {1, 1, 2, 4}, {1, 2, 4, 9}, {8, 100, 2, 4, 9, 9, 1, 1},
                {0, 2, 4, 9, 9}}) {
            assertUntouched(TcpFrame.ipv4(SYN, options));
        }
    }

    @Test
    void leavesHeadersThatContradictThemselves() {
        byte[] good = TcpFrame.ipv4(SYN, segmentSize(1_460)).bytes();
        assertUntouched(with(good, 14, 0x44), "an IPv4 header of 16 bytes");
        assertUntouched(with(good, 14, 0x65), "version 6 in IPv4");
        assertUntouched(with(good, 17, 43), "a packet shorter than its headers");
        assertUntouched(with(good, 17, 45), "a packet longer than the frame");
        assertUntouched(with(good, 23, 17), "UDP");
        assertUntouched(with(good, 14 + 20 + 12, 0x40), "a TCP header of 16 bytes");
        assertUntouched(with(good, 14 + 20 + 12, 0x70), "a TCP header longer than the packet");
        assertUntouched(with(good, 13, 6), "ARP");
        byte[] six = TcpFrame.ipv6(List.of(), SYN, segmentSize(1_440), NOTHING).bytes();
        assertUntouched(with(six, 14, 0x40), "version 4 in IPv6");
        assertUntouched(with(six, 19, 23), "a packet shorter than its headers");
        assertUntouched(with(six, 19, 25), "a packet longer than the frame");
        assertUntouched(with(six, 20, 59), "no next header");
    }

    /** What is behind the packet's end is no part of it. */
    @Test
    void leavesAnOptionInThePadding() {
        byte[] frame = TcpFrame.ipv4(SYN, NOTHING).padded(segmentSize(1_460)).bytes();
        frame[14 + 20 + 12] = 0x60;
        assertUntouched(frame, "padding");
    }

    private void assertClampedTo(int segmentBytes, TcpFrame frame) {
        assertArrayEquals(frame.withSegmentSize(segmentBytes).bytes(), clamp(frame.bytes()));
    }

    private static void assertUntouched(TcpFrame frame) {
        assertUntouched(frame.bytes(), HexFormat.of().formatHex(frame.bytes()));
    }

    private static void assertUntouched(byte[] frame, String what) {
        ByteBuf buffer = Unpooled.copiedBuffer(frame);
        assertFalse(MssClamp.clamp(buffer, 0, frame.length, MTU), what);
        assertArrayEquals(frame, ByteBufUtil.getBytes(buffer), what);
    }

    /** In the middle of a larger buffer, of which nothing else changes. */
    private static byte[] clamp(byte[] frame) {
        ByteBuf buffer = Unpooled.copiedBuffer(new byte[7], frame, new byte[9]);
        assertTrue(MssClamp.clamp(buffer, 7, frame.length, MTU));
        assertEquals(0, TcpFrame.sum(ByteBufUtil.getBytes(buffer, 0, 7)));
        assertEquals(0, TcpFrame.sum(ByteBufUtil.getBytes(buffer, 7 + frame.length, 9)));
        return ByteBufUtil.getBytes(buffer, 7, frame.length);
    }

    private static byte[] with(byte[] frame, int at, int value) {
        byte[] changed = frame.clone();
        changed[at] = (byte) value;
        return changed;
    }
}
