package dev.lanparty.filter;

import static dev.lanparty.filter.DhcpFrame.ACK;
import static dev.lanparty.filter.DhcpFrame.OFFER;
import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.bytes;
import static dev.lanparty.frame.Frames.join;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Addressed;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The LAN's DHCP server gives a player an address, and no way to the internet; all else stays as the server wrote it. */
class DhcpAnswerTest {
    /** Router, name servers, routes old and new and Microsoft's, and the proxy of browsers. */
    private static final int[] TAKEN_OUT = {3, 6, 33, 121, 146, 162, 249, 252};
    private static final byte[] MASK = bytes(255, 255, 255, 0);

    private final SecuredRoom room = new SecuredRoom();

    @Test
    void anOfferAndAnAcknowledgementLoseRouterNameServersAndRoutes() {
        for (int type : new int[]{OFFER, ACK, 0, 6}) {
            byte[] frame = new DhcpFrame(type, ALICE, "10.0.0.50").option(54, Addressed.ip("10.0.0.2"))
                    .option(51, bytes(0, 0, 14, 16)).option(1, MASK).option(3, Addressed.ip("10.0.0.1"))
                    .option(6, bytes(10, 0, 0, 1, 8, 8, 8, 8)).option(33, bytes(192, 168, 1, 1, 10, 0, 0, 1))
                    .option(121, bytes(0, 10, 0, 0, 1)).option(249, bytes(0, 10, 0, 0, 1))
                    .option(252, bytes('h', 't', 't', 'p')).option(28, Addressed.ip("10.0.0.255")).frame();
            byte[] bare = new DhcpFrame(type, ALICE, "10.0.0.50").option(54, Addressed.ip("10.0.0.2"))
                    .option(51, bytes(0, 0, 14, 16)).option(1, MASK).option(28, Addressed.ip("10.0.0.255")).frame();

            byte[] passed = passed(frame);
            assertArrayEquals(DhcpFrame.optionsOf(bare), DhcpFrame.optionsOf(passed));
            assertEquals(frame.length, passed.length);
            assertArrayEquals(Arrays.copyOf(frame, 40), Arrays.copyOf(passed, 40));
        }
    }

    @Test
    void anAnswerWithNothingToTakeOutStaysAsItIs() {
        byte[] frame = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(1, MASK).option(15, bytes('l', 'a', 'n')).frame();
        assertArrayEquals(frame, passed(frame));
    }

    /** At each place, so that the checksum's words begin at even and at odd bytes of it, and in each length. */
    @Test
    void everyLengthAtEveryPlaceIsTakenOutAndTheChecksumIsRight() {
        for (int code : TAKEN_OUT) {
            for (int length = 0; length <= 255; length++) {
                byte[] value = new byte[length];
                Arrays.fill(value, (byte) (length * 7 + 1));
                DhcpFrame before = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(15, new byte[length % 3]);
                byte[] frame = before.option(code, value).option(1, MASK).frame();
                byte[] bare = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(15, new byte[length % 3]).option(1, MASK)
                        .frame();
                assertArrayEquals(DhcpFrame.optionsOf(bare), DhcpFrame.optionsOf(passed(frame)));
            }
        }
    }

    /** RFC 3396: a long option comes as several of the same code. */
    @Test
    void everyPartOfALongOptionIsTakenOut() {
        byte[] frame = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(121, new byte[255]).option(1, MASK)
                .option(121, new byte[90]).option(121, new byte[0]).endless().frame();
        byte[] bare = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(1, MASK).frame();
        assertArrayEquals(DhcpFrame.optionsOf(bare), DhcpFrame.optionsOf(passed(frame)));
    }

    /** RFC 2132, section 9.3: options go on where the names of a file and a server would be. */
    @Test
    void overloadedFieldsAreReadToo() {
        byte[] more = join(bytes(3, 4), Addressed.ip("10.0.0.1"), bytes(12, 2, 'p', 'c'), bytes(6, 4),
                Addressed.ip("10.0.0.1"), bytes(255));
        byte[] bare = join(new byte[6], bytes(12, 2, 'p', 'c'), new byte[6], bytes(255));
        for (int overload = 0; overload <= 3; overload++) {
            byte[] frame = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(52, bytes(overload))
                    .field(DhcpFrame.FILE, more).field(DhcpFrame.SERVER_NAME, more).frame();
            byte[] passed = passed(frame);
            assertField((overload & 1) != 0 ? bare : more, passed, DhcpFrame.FILE);
            assertField((overload & 2) != 0 ? bare : more, passed, DhcpFrame.SERVER_NAME);
        }
    }

