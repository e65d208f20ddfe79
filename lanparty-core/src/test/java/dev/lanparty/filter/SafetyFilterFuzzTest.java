package dev.lanparty.filter;

import static dev.lanparty.frame.Frames.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanparty.filter.FilterPolicy.RouterAdvertisements;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Frames.Extension;
import dev.lanparty.frame.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever bytes a stranger sends, the filter answers, and its answer depends on no byte outside the frame. */
class SafetyFilterFuzzTest {
    private static final List<SafetyFilter> FILTERS = List.of(new SafetyFilter(FilterPolicy.PARTY),
            new SafetyFilter(FilterPolicy.OPEN), new SafetyFilter(FilterPolicy.GAMES_ONLY.withVlanTags(true)),
            new SafetyFilter(FilterPolicy.PARTY.withRouterAdvertisements(RouterAdvertisements.DROP)));

    @Test
    void answersForEveryFrameCutAtEveryLength() {
        for (byte[] frame : everyKindOfFrame()) {
            for (int length = 0; length <= frame.length; length++) {
                judgeEverywhere(Arrays.copyOf(frame, length));
            }
        }
    }

    @Test
    void answersForRandomBytes() {
        Random random = Seeds.random();
        for (int i = 0; i < 30_000; i++) {
            byte[] frame = new byte[random.nextInt(i % 10 == 0 ? 1_600 : 120)];
            random.nextBytes(frame);
            if (frame.length >= 14) {
                System.arraycopy(ALICE.toBytes(), 0, frame, 6, 6);
                int type = switch (random.nextInt(5)) {
                    case 0 -> EtherType.IPV4;
                    case 1 -> EtherType.VLAN;
                    case 2 -> frame.length - 14;
                    default -> EtherType.IPV6;
                };
                frame[12] = (byte) (type >>> 8);
                frame[13] = (byte) type;
            }
            judgeEverywhere(frame);
        }
    }

    @Test
    void answersForMutatedFrames() {
        Random random = Seeds.random();
        List<byte[]> frames = everyKindOfFrame();
        for (int i = 0; i < 60_000; i++) {
            byte[] frame = frames.get(random.nextInt(frames.size())).clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
            }
            judgeEverywhere(Arrays.copyOf(frame, random.nextInt(4) > 0 ? frame.length : random.nextInt(frame.length)));
        }
    }

    private static List<byte[]> everyKindOfFrame() {
        List<byte[]> frames = new ArrayList<>(List.of(Frames.arp(ALICE), Frames.ipx(ALICE), Frames.rawIpx(ALICE),
                Frames.netBeui(ALICE), Frames.dhcpOffer(ALICE), Frames.dhcpDiscover(ALICE),
                Frames.dhcpv6Advertise(ALICE), Frames.dhcpv6Solicit(ALICE), Frames.spanningTree(ALICE),
                Frames.lldp(ALICE), Frames.pause(ALICE), Frames.ciscoDiscovery(ALICE),
                Frames.ipv4(ALICE, Frames.ipv4Packet(Frames.UDP, 10, 0x2000, Frames.udp(67, 68))),
                Frames.neighborDiscovery(ALICE, Frames.ROUTER_ADVERTISEMENT),
                Frames.neighborDiscovery(ALICE, Frames.REDIRECT),
                Frames.snap(Frames.BROADCAST, ALICE, EtherType.IPV4, Frames.ipv4Packet(Frames.UDP, Frames.udp(67, 68))),
                Frames.ipv6(ALICE, Frames.ipv6Packet(Extension.everyKind(), Frames.ICMPV6,
                        Frames.icmpv6(Frames.ROUTER_ADVERTISEMENT)))));
        for (Extension extension : Extension.everyKind()) {
            frames.add(
                    Frames.ipv6(ALICE, Frames.ipv6Packet(List.of(extension), Frames.UDP, Frames.udp(547, 546))));
        }
        for (byte[] frame : List.copyOf(frames)) {
            frames.add(Frames.tagged(frame));
            frames.add(Frames.tagged(Frames.tagged(frame)));
        }
        return frames;
    }

    /** In a buffer that ends where the frame does, a read beyond fails; in a larger one, it must not matter what is there. */
    private static void judgeEverywhere(byte[] frame) {
        ByteBuf exact = Unpooled.wrappedBuffer(frame);
        byte[] around = new byte[frame.length + 1_100];
        Arrays.fill(around, (byte) 60);
        System.arraycopy(frame, 0, around, 20, frame.length);
        ByteBuf larger = Unpooled.wrappedBuffer(around);
        for (SafetyFilter filter : FILTERS) {
            try {
                assertEquals(fromClient(filter, exact, 0, frame), fromClient(filter, larger, 20, frame));
                assertEquals(filter.judgeFromGateway(exact, 0, frame.length),
                        filter.judgeFromGateway(larger, 20, frame.length));
            } catch (RuntimeException e) {
                fail(ByteBufUtil.hexDump(frame), e);
            }
        }
    }

    private static @Nullable DropReason fromClient(SafetyFilter filter, ByteBuf buffer, int offset, byte[] frame) {
        return filter.judgeFromClient(buffer, offset, frame.length, ALICE.bits());
    }
}
