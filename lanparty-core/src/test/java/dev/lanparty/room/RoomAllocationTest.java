package dev.lanparty.room;

import static dev.lanparty.frame.Frames.ALICE;
import static dev.lanparty.frame.Frames.BOB;
import static dev.lanparty.frame.Frames.SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.Role;
import dev.lanparty.frame.Addressed;
import dev.lanparty.frame.Allocation;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.link.Link;
import dev.lanparty.link.LinkHandler;
import dev.lanparty.link.PathStatistics;
import dev.lanparty.metrics.Counter;
import dev.lanparty.wire.Datagrams;
import dev.lanparty.secret.KeyPin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A frame's way through a room leaves nothing for the garbage collector. */
class RoomAllocationTest {
    private final Lobby lobby = new Lobby(Party.CALM, FrameLog.OFF, new SplittableRandom(1));
    private final Member gateway = join(Role.GATEWAY, null);
    private final Member alice = join(Role.CLIENT, ALICE);
    private final Member bob = join(Role.CLIENT, BOB);
    private long now = Party.NOW;

    @Test
    void allocatesNothingForUnicast() {
        assertAllocatesNothing(alice, Frames.ofLength(BOB, ALICE, 1_000), 1);
        assertAllocatesNothing(gateway, Frames.ofLength(ALICE, SERVER, 1_000), 1);
        assertAllocatesNothing(bob, Frames.ofLength(SERVER, BOB, 1_000), 1);
    }

    @Test
    void allocatesNothingForAFlood() {
        assertAllocatesNothing(alice, Frames.ofLength(Frames.BROADCAST, ALICE, 1_000), 2);
        assertAllocatesNothing(gateway, Frames.arp(SERVER), 2);
    }

    /** A broadcast to a hundred is encoded once, whatever it costs to encrypt it for each. */
    @Test
    void handsEachOfAHundredTargetsTheVeryDatagramThatCame() {
        List<Member> crowd = IntStream.range(0, 100)
                .mapToObj(number -> join(Role.CLIENT, new MacAddress(0x0200_0001_0000L + number)))
                .toList();
        ByteBuf datagram = datagram(Frames.ofLength(Frames.BROADCAST, ALICE, 1_000));
        alice.room().forward(alice, datagram, now);
        for (Member member : crowd) {
            assertSame(datagram, ((ReleasingLink) member.link()).last);
        }
        assertEquals(0, datagram.refCnt());
    }

    @Test
    void allocatesNothingForFramesWithAddresses() {
        alice.room().forward(gateway, datagram(Addressed.arpAnnouncement(SERVER, "10.0.0.1")), now);
        assertAllocatesNothing(gateway, Addressed.arpAnnouncement(SERVER, "10.0.0.1"), 2);
        assertAllocatesNothing(gateway, Addressed.udp(ALICE, SERVER, "10.0.0.1", "10.0.0.5", 9, 9, new byte[99]), 1);
        settle(alice, Addressed.game(ALICE, "10.0.0.5"));
        assertAllocatesNothing(alice, Addressed.game(ALICE, "10.0.0.5"), 2);
        assertAllocatesNothing(alice, Addressed.arpRequest(ALICE, "10.0.0.5", "10.0.0.1"), 2);
        settle(alice, Addressed.solicitation(ALICE, "fe80::a", "fe80::1"));
        assertAllocatesNothing(alice, Addressed.solicitation(ALICE, "fe80::a", "fe80::1"), 2);
        assertAllocatesNothing(alice, Addressed.advertisement(ALICE, "fe80::a", "fe80::a"), 2);
    }

    @Test
    void allocatesNothingForAThief() {
        alice.room().forward(gateway, datagram(Addressed.arpAnnouncement(SERVER, "10.0.0.1")), now);
        settle(alice, Addressed.game(ALICE, "10.0.0.5"));
        assertAllocatesNothing(alice, Addressed.arpReply(ALICE, "10.0.0.1", BOB, "10.0.0.6"), 0);
        assertAllocatesNothing(bob, Addressed.game(BOB, "10.0.0.5"), 0);
        assertAllocatesNothing(alice, Addressed.game(ALICE, "10.0.0.77"), 0);
    }

    /** A player uses an address, and the LAN has had its time to object. */
    private void settle(Member from, byte[] frame) {
        from.room().forward(from, datagram(frame), now);
        now += 500_000_000;
        from.room().forward(from, datagram(frame), now);
    }

    private static ByteBuf datagram(byte[] frame) {
        return Unpooled.wrappedBuffer(Datagrams.ofFrame(frame));
    }

    @Test
    void allocatesNothingForWhatItDrops() {
        assertAllocatesNothing(alice, Frames.dhcpOffer(ALICE), 0);
        assertAllocatesNothing(alice, Frames.arp(BOB), 0);
    }

    private void assertAllocatesNothing(Member from, byte[] frame, int targets) {
        // Made by hand, for leak detection would allocate on every access.
        ByteBuf datagram = Unpooled.wrappedBuffer(Datagrams.ofFrame(frame));
        long framesBefore = from.counters().get(Counter.FRAMES_OUT);
        double bytes = Allocation.bytesPerCall(() -> {
            now += 100;
            from.room().forward(from, datagram.retain(), now);
        });
        assertTrue(bytes < 1, () -> bytes + " bytes a frame");
        assertEquals(targets > 0, from.counters().get(Counter.FRAMES_OUT) > framesBefore);
        assertEquals(0, (from.counters().get(Counter.FRAMES_OUT) - framesBefore) % Math.max(1, targets));
        assertEquals(1, datagram.refCnt());
        datagram.release();
    }

    private Member join(Role role, @Nullable MacAddress mac) {
        return Party.in(lobby.admit(new Hello(ControlMessage.PROTOCOL_VERSION, role, Party.ROOM, "test",
                mac == null ? null : mac.toString(), 65_535, null, null), new ReleasingLink(), Party.NOW));
    }

    /** Only releases, and knows what it was given last. */
    private static final class ReleasingLink implements Link {
        private @Nullable ByteBuf last;

        @Override
        public void send(ByteBuf datagram) {
            last = datagram;
            datagram.release();
        }

        @Override
        public void flush() {
            // Nothing is queued.
        }

        @Override
        public void tell(ControlMessage message) {
            // Nobody listens.
        }

        @Override
        public void close(ControlMessage farewell) {
            // It was never open.
        }

        @Override
        public int datagramBudgetBytes() {
            return 65_535;
        }

        @Override
        public String remoteHost() {
            return "192.0.2.1";
        }

        @Override
        public KeyPin relayKey() {
            return KeyPin.of(new byte[KeyPin.BYTES]);
        }

        @Override
        public PathStatistics path() {
            return PathStatistics.UNKNOWN;
        }

        @Override
        public void attach(LinkHandler handler) {
            // Nothing arrives.
        }
    }
}
