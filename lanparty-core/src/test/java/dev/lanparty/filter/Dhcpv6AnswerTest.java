package dev.lanparty.filter;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.frame.Frames.bytes;
import static dev.lanparty.frame.Frames.join;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanparty.frame.Addressed;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Frames.Extension;
import dev.lanparty.frame.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The LAN's DHCPv6 server gives players addresses, and no name servers. */
class Dhcpv6AnswerTest {
    private static final int UDP = 14 + 40;
    private static final int OPTIONS = UDP + 8 + 4;
    private static final byte[] ADDRESS = option(3, new byte[40]);
    private static final byte[] SEARCH = option(24, bytes(3, 'l', 'a', 'n', 0));
    private static final byte[] NAME_SERVERS = option(23, join(Addressed.ip("fd00::1"), Addressed.ip("fd00::2")));

    private final SecuredRoom room = new SecuredRoom();

    @Test
    void nameServersBecomeWhatNobodyKnowsAndAllElseStays() {
        for (int kind : new int[]{2, 7, 10}) {
            byte[] passed = passed(answer(kind, ADDRESS, NAME_SERVERS, SEARCH, option(74, new byte[20]),
                    option(144, bytes(1, 2, 3)), option(23)));
            assertArrayEquals(join(ADDRESS, option(0xffff, new byte[32]), SEARCH, option(0xffff, new byte[20]),
                    option(0xffff, new byte[3]), option(0xffff)),
                    Arrays.copyOfRange(passed, OPTIONS, passed.length));
        }
    }

    @Test
    void anAnswerWithNothingToTakeOutStaysAsItIs() {
        byte[] frame = answer(7, ADDRESS, SEARCH);
        assertArrayEquals(frame, passed(frame));
    }

    @Test
    void theSameHoldsBehindExtensionHeaders() {
        byte[] datagram = Frames.udp(547, 546, join(bytes(7, 1, 2, 3), NAME_SERVERS));
        byte[] frame = Frames.ipv6(SERVER, Frames.ipv6Packet(List.of(Extension.hopByHop()), Frames.UDP, datagram));
        assertNull(room.lanSends(frame));
        assertArrayEquals(option(0xffff, new byte[32]), Arrays.copyOfRange(frame, OPTIONS + 8, frame.length));
    }

    @Test
    void anAnswerInPiecesCutOffOrAtOddsWithItselfDoesNotPass() {
        byte[] frame = answer(7, ADDRESS, NAME_SERVERS);
        for (int length = UDP + 4; length < frame.length; length++) {
            assertEquals(DropReason.DHCP_UNREADABLE, room.lanSends(Arrays.copyOf(frame, length)));
        }
        for (int length = UDP; length < UDP + 4; length++) {
            assertEquals(DropReason.HIDDEN_PAYLOAD, room.lanSends(Arrays.copyOf(frame, length)));
        }
        assertEquals(DropReason.DHCP_UNREADABLE, room.lanSendsPiece(frame, frame.length));
        byte[] datagram = Arrays.copyOfRange(frame, UDP, frame.length);
        byte[] fragment = Frames.ipv6Packet(List.of(Extension.fragment(0, true)), Frames.UDP, datagram);
        assertEquals(DropReason.DHCP_UNREADABLE, room.lanSends(Frames.ipv6(SERVER, fragment)));
        assertEquals(DropReason.DHCP_UNREADABLE, room.lanSends(answer(7, ADDRESS, bytes(0, 23, 0, 16, 1))));
        assertEquals(DropReason.DHCP_UNREADABLE, room.lanSends(answer(7, ADDRESS, bytes(0, 23, 0))));
        byte[] shorter = frame.clone();
        shorter[UDP + 5] = (byte) (shorter[UDP + 5] - 36);
        assertEquals(DropReason.DHCP_UNREADABLE, room.lanSends(shorter));
    }

    @Test
    void otherPortsAreNotLookedAt() {
        byte[] datagram = Frames.udp(547, 547, join(bytes(7, 1, 2, 3), NAME_SERVERS));
        byte[] frame = Frames.ipv6(SERVER, Frames.ipv6Packet(List.of(), Frames.UDP, datagram));
        byte[] before = frame.clone();
        assertNull(room.lanSends(frame));
        assertArrayEquals(before, frame);
    }

    @Test
    void whereThePolicyAllowsRoutesAnAnswerStaysAsItIs() {
        byte[] frame = answer(7, NAME_SERVERS);
        byte[] before = frame.clone();
        assertNull(new SecuredRoom(FilterPolicy.OPEN, 100).lanSends(frame));
        assertArrayEquals(before, frame);
    }

    @Test
    void noPlayerIsADhcpv6Server() {
        byte[] frame = answer(7, NAME_SERVERS);
        System.arraycopy(ALICE.toBytes(), 0, frame, 6, 6);
        assertEquals(DropReason.DHCPV6_SERVER, room.playerSends(ALICE, frame));
    }

    @Test
    void randomAnswersKeepARightChecksum() {
        Random random = Seeds.random();
        for (int i = 0; i < 20_000; i++) {
            byte[] options = new byte[0];
            for (int count = random.nextInt(6); count > 0; count--) {
                byte[] value = new byte[random.nextInt(40)];
                random.nextBytes(value);
                options = join(options, option(random.nextInt(5) == 0 ? 23 : random.nextInt(200), value));
            }
            passed(answer(7, options));
        }
    }

    private static byte[] option(int code, byte... value) {
        return join(bytes(code >>> 8, code, value.length >>> 8, value.length), value);
    }

    private static byte[] answer(int kind, byte[]... options) {
        byte[] datagram = Frames.udp(547, 546, join(bytes(kind, 1, 2, 3), join(options)));
        byte[] packet = Addressed.withUdpChecksum(Addressed.ipv6("fe80::1", "fe80::2", Frames.UDP, datagram));
        return Frames.ethernet(ALICE, SERVER, EtherType.IPV6, packet);
    }

    /** What a player gets; its checksum must be right. */
    private byte[] passed(byte[] frame) {
        byte[] copy = frame.clone();
        assertNull(room.lanSends(copy));
        assertEquals(0xffff, Addressed.udpv6Sum(Arrays.copyOfRange(copy, 14, copy.length)));
        return copy;
    }
}
