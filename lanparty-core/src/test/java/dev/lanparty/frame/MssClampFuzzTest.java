package dev.lanparty.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanparty.frame.Frames.Extension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes a frame has: no byte outside it is read or written, the sum of its words stays what it was, and what
 * changes are pairs of bytes that follow an option's kind and length, and the checksum.
 */
class MssClampFuzzTest {
    private static final int MTU = 1_280;
    private static final List<byte[]> FRAMES = List.of(
            TcpFrame.ipv4(TcpFrame.SYN, TcpFrame.segmentSize(1_460)).bytes(),
            TcpFrame.ipv4(3, 0, TcpFrame.SYN, Frames.bytes(1, 2, 4, 5, 180, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8, 3, 3, 7),
                    new byte[9]).bytes(),
            TcpFrame.ipv6(List.of(Extension.destinationOptions(2)), TcpFrame.SYN, TcpFrame.segmentSize(1_440),
                    new byte[3]).tagged().bytes(),
            TcpFrame.ipv6(List.of(), TcpFrame.SYN | TcpFrame.ACK, Frames.bytes(4, 2, 1, 2, 4, 250, 250), new byte[8])
                    .bytes(),
            TcpFrame.ipv4(TcpFrame.SYN, TcpFrame.segmentSize(9_000)).tagged().tagged().bytes());

    private final Random random = Seeds.random();
    private int changed;

    @Test
    void leavesAFrameThatIsCutShort() {
        for (byte[] frame : FRAMES) {
            for (int length = 0; length < frame.length; length++) {
                clamp(Arrays.copyOf(frame, length));
            }
        }
        assertEquals(0, changed);
    }

    @Test
    void answersForMutatedFrames() {
        for (int i = 0; i < 300_000; i++) {
            byte[] frame = FRAMES.get(random.nextInt(FRAMES.size())).clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
            }
            clamp(Arrays.copyOf(frame, random.nextInt(8) > 0 ? frame.length : random.nextInt(frame.length + 20)));
        }
        assertTrue(changed > 10_000, () -> changed + " were changed");
    }

    @Test
    void answersForRandomOptions() {
        for (int i = 0; i < 200_000; i++) {
            byte[] options = new byte[random.nextInt(41)];
            for (int at = 0; at < options.length; at++) {
                options[at] = (byte) (random.nextInt(8) > 0 ? random.nextInt(6) : random.nextInt());
            }
            clamp(TcpFrame.ipv4(TcpFrame.SYN, options).bytes());
        }
        assertTrue(changed > 1_000, () -> changed + " were changed");
    }

    @Test
    void answersForRandomBytes() {
        for (int i = 0; i < 100_000; i++) {
            byte[] frame = new byte[random.nextInt(120)];
            random.nextBytes(frame);
            if (frame.length > 14) {
                int type = new int[]{EtherType.IPV4, EtherType.IPV6, EtherType.VLAN}[random.nextInt(3)];
                frame[12] = (byte) (type >>> 8);
                frame[13] = (byte) type;
                frame[14] = (byte) (type == EtherType.IPV4 ? 0x45 : 0x60);
            }
            clamp(frame);
        }
    }

    @Test
    void allocatesNothing() {
        byte[] frame = FRAMES.getFirst();
        ByteBuf buffer = Unpooled.copiedBuffer(frame);
        double bytes = Allocation.bytesPerCall(() -> {
            assertTrue(MssClamp.clamp(buffer, 0, frame.length, MTU));
            buffer.setBytes(0, frame);
        });
        assertTrue(bytes < 1, () -> bytes + " bytes a call");
    }

    /** In a buffer that ends where the frame does, an access beyond fails; in a larger one, nothing there matters. */
    private void clamp(byte[] frame) {
        ByteBuf exact = Unpooled.copiedBuffer(frame);
        byte[] around = new byte[frame.length + 400];
        Arrays.fill(around, (byte) 2);
        System.arraycopy(frame, 0, around, 21, frame.length);
        ByteBuf larger = Unpooled.copiedBuffer(around);
        try {
            boolean answer = MssClamp.clamp(exact, 0, frame.length, MTU);
            assertEquals(answer, MssClamp.clamp(larger, 21, frame.length, MTU));
            byte[] after = ByteBufUtil.getBytes(exact);
            System.arraycopy(after, 0, around, 21, frame.length);
            assertArrayEquals(around, ByteBufUtil.getBytes(larger));
            assertEquals(answer, !Arrays.equals(frame, after));
            if (answer) {
                changed++;
                assertOnlySizesAndChecksumDiffer(frame, after);
            }
        } catch (RuntimeException | AssertionError e) {
            fail(ByteBufUtil.hexDump(frame), e);
        }
    }

    private static void assertOnlySizesAndChecksumDiffer(byte[] before, byte[] after) {
        assertEquals(TcpFrame.fold(TcpFrame.sum(before)) % 0xffff, TcpFrame.fold(TcpFrame.sum(after)) % 0xffff);
        int pairs = 0;
        int at = 0;
        while (at < before.length) {
            if (before[at] == after[at]) {
                at++;
                continue;
            }
            if (isSize(before, after, at)) {
                at += 2;
            } else if (isSize(before, after, at - 1)) {
                at++;
            } else {
                pairs++;
                assertTrue(pairs == 1, "bytes that are no segment size, more than one checksum");
                at += 2;
            }
        }
    }

    private static boolean isSize(byte[] before, byte[] after, int at) {
        if (at + 1 >= after.length) {
            return false;
        }
        int size = (after[at] & 0xff) << 8 | (after[at + 1] & 0xff);
        return before[at - 2] == 2 && before[at - 1] == 4 && size <= MTU - 40 && size >= MTU - 40 - 20 - 4 * 20;
    }
}