    private static void assertField(byte[] expected, byte[] frame, int index) {
        assertArrayEquals(expected, Arrays.copyOfRange(frame, index, index + expected.length));
    }

    @Test
    void optionsThatContradictThemselvesDoNotPass() {
        DhcpFrame[] messages = {new DhcpFrame(ACK, ALICE, "10.0.0.50").raw(bytes(12, 9, 1, 2)).endless(),
                new DhcpFrame(ACK, ALICE, "10.0.0.50").raw(bytes(3)).endless(),
                new DhcpFrame(ACK, ALICE, "10.0.0.50").raw(bytes(12, 255)).option(3, Addressed.ip("10.0.0.1")),
                new DhcpFrame(ACK, ALICE, "10.0.0.50").option(52, bytes(1)).field(DhcpFrame.FILE, bytes(12, 200)),
                new DhcpFrame(ACK, ALICE, "10.0.0.50").option(52, bytes(2)).field(DhcpFrame.SERVER_NAME,
                        bytes(12, 63))};
        for (DhcpFrame message : messages) {
            assertEquals(DropReason.DHCP_UNREADABLE, room.lanSends(message.frame()));
        }
        assertNull(room.lanSends(new DhcpFrame(ACK, ALICE, "10.0.0.50").endless().frame()));
    }

    /** Were a message longer by one length than by another, two readers would find different options in it. */
    @Test
    void lengthsThatContradictEachOtherDoNotPass() {
        byte[] frame = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(3, Addressed.ip("10.0.0.1")).frame();
        for (int index : new int[]{17, 39}) {
            for (int change : new int[]{-1, 1, 5}) {
                byte[] changed = frame.clone();
                changed[index] += (byte) change;
                assertEquals(DropReason.DHCP_UNREADABLE, room.lanSends(changed));
            }
        }
        for (int length = 14 + 20 + 8; length < frame.length; length++) {
            assertEquals(DropReason.DHCP_UNREADABLE, room.lanSends(Arrays.copyOf(frame, length)));
        }
        assertNull(room.lanSends(Arrays.copyOf(frame, frame.length + 9)), "padding behind the packet is nothing");
    }

    @Test
    void anAnswerInPiecesDoesNotPass() {
        byte[] frame = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(43, new byte[250]).option(43, new byte[250])
                .option(3, Addressed.ip("10.0.0.1")).frame();
        assertEquals(DropReason.DHCP_UNREADABLE, room.lanSendsPiece(frame, 14 + 256));
        assertEquals(DropReason.DHCP_UNREADABLE, room.lanSendsPiece(frame, 600));
        assertEquals(DropReason.DHCP_UNREADABLE, room.lanSendsPiece(frame, frame.length));

        byte[] fragment = frame.clone();
        fragment[20] = 0x20;
        assertEquals(DropReason.DHCP_UNREADABLE, room.lanSends(fragment));
        byte[] later = frame.clone();
        later[21] = 1;
        assertNull(room.lanSends(later), "without its first fragment nobody takes it");
    }

    @Test
    void theSameHoldsBehindTagsSnapHeadersAndOptionsOfIp() {
        SecuredRoom vlans = new SecuredRoom(FilterPolicy.PARTY.withVlanTags(true), 100);
        byte[] frame = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(3, Addressed.ip("10.0.0.1")).frame();
        byte[] passed = passed(frame);
        byte[] tagged = Frames.tagged(Frames.tagged(frame));
        assertNull(vlans.lanSends(tagged));
        assertArrayEquals(Frames.tagged(Frames.tagged(passed)), tagged);
        byte[] snap = Frames.snap(Frames.BROADCAST, Frames.SERVER, EtherType.IPV4,
                Arrays.copyOfRange(frame, 14, frame.length));
        assertNull(room.lanSends(snap));
        assertArrayEquals(Arrays.copyOfRange(passed, 34, passed.length), Arrays.copyOfRange(snap, 42, snap.length));

        byte[] datagram = Arrays.copyOfRange(frame, 34, frame.length);
        byte[] withOptions = Frames.ipv4(Frames.SERVER, Frames.ipv4Packet(Frames.UDP, 10, 0, datagram));
        assertNull(room.lanSends(withOptions));
        assertArrayEquals(Arrays.copyOfRange(passed, 34, passed.length),
                Arrays.copyOfRange(withOptions, 74, withOptions.length));
    }

