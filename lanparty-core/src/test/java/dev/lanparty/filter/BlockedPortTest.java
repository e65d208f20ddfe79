package dev.lanparty.filter;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.TCP;
import static dev.lanparty.frame.Frames.UDP;
import static dev.lanparty.frame.Frames.ipv4;
import static dev.lanparty.frame.Frames.ipv4Packet;
import static dev.lanparty.frame.Frames.ipv6;
import static dev.lanparty.frame.Frames.ipv6Packet;
import static dev.lanparty.frame.Frames.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Frames.Extension;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Among strangers, nobody reaches anybody's files, desktop, remote shell or router settings, from either side. */
class BlockedPortTest {
    private static final int SYN = 2;
    private static final int SYN_ACK = 0x12;
    private static final int ACK = 0x10;

    private final SafetyFilter games = new SafetyFilter(FilterPolicy.GAMES_ONLY);
    private final SafetyFilter party = new SafetyFilter(FilterPolicy.PARTY);

    @Test
    void noConnectionOpensToFilesDesktopsAndRemoteShells() {
        for (int port : new int[]{135, 139, 445, 3389, 5985, 5986, 2869}) {
            assertBlocked(ipv4(ALICE, ipv4Packet(TCP, tcp(50_000, port, SYN))));
            assertBlocked(ipv6(ALICE, ipv6Packet(List.of(Extension.destinationOptions(2)), TCP,
                    tcp(50_000, port, SYN))));
        }
    }

    @Test
    void nothingIsSentToUpnpRemoteDesktopsAndWindowsNames() {
        for (int port : new int[]{1900, 3702, 3389, 137, 5355, 5351}) {
            assertBlocked(ipv4(ALICE, ipv4Packet(UDP, udp(50_000, port))));
            assertBlocked(ipv6(ALICE, ipv6Packet(List.of(), UDP, udp(50_000, port))));
        }
    }

    @Test
    void gamesPass() {
        for (int port : new int[]{27_015, 6112, 2300, 47_624, 3979, 80}) {
            assertPasses(ipv4(ALICE, ipv4Packet(TCP, tcp(50_000, port, SYN))));
            assertPasses(ipv4(ALICE, ipv4Packet(UDP, udp(50_000, port))));
        }
    }

    /** An old PC may have a service's number for its own end of a connection to a game. */
    @Test
    void answersToABlockedNumberPass() {
        assertPasses(ipv4(ALICE, ipv4Packet(TCP, tcp(27_015, 3389, SYN_ACK))));
        assertPasses(ipv4(ALICE, ipv4Packet(TCP, tcp(27_015, 3389, ACK))));
        assertPasses(ipv4(ALICE, ipv4Packet(TCP, tcp(3389, 27_015, SYN))));
    }

    /** RFC 3128: nothing may hide the flags, or write over them later. */
    @Test
    void fragmentsDoNotHideThatAConnectionOpens() {
        byte[] segment = tcp(50_000, 445, SYN);
        for (int length = 8; length < 14; length++) {
            assertEquals(DropReason.HIDDEN_PAYLOAD,
                    judge(games, ipv4(ALICE, ipv4Packet(TCP, 0, 0x2000, Arrays.copyOf(segment, length)))));
        }
        assertBlocked(ipv4(ALICE, ipv4Packet(TCP, 0, 0x2000, segment)));
        assertEquals(DropReason.HIDDEN_PAYLOAD, judge(games, ipv4(ALICE, ipv4Packet(TCP, 0, 1, segment))));
        assertEquals(DropReason.HIDDEN_PAYLOAD,
                judge(games, ipv6(ALICE, ipv6Packet(List.of(Extension.fragment(1, true)), TCP, segment))));
        assertPasses(ipv4(ALICE, ipv4Packet(TCP, 0, 2, segment)));
        assertEquals(DropReason.HIDDEN_PAYLOAD,
                judge(games, ipv4(ALICE, ipv4Packet(UDP, 0, 0x2000, Arrays.copyOf(udp(1, 1900), 3)))));
    }

    @Test
    void aPartyBlocksNone() {
        assertNull(judge(party, ipv4(ALICE, ipv4Packet(TCP, tcp(50_000, 445, SYN)))));
        assertNull(judge(party, ipv4(ALICE, ipv4Packet(UDP, udp(50_000, 1900)))));
    }

    private void assertBlocked(byte[] frame) {
        assertEquals(DropReason.BLOCKED_PORT, judge(games, frame));
        assertEquals(DropReason.BLOCKED_PORT,
                games.judgeFromGateway(Unpooled.wrappedBuffer(frame), 0, frame.length));
    }

    private void assertPasses(byte[] frame) {
        assertNull(judge(games, frame));
        assertNull(games.judgeFromGateway(Unpooled.wrappedBuffer(frame), 0, frame.length));
    }

    private static @Nullable DropReason judge(SafetyFilter filter, byte[] frame) {
        return filter.judgeFromClient(Unpooled.wrappedBuffer(frame), 0, frame.length, ALICE.bits());
    }

    private static byte[] tcp(int sourcePort, int destinationPort, int flags) {
        return Frames.join(Frames.bytes(sourcePort >>> 8, sourcePort, destinationPort >>> 8, destinationPort),
                new byte[8], Frames.bytes(0x50, flags), new byte[6]);
    }
}
