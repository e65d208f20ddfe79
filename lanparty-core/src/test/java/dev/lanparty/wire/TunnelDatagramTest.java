package dev.lanparty.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.DropReason;
import dev.lanparty.frame.Ethernet;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TunnelDatagramTest {
    private static final byte[] FRAME = Frames.arp(Frames.ALICE);

    @Test
    void takesAWholeFrame() {
        ByteBuf datagram = Unpooled.wrappedBuffer(Datagrams.ofFrame(FRAME));

        assertNull(TunnelDatagram.check(datagram));
        assertFalse(TunnelDatagram.isFragment(datagram));
        assertEquals(4, TunnelDatagram.frameOffset(datagram));
        assertEquals(Frames.ALICE.bits(), Ethernet.source(datagram, TunnelDatagram.frameOffset(datagram)));
        assertEquals(0, TunnelDatagram.sourcePeer(datagram));
    }

    @Test
    void takesAFragmentAndFindsItsEthernetHeader() {
        byte[] frame = Frames.ofLength(Frames.BOB, Frames.ALICE, 1_514);
        ByteBuf datagram = Unpooled.wrappedBuffer(Datagrams.pieceOf(frame, 513, 1, 600));

        assertNull(TunnelDatagram.check(datagram));
        assertTrue(TunnelDatagram.isFragment(datagram));
        assertEquals(8, TunnelDatagram.frameOffset(datagram));
        assertEquals(Frames.BOB.bits(), Ethernet.destination(datagram, TunnelDatagram.frameOffset(datagram)));
        assertEquals(513, FragmentHeader.frameNumber(datagram, 4));
        assertEquals(1, FragmentHeader.index(datagram, 4));
        assertEquals(3, FragmentHeader.count(datagram, 4));
    }

    @Test
    void writesTheHeaderThatTheFormatDescribes() {
        ByteBuf buffer = Unpooled.buffer(16).writeZero(16).setInt(3, -1);

        TunnelDatagram.writeFrameHeader(buffer, 3);

        assertArrayEquals(new byte[]{0, 0, 0, 0x10, 0, 0, 0, 0}, ByteBufUtil.getBytes(buffer, 0, 8));
    }

    @Test
    void stampsEverySourcePeerInPlaceAndNothingElse() {
        byte[] before = Datagrams.ofFrame(FRAME);
        ByteBuf datagram = Unpooled.wrappedBuffer(new byte[]{9, 9}, before.clone());
        datagram.skipBytes(2);
        for (int peer = 0; peer <= 65_535; peer++) {
            TunnelDatagram.stampSourcePeer(datagram, peer);
            assertEquals(peer, TunnelDatagram.sourcePeer(datagram));
        }
        TunnelDatagram.stampSourcePeer(datagram, 0);
        assertArrayEquals(before, ByteBufUtil.getBytes(datagram));
        assertEquals(0x0909, datagram.getUnsignedShort(0));
    }

    @Test
    void judgesEveryVersionKindAndFlagAsTheFormatDescribes() {
        byte[] datagram = Datagrams.fragment(1, 0, 2, new byte[14], new byte[256]);
        for (int first = 0; first < 256; first++) {
            for (int flags = 0; flags < 256; flags++) {
                datagram[0] = (byte) first;
                datagram[1] = (byte) flags;
                assertAgrees(datagram, 0, 0);
            }
        }
    }

    @Test
    void judgesEveryIndexAndCountAsTheFormatDescribes() {
        for (int index = 0; index < 256; index++) {
            for (int count = 0; count < 256; count++) {
                for (int pieceBytes : new int[]{0, 1, 255, 256}) {
                    assertAgrees(Datagrams.fragment(1, index, count, new byte[14], new byte[pieceBytes]), 0, 0);
                }
            }
        }
    }

    @Test
    void judgesEveryLengthAsTheFormatDescribes() {
        for (int first : new int[]{0x10, 0x11}) {
            for (int length = 0; length < 300; length++) {
                byte[] datagram = new byte[length];
                if (length > 0) {
                    datagram[0] = (byte) first;
                }
                if (length > 7) {
                    datagram[7] = 3;
                }
                assertAgrees(datagram, 0, 0);
            }
        }
    }

    @Test
    void judgesRandomBytesAsTheFormatDescribes() {
        Random random = Seeds.random();
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(600) : random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextInt(4) > 0) {
                bytes[0] = (byte) (0x10 + random.nextInt(3));
            }
            if (bytes.length > 1 && random.nextInt(8) > 0) {
                bytes[1] = 0;
            }
            if (bytes.length > 7 && random.nextBoolean()) {
                bytes[6] = (byte) random.nextInt(8);
                bytes[7] = (byte) random.nextInt(8);
            }
            assertAgrees(bytes, random.nextInt(3), random.nextInt(3));
        }
    }

    /** What a fragment may be, taken from its rules one by one. */
    @Test
    void takesPiecesOf256BytesAndAnyLastOne() {
        assertNull(checkFragment(0, 2, 256));
        assertNull(checkFragment(1, 2, 1));
        assertNull(checkFragment(5, 6, 1));
        assertNull(checkFragment(0, 6, 1_200));
    }

    @Test
    void refusesPiecesThatCannotBe() {
        assertEquals(DropReason.FRAGMENT_HEADER, checkFragment(0, 0, 300));
        assertEquals(DropReason.FRAGMENT_HEADER, checkFragment(0, 1, 300));
        assertEquals(DropReason.FRAGMENT_HEADER, checkFragment(2, 2, 300));
        assertEquals(DropReason.FRAGMENT_HEADER, checkFragment(0, 7, 300));
        assertEquals(DropReason.FRAGMENT_HEADER, checkFragment(255, 6, 300));
        assertEquals(DropReason.FRAGMENT_HEADER, checkFragment(0, 2, 255));
        assertEquals(DropReason.FRAGMENT_HEADER, checkFragment(1, 2, 0));
    }

    @Test
    void takesEveryPieceOfTheLongestFrameAtTheSmallestBudget() {
        byte[] longest = Frames.tagged(Frames.ofLength(Frames.BOB, Frames.ALICE, 1_514));
        for (int pieceBytes : new int[]{FragmentHeader.MIN_PIECE_BYTES, MtuBudget.MIN_DATAGRAM_BYTES - 22, 1_200}) {
            int count = (longest.length - 14 + pieceBytes - 1) / pieceBytes;
            assertTrue(count <= FragmentHeader.MAX_COUNT, () -> "pieces of " + pieceBytes);
            for (int index = 0; index < count; index++) {
                assertNull(TunnelDatagram
                        .check(Unpooled.wrappedBuffer(Datagrams.pieceOf(longest, 1, index, pieceBytes))));
            }
        }
    }

    @Test
    void writesAFragmentHeaderThatReadsBack() {
        ByteBuf buffer = Unpooled.wrappedBuffer(new byte[9]);
        FragmentHeader.write(buffer, 3, 0xfedc, 4, 5);

        assertArrayEquals(new byte[]{0, 0, 0, (byte) 0xfe, (byte) 0xdc, 4, 5, 0, 0}, buffer.array());
        assertEquals(0xfedc, FragmentHeader.frameNumber(buffer, 3));
        assertEquals(4, FragmentHeader.index(buffer, 3));
        assertEquals(5, FragmentHeader.count(buffer, 3));
    }

    private static @Nullable DropReason checkFragment(int index, int count, int pieceBytes) {
        return TunnelDatagram
                .check(Unpooled.wrappedBuffer(Datagrams.fragment(1, index, count, new byte[14], new byte[pieceBytes])));
    }

    private static void assertAgrees(byte[] bytes, int before, int behind) {
        ByteBuf datagram = Unpooled.wrappedBuffer(Frames.join(new byte[before], bytes, new byte[behind]));
        datagram.setIndex(before, before + bytes.length);
        assertEquals(naiveCheck(bytes), TunnelDatagram.check(datagram), () -> ByteBufUtil.hexDump(bytes));
    }

    /** The format's description once more, without haste. */
    private static @Nullable DropReason naiveCheck(byte[] bytes) {
        if (bytes.length < 4) {
            return DropReason.DATAGRAM_TOO_SHORT;
        }
        int version = (bytes[0] & 0xff) / 16;
        int kind = (bytes[0] & 0xff) % 16;
        if (version != 1) {
            return DropReason.DATAGRAM_VERSION;
        }
        if (bytes[1] != 0) {
            return DropReason.DATAGRAM_FLAGS;
        }
        if (kind > 1) {
            return DropReason.DATAGRAM_KIND;
        }
        if (kind == 0) {
            return bytes.length - 4 < 14 ? DropReason.RUNT : null;
        }
        if (bytes.length < 4 + 4 + 14) {
            return DropReason.DATAGRAM_TOO_SHORT;
        }
        int index = bytes[6] & 0xff;
        int count = bytes[7] & 0xff;
        int pieceBytes = bytes.length - 22;
        boolean possible = count >= 2 && count <= 6 && index < count
                && (index == count - 1 ? pieceBytes >= 1 : pieceBytes >= 256);
        return possible ? null : DropReason.FRAGMENT_HEADER;
    }
}