    @Test
    void aMessageWithoutChecksumStaysWithout() {
        byte[] frame = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(3, Addressed.ip("10.0.0.1")).frame();
        frame[40] = 0;
        frame[41] = 0;
        assertNull(room.lanSends(frame));
        assertEquals(0, frame[40] | frame[41]);
        assertEquals(0, frame[DhcpFrame.OPTIONS + 3]);
    }

    @Test
    void aWrongChecksumStaysWrong() {
        byte[] frame = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(3, Addressed.ip("10.0.0.1")).frame();
        frame[41] ^= 0x10;
        assertNull(room.lanSends(frame));
        assertTrue(Addressed.udpSum(Arrays.copyOfRange(frame, 14, frame.length)) != 0xffff);
    }

    @Test
    void whereThePolicyAllowsRoutesAnAnswerStaysAsItIs() {
        SecuredRoom open = new SecuredRoom(FilterPolicy.OPEN, 100);
        byte[] frame = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(3, Addressed.ip("10.0.0.1")).frame();
        byte[] before = frame.clone();
        assertNull(open.lanSends(frame));
        assertNull(open.lanSendsPiece(frame, 14 + 256));
        assertArrayEquals(before, frame);
    }

    /** Held against a reader of its own: the options that remain are those that may, in their order. */
    @Test
    void randomAnswersLoseWhatTheyMustAndKeepTheRest() {
        Random random = Seeds.random();
        for (int i = 0; i < 20_000; i++) {
            DhcpFrame message = new DhcpFrame(ACK, ALICE, "10.0.0." + (1 + random.nextInt(250)));
            DhcpFrame bare = new DhcpFrame(ACK, ALICE, "10.0.0.1");
            for (int options = random.nextInt(12); options > 0; options--) {
                boolean taken = random.nextBoolean();
                int code = taken ? TAKEN_OUT[random.nextInt(TAKEN_OUT.length)] : 60 + random.nextInt(50);
                byte[] value = new byte[random.nextInt(60)];
                random.nextBytes(value);
                message.option(code, value).raw(new byte[random.nextInt(3)]);
                if (!taken) {
                    bare.option(code, value);
                }
            }
            assertArrayEquals(DhcpFrame.optionsOf(bare.frame()), DhcpFrame.optionsOf(passed(message.frame())));
        }
    }

    @Test
    void hostileAnswersNeverReachBeyondTheirFrame() {
        Random random = Seeds.random();
        List<DropReason> met = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            byte[] value = new byte[random.nextInt(80)];
            random.nextBytes(value);
            byte[] frame = new DhcpFrame(ACK, ALICE, "10.0.0.50").option(52, bytes(random.nextInt(5))).raw(value)
                    .field(DhcpFrame.FILE, Arrays.copyOf(value, Math.min(value.length, 64))).frame();
            for (int change = random.nextInt(5); change > 0; change--) {
                frame[14 + random.nextInt(frame.length - 14)] = (byte) random.nextInt();
            }
            byte[] around = new byte[frame.length + 600];
            Arrays.fill(around, (byte) 3);
            System.arraycopy(frame, 0, around, 300, frame.length);
            ByteBuf exact = Unpooled.wrappedBuffer(frame);
            ByteBuf larger = Unpooled.wrappedBuffer(around);
            PortSecurity security = new PortSecurity(FilterPolicy.PARTY, 100);
            DropReason reason = security.judgeFromGateway(exact, 0, frame.length, true, i);
            assertEquals(reason, security.judgeFromGateway(larger, 300, frame.length, true, i));
            assertArrayEquals(frame, Arrays.copyOfRange(around, 300, 300 + frame.length),
                    () -> ByteBufUtil.hexDump(frame));
            for (int outside = 0; outside < 300; outside++) {
                assertEquals(3, around[outside] + around[around.length - 1 - outside] - 3);
            }
            if (reason != null && !met.contains(reason)) {
                met.add(reason);
            }
        }
        assertTrue(met.contains(DropReason.DHCP_UNREADABLE));
    }

    /** What a player gets of an answer; its UDP checksum must be right. */
    private byte[] passed(byte[] frame) {
        byte[] copy = frame.clone();
        assertNull(room.lanSends(copy));
        assertEquals(0xffff, Addressed.udpSum(Arrays.copyOfRange(copy, 14, copy.length)));
        return copy;
    }
}
