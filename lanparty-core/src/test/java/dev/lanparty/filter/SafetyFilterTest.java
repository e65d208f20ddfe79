package dev.lanparty.filter;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.BROADCAST;
import static dev.lanparty.frame.Frames.SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules about an Ethernet frame's own header, each with the frame it means and that frame's nearest innocent neighbour. */
class SafetyFilterTest {
    private static final SafetyFilter PARTY = new SafetyFilter(FilterPolicy.PARTY);
    private static final SafetyFilter VLANS = new SafetyFilter(FilterPolicy.PARTY.withVlanTags(true));

    @Test
    void passesWhatGamesSend() {
        assertPasses(Frames.arp(ALICE));
        assertPasses(Frames.ipv4(ALICE, Frames.ipv4Packet(Frames.UDP, Frames.udp(27_015, 27_015))));
        assertPasses(Frames.ipv4(ALICE, Frames.ipv4Packet(Frames.TCP, new byte[20])));
        assertPasses(Frames.ofLength(BOB, ALICE, 60));
    }

    @Test
    void passesIpxAndLengthTypedFrames() {
        assertPasses(Frames.ipx(ALICE));
        assertPasses(Frames.rawIpx(ALICE));
        assertPasses(Frames.netBeui(ALICE));
        assertPasses(Frames.snap(BROADCAST, ALICE, Frames.IPX, new byte[40]));
    }

    @Test
    void dropsWhatIsShorterThanAHeader() {
        byte[] header = Frames.ofLength(BOB, ALICE, 14);
        for (int length = 0; length < 14; length++) {
            assertDropped(DropReason.RUNT, Arrays.copyOf(header, length));
        }
        assertPasses(header);
    }

    @Test
    void drops1515BytesAndPasses1514() {
        assertPasses(Frames.ofLength(BOB, ALICE, 1_514));
        assertDropped(DropReason.JUMBO, Frames.ofLength(BOB, ALICE, 1_515));
        assertDropped(DropReason.JUMBO, Frames.ofLength(BOB, ALICE, 9_014));
    }

    @Test
    void drops1519TaggedBytesAndPasses1518WhereTagsMayPass() {
        byte[] longest = Frames.tagged(Frames.ofLength(BOB, ALICE, 1_514));
        byte[] tooLong = Frames.tagged(Frames.ofLength(BOB, ALICE, 1_515));

        assertNull(judge(VLANS, longest));
        assertEquals(DropReason.JUMBO, judge(VLANS, tooLong));
        assertDropped(DropReason.VLAN_TAGGED, longest);
        assertDropped(DropReason.JUMBO, tooLong);
        assertEquals(DropReason.JUMBO, judge(VLANS, Frames.ofLength(BOB, ALICE, 1_518)));
    }

    @Test
    void dropsEveryKindOfTagUnlessAllowed() {
        for (int tagType : new int[]{0x8100, 0x88a8, 0x9100}) {
            byte[] frame = Frames.tagged(Frames.arp(ALICE), tagType, 5);
            assertDropped(DropReason.VLAN_TAGGED, frame);
            assertNull(judge(VLANS, frame));
        }
        assertPasses(Frames.ethernet(BROADCAST, ALICE, 0x8101, new byte[46]));
        assertPasses(Frames.ethernet(BROADCAST, ALICE, 0x80ff, new byte[46]));
    }

    @Test
    void dropsGroupAndZeroSources() {
        assertDropped(DropReason.SOURCE_INVALID, Frames.arp(BROADCAST));
        assertDropped(DropReason.SOURCE_INVALID, Frames.arp(MacAddress.parse("01:00:5e:00:00:01")));
        assertDropped(DropReason.SOURCE_INVALID, Frames.arp(MacAddress.parse("03:00:00:00:00:0a")));
        assertDropped(DropReason.SOURCE_INVALID, Frames.arp(new MacAddress(0)));
    }

    @Test
    void passesFromAClientOnlyItsOwnSource() {
        assertNull(judge(PARTY, Frames.arp(ALICE)));
        byte[] stolen = Frames.arp(BOB);
        assertEquals(DropReason.SOURCE_NOT_OWN,
                PARTY.judgeFromClient(Unpooled.wrappedBuffer(stolen), 0, stolen.length, ALICE.bits()));
        for (int bit = 0; bit < 48; bit++) {
            MacAddress neighbour = new MacAddress(ALICE.bits() ^ 1L << bit);
            if (neighbour.isUsableUnicast()) {
                byte[] frame = Frames.arp(neighbour);
                assertEquals(DropReason.SOURCE_NOT_OWN,
                        PARTY.judgeFromClient(Unpooled.wrappedBuffer(frame), 0, frame.length, ALICE.bits()));
            }
        }
    }

