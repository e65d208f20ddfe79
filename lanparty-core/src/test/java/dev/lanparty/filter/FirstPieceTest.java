package dev.lanparty.filter;

import static dev.lanparty.frame.Frames.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.FilterPolicy.RouterAdvertisements;
import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.Frames.Extension;
import dev.lanparty.frame.Seeds;
import dev.lanparty.wire.FragmentHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What the filter lets pass by the first piece of a frame, it would let pass whatever the other pieces are. That is why
 * they need not be judged, and why the first may not be exchanged for another that was not judged.
 */
class FirstPieceTest {
    private static final int SHORTEST = 14 + FragmentHeader.MIN_PIECE_BYTES;
    private static final int FRAME_BYTES = 700;
    private static final List<FilterPolicy> POLICIES = List.of(FilterPolicy.PARTY, FilterPolicy.OPEN,
            FilterPolicy.GAMES_ONLY.withVlanTags(true),
            FilterPolicy.PARTY.withRouterAdvertisements(RouterAdvertisements.DROP));

    private final Random random = Seeds.random();
    private int passed;
    private int hidden;

    @Test
    void aFirstPieceThatPassesMayBeginAnyFrame() {
        for (int i = 0; i < 40_000; i++) {
            byte[] frame = Arrays.copyOf(randomFrame(), FRAME_BYTES);
            for (int change = random.nextInt(3); change > 0; change--) {
                frame[12 + random.nextInt(300)] = (byte) random.nextInt();
            }
            assertFirstPieceDecides(frame, SHORTEST + random.nextInt(i % 2 == 0 ? 40 : FRAME_BYTES - SHORTEST));
        }
        assertTrue(passed > 1_000 && hidden > 1_000, () -> passed + " passed, " + hidden + " had hidden headers");
    }

    /** The end of the first piece before, within and behind each header of each chain. */
    @Test
    void noHeaderIsHiddenBehindTheFirstPiece() {
        for (Extension extension : Extension.everyKind()) {
            for (int octets = 20; octets < 33; octets++) {
                List<Extension> chain = List.of(Extension.destinationOptions(octets), extension);
                byte[] frame = Arrays.copyOf(
                        Frames.ipv6(ALICE, Frames.ipv6Packet(chain, Frames.UDP, Frames.udp(547, 546))), FRAME_BYTES);
                for (int cut = SHORTEST; cut < 420; cut++) {
                    assertFirstPieceDecides(frame, cut);
                }
            }
        }
        assertEquals(0, passed);
        assertTrue(hidden > 1_000);
    }

    private byte[] randomFrame() {
        byte[] frame = switch (random.nextInt(4)) {
            case 0 -> Frames.ipv4(ALICE, Frames.ipv4Packet(Frames.UDP, random.nextInt(11),
                    random.nextInt(4) == 0 ? 0x2000 : 0, Frames.udp(port(), port())));
            case 1 -> Frames.ipv6(ALICE, Frames.ipv6Packet(chain(), Frames.UDP, Frames.udp(port(), port())));
            case 2 ->
                Frames.ipv6(ALICE, Frames.ipv6Packet(chain(), Frames.ICMPV6, Frames.icmpv6(133 + random.nextInt(5))));
            default -> Frames.snap(Frames.BROADCAST, ALICE, EtherType.IPV6,
                    Frames.ipv6Packet(chain(), Frames.UDP, Frames.udp(port(), port())));
        };
        byte[] result = frame;
        for (int tags = random.nextInt(3) == 0 ? random.nextInt(70) : 0; tags > 0; tags--) {
            result = Frames.tagged(result);
        }
        return result;
    }

    private int port() {
        return new int[]{67, 68, 546, 547, 27_015}[random.nextInt(5)];
    }

    private List<Extension> chain() {
        List<Extension> chain = new ArrayList<>();
        for (int headers = random.nextInt(4); headers > 0; headers--) {
            chain.add(random.nextInt(3) > 0
                    ? Extension.destinationOptions(1 + random.nextInt(32))
                    : Extension.everyKind().get(random.nextInt(Extension.everyKind().size())));
        }
        return chain;
    }

    private void assertFirstPieceDecides(byte[] frame, int cut) {
        ByteBuf whole = Unpooled.wrappedBuffer(frame);
        for (FilterPolicy policy : POLICIES) {
            SafetyFilter filter = new SafetyFilter(policy);
            DropReason first = filter.judgeFromClient(whole, 0, cut, ALICE.bits());
            if (first == null) {
                passed++;
                assertNull(filter.judgeFromClient(whole, 0, frame.length, ALICE.bits()),
                        () -> cut + " of " + ByteBufUtil.hexDump(frame));
            } else if (first == DropReason.HIDDEN_PAYLOAD) {
                hidden++;
            }
            if (filter.judgeFromGateway(whole, 0, cut) == null) {
                assertNull(filter.judgeFromGateway(whole, 0, frame.length),
                        () -> cut + " of " + ByteBufUtil.hexDump(frame));
            }
        }
    }
}
