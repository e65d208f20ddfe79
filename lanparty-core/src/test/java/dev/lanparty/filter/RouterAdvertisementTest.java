package dev.lanparty.filter;

import static dev.lanparty.frame.Frames.SERVER;
import static dev.lanparty.frame.Frames.bytes;
import static dev.lanparty.frame.Frames.join;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanparty.filter.FilterPolicy.RouterAdvertisements;
import dev.lanparty.frame.Addressed;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Frames.Extension;
import dev.lanparty.frame.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The LAN's IPv6 router tells players the LAN's prefix, and nothing that would move their internet. */
class RouterAdvertisementTest {
    private static final int MESSAGE = 14 + 40;
    private static final byte[] MAC_OPTION = join(bytes(1, 1), SERVER.toBytes());
    private static final byte[] MTU_OPTION = bytes(5, 1, 0, 0, 0, 0, 5, 0xdc);
    private static final byte[] NAME_SERVER = join(bytes(25, 3, 0, 0, 0, 0, 14, 16), Addressed.ip("fd00::1"));
    private static final byte[] ROUTE = join(bytes(24, 3, 0, 0, 0, 0, 14, 16), Addressed.ip("2000::"));

    private final SecuredRoom room = new SecuredRoom();

    @Test
    void theRouterIsNoneByDefaultAndAsksForNoDhcp() {
        byte[] passed = passed(advertisement(MAC_OPTION, prefix(64), MTU_OPTION));
        byte[] expected = head();
        expected[5] = 0x20;
        expected[6] = 0;
        expected[7] = 0;
        byte[] message = join(expected, MAC_OPTION, prefix(64), MTU_OPTION);
        message[2] = passed[MESSAGE + 2];
        message[3] = passed[MESSAGE + 3];
        assertArrayEquals(message, Arrays.copyOfRange(passed, MESSAGE, passed.length));
    }

    @Test
    void routesNameServersAndWiderPrefixesBecomeWhatNobodyKnows() {
        byte[] unknown = new byte[24];
        unknown[0] = (byte) 253;
        unknown[1] = 3;
        byte[] passed = passed(advertisement(ROUTE, MAC_OPTION, NAME_SERVER, prefix(64)));
        assertArrayEquals(join(unknown, MAC_OPTION, unknown, prefix(64)),
                Arrays.copyOfRange(passed, MESSAGE + 16, passed.length));
        for (int bits = 0; bits < 64; bits++) {
            assertEquals((byte) 253, passed(advertisement(prefix(bits)))[MESSAGE + 16]);
        }
    }

    @Test
    void theSameHoldsBehindExtensionHeaders() {
        byte[] message = join(head(), NAME_SERVER);
        byte[] packet = Frames.ipv6Packet(List.of(Extension.hopByHop()), Frames.ICMPV6, message);
        byte[] frame = Frames.ipv6(SERVER, packet);
        assertNull(room.lanSends(frame));
        assertEquals(0, frame[MESSAGE + 8 + 7]);
        assertEquals((byte) 253, frame[MESSAGE + 8 + 16]);
    }

    @Test
    void anAdvertisementInPiecesOrCutOffDoesNotPass() {
        byte[] frame = advertisement(MAC_OPTION, NAME_SERVER);
        for (int length = MESSAGE + 1; length < frame.length; length++) {
            assertEquals(DropReason.ROUTER_ADVERTISEMENT, room.lanSends(Arrays.copyOf(frame, length)));
        }
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, room.lanSendsPiece(frame, frame.length));
        byte[] fragment = Frames.ipv6Packet(List.of(Extension.fragment(0, true)), Frames.ICMPV6, head());
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, room.lanSends(Frames.ipv6(SERVER, fragment)));
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, room.lanSends(advertisement(bytes(25, 0, 0, 0, 0, 0, 0, 0))));
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, room.lanSends(advertisement(bytes(25, 2, 0, 0, 0, 0, 0, 0))));
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, room.lanSends(advertisement(MAC_OPTION, bytes(25, 1, 0))));
    }

    @Test
    void aPolicyMayPassOrDropThemAll() {
        byte[] frame = advertisement(NAME_SERVER);
        byte[] before = frame.clone();
        assertNull(new SecuredRoom(FilterPolicy.OPEN, 100).lanSends(frame));
        assertArrayEquals(before, frame);
        FilterPolicy deaf = FilterPolicy.PARTY.withRouterAdvertisements(RouterAdvertisements.DROP);
        assertEquals(DropReason.ROUTER_ADVERTISEMENT, new SecuredRoom(deaf, 100).lanSends(frame));
    }

    @Test
    void randomAdvertisementsKeepARightChecksum() {
        Random random = Seeds.random();
        for (int i = 0; i < 20_000; i++) {
            byte[] options = new byte[0];
            for (int count = random.nextInt(5); count > 0; count--) {
                byte[] option = new byte[8 * (1 + random.nextInt(4))];
                random.nextBytes(option);
                option[1] = (byte) (option.length / 8);
                options = join(options, option);
            }
            passed(advertisement(options));
        }
    }

    /** Hop limit, both flags, a high preference and 30 minutes. */
    private static byte[] head() {
        return bytes(134, 0, 0, 0, 64, 0xe8, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static byte[] prefix(int bits) {
        return join(bytes(3, 4, bits, 0xc0, 0, 0, 14, 16, 0, 0, 14, 16, 0, 0, 0, 0), Addressed.ip("fd00::"));
    }

    private static byte[] advertisement(byte[]... options) {
        return Addressed.icmpv6(Frames.ALL_IPV6_NODES, SERVER, "fe80::1", "ff02::1", join(head(), join(options)));
    }

    /** What a player gets; its checksum must be right. */
    private byte[] passed(byte[] frame) {
        byte[] copy = frame.clone();
        assertNull(room.lanSends(copy));
        assertEquals(0xffff, Addressed.icmpv6Sum(Arrays.copyOfRange(copy, 14 + 8, 14 + 24),
                Arrays.copyOfRange(copy, 14 + 24, 14 + 40), Arrays.copyOfRange(copy, MESSAGE, copy.length)));
        return copy;
    }
}