    @Test
    void passesFromTheGatewayEverySourceAStationMayHave() {
        assertNull(judgeFromGateway(PARTY, Frames.arp(SERVER)));
        assertNull(judgeFromGateway(PARTY, Frames.arp(ALICE)));
        assertNull(judgeFromGateway(PARTY, Frames.arp(new MacAddress(1))));
    }

    @Test
    void dropsTheSixteenGroupsOfOneLinkAndPassesTheNext() {
        for (int last = 0; last < 16; last++) {
            assertDropped(DropReason.SWITCH_CONTROL,
                    Frames.ofLength(new MacAddress(0x0180_c200_0000L + last), ALICE, 60));
        }
        assertPasses(Frames.ofLength(MacAddress.parse("01:80:c2:00:00:10"), ALICE, 60));
        assertPasses(Frames.ofLength(MacAddress.parse("01:80:c1:ff:ff:ff"), ALICE, 60));
        assertPasses(Frames.ofLength(MacAddress.parse("01:80:c2:00:01:00"), ALICE, 60));
    }

    @Test
    void dropsCiscosTwoGroupsAndPassesTheNext() {
        assertDropped(DropReason.SWITCH_CONTROL, Frames.ofLength(MacAddress.parse("01:00:0c:cc:cc:cc"), ALICE, 60));
        assertDropped(DropReason.SWITCH_CONTROL, Frames.ofLength(MacAddress.parse("01:00:0c:cc:cc:cd"), ALICE, 60));
        assertPasses(Frames.ofLength(MacAddress.parse("01:00:0c:cc:cc:ce"), ALICE, 60));
        assertPasses(Frames.ofLength(MacAddress.parse("01:00:0c:cc:cc:cb"), ALICE, 60));
    }

    @Test
    void dropsSwitchProtocolsWhereverTheyAreSent() {
        for (int type : new int[]{EtherType.LLDP, EtherType.MAC_CONTROL, EtherType.SLOW_PROTOCOLS}) {
            assertDropped(DropReason.SWITCH_CONTROL, Frames.ethernet(BOB, ALICE, type, new byte[46]));
        }
        assertPasses(Frames.ethernet(BOB, ALICE, EtherType.LLDP + 1, new byte[46]));
        assertPasses(Frames.ethernet(BOB, ALICE, EtherType.MAC_CONTROL - 1, new byte[46]));
        assertPasses(Frames.ethernet(BOB, ALICE, EtherType.SLOW_PROTOCOLS + 1, new byte[46]));
    }

    @Test
    void dropsSwitchControlOfEitherSide() {
        for (byte[] frame : new byte[][]{Frames.spanningTree(ALICE), Frames.pause(ALICE), Frames.lldp(ALICE),
                Frames.ciscoDiscovery(ALICE)}) {
            assertDropped(DropReason.SWITCH_CONTROL, frame);
        }
    }

    /** From a client whose own address it carries, and from the gateway. */
    private static void assertDropped(DropReason reason, byte[] frame) {
        assertEquals(reason, judge(PARTY, frame));
        assertEquals(reason, judgeFromGateway(PARTY, frame));
        assertEquals(reason, PARTY.judgeHeader(Unpooled.wrappedBuffer(frame), 0, frame.length));
    }

    private static void assertPasses(byte[] frame) {
        assertNull(judge(PARTY, frame));
        assertNull(judgeFromGateway(PARTY, frame));
        assertNull(PARTY.judgeHeader(Unpooled.wrappedBuffer(frame), 0, frame.length));
    }

    private static @Nullable DropReason judge(SafetyFilter filter, byte[] frame) {
        return filter.judgeFromClient(Unpooled.wrappedBuffer(frame), 0, frame.length, ALICE.bits());
    }

    private static @Nullable DropReason judgeFromGateway(SafetyFilter filter, byte[] frame) {
        return filter.judgeFromGateway(Unpooled.wrappedBuffer(frame), 0, frame.length);
    }
}
