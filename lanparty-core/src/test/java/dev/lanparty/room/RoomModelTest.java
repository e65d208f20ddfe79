package dev.lanparty.room;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.Role;
import dev.lanparty.filter.DropReason;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.frame.Seeds;
import dev.lanparty.link.BufferLedger;
import dev.lanparty.link.FakeLink;
import dev.lanparty.room.FrameLog.Action;
import dev.lanparty.wire.Datagrams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random members come and go and send random frames; where each goes is held against the rules of forwarding told once
 * more, without haste.
 */
class RoomModelTest {
    private static final int MAX_LEARNED = 4;
    private static final Duration AGE = Duration.ofSeconds(30);
    private static final List<MacAddress> PLAYERS = addresses(0x0200_0000_0001L, 5);
    private static final List<MacAddress> HOSTS = addresses(0x3cfd_fe00_0001L, 7);

    @RegisterExtension
    final BufferLedger buffers = new BufferLedger();

    private final Random random = Seeds.random();
    private final RecordingFrameLog log = new RecordingFrameLog();
    private final Party party = Party
            .open(new RoomLimits(1, 256, 256, 200_000_000, 200_000_000, MAX_LEARNED, AGE, FilterPolicy.PARTY), log);
    private final List<Member> members = new ArrayList<>();
    private final NaiveTable table = new NaiveTable(MAX_LEARNED, AGE.toNanos());
    private long now = Party.NOW;

    /** What must become of a frame. */
    private record Decision(Action action, @Nullable DropReason reason, List<Member> targets) {
        static Decision drop(DropReason reason) {
            return new Decision(Action.DROP, reason, List.of());
        }
    }

    /** A kind of frame, and what the filter must say of it whoever sends it, or if a client does. */
    private enum Kind {
        /** Of a type that no rule names. */
        PLAIN(null, null),
        /** An old game's broadcast. */
        IPX(null, null),
        /** One byte too long. */
        JUMBO(DropReason.JUMBO, DropReason.JUMBO),
        /** LLDP. */
        SWITCH_CONTROL(DropReason.SWITCH_CONTROL, DropReason.SWITCH_CONTROL),
        /** An IPv6 router advertisement. */
        ROUTER(DropReason.ROUTER_ADVERTISEMENT, DropReason.ROUTER_ADVERTISEMENT),
        /** A DHCP offer. */
        DHCP_SERVER(null, DropReason.DHCP_SERVER),
        /** An IPv6 redirect. */
        REDIRECT(null, DropReason.IPV6_REDIRECT);

        private final @Nullable DropReason always;
        private final @Nullable DropReason fromClient;

        Kind(@Nullable DropReason always, @Nullable DropReason fromClient) {
            this.always = always;
            this.fromClient = fromClient;
        }
    }

    @Test
    void forwardsEveryFrameAsTheRulesSay() {
        for (int i = 0; i < 40_000; i++) {
            switch (random.nextInt(40)) {
                case 0, 1 -> join();
                case 2 -> leave();
                case 3 -> {
                    party.lobby().tick(now);
                    table.age(now);
                }
                case 4 -> now += random.nextLong(AGE.toNanos() / 2);
                case 5 -> changePath();
                default -> send();
            }
        }
    }

    private void join() {
        MacAddress mac = PLAYERS.get(random.nextInt(PLAYERS.size()));
        boolean asGateway = random.nextInt(3) == 0;
        Lobby.Admission admission = asGateway
                ? party.gateway(Party.ROOM, new FakeLink())
                : party.client(Party.ROOM, mac, new FakeLink());
        boolean taken = members.stream()
                .anyMatch(member -> asGateway ? member.role() == Role.GATEWAY : mac.equals(member.mac()));
        assertEquals(taken, admission instanceof Lobby.Refused);
        if (admission instanceof Lobby.Admitted admitted) {
            members.add(admitted.member());
            if (!asGateway) {
                table.assign(mac.bits(), admitted.member());
            }
        }
    }

    private void leave() {
        if (!members.isEmpty()) {
            Member member = members.remove(random.nextInt(members.size()));
            party.leave(member);
            table.forget(member);
        }
    }

    private void changePath() {
        if (!members.isEmpty()) {
            Party.link(anyOf(members)).budget(random.nextBoolean() ? 65_535 : 800 + random.nextInt(800));
        }
    }

    private void send() {
        if (members.isEmpty()) {
            return;
        }
        Member from = anyOf(members);
        Kind kind = random.nextInt(4) == 0 ? anyOf(List.of(Kind.values())) : Kind.PLAIN;
        byte[] frame = anyFrame(kind, from);
        byte[] datagram = Datagrams.ofFrame(frame);
        Decision expected = decide(from, kind, frame);
        members.forEach(member -> Party.link(member).clear());

        from.room().forward(from, buffers.of(datagram), now);

        RecordingFrameLog.Entry told = log.only();
        assertEquals(expected.action, told.action(), () -> "from " + from + ": " + told);
        assertEquals(expected.reason, told.reason(), () -> "from " + from + ": " + told);
        assertEquals(expected.targets.size(), told.targets());
        datagram[2] = (byte) (from.peerId() >>> 8);
        datagram[3] = (byte) from.peerId();
        for (Member member : members) {
            List<byte[]> received = Party.received(member);
            if (expected.targets.contains(member)) {
                assertReceived(datagram, received, Party.link(member).datagramBudgetBytes());
            } else {
                assertEquals(List.of(), received, () -> member + ": " + told);
            }
        }
        buffers.assertAllReleased();
    }

    /** As it was sent, or in two pieces of the relay's own where the path is narrower. */
    private static void assertReceived(byte[] datagram, List<byte[]> received, int budgetBytes) {
        if (datagram.length <= budgetBytes) {
            assertEquals(1, received.size());
            assertArrayEquals(datagram, received.getFirst());
            return;
        }
        assertEquals(2, received.size());
        byte[] frame = Arrays.copyOfRange(datagram, 4, datagram.length);
        byte[] first = received.getFirst();
        int pieceBytes = first.length - 22;
        int number = ((first[4] & 0xff) << 8) | (first[5] & 0xff);
        for (int i = 0; i < 2; i++) {
            assertTrue(received.get(i).length <= budgetBytes);
            assertArrayEquals(Datagrams.pieceOf(frame, number, i, pieceBytes), received.get(i));
        }
    }

    /** Section by section: filter, learning, destination. */
    private Decision decide(Member from, Kind kind, byte[] frame) {
        boolean client = from.role() == Role.CLIENT;
        MacAddress destination = macAt(frame, 0);
        MacAddress source = macAt(frame, 6);
        if (kind == Kind.JUMBO) {
            return Decision.drop(DropReason.JUMBO);
        }
        if (!source.isUsableUnicast()) {
            return Decision.drop(DropReason.SOURCE_INVALID);
        }
        if (kind == Kind.SWITCH_CONTROL) {
            return Decision.drop(DropReason.SWITCH_CONTROL);
        }
        if (client && !source.equals(from.mac())) {
            return Decision.drop(DropReason.SOURCE_NOT_OWN);
        }
        DropReason within = client ? kind.fromClient : kind.always;
        if (within != null) {
            return Decision.drop(within);
        }
        if (!client && table.learn(source.bits(), from, now) == ForwardingTable.Learning.ASSIGNED_ELSEWHERE) {
            return Decision.drop(DropReason.SOURCE_OF_CLIENT);
        }
        List<Member> others = members.stream().filter(member -> member != from).toList();
        if (MacAddress.isGroup(destination.bits())) {
            return toAll(others);
        }
        Member known = table.lookUp(destination.bits(), now);
        if (known == from) {
            return Decision.drop(DropReason.SAME_SIDE);
        }
        if (known != null) {
            return toOne(known);
        }
        if (!client) {
            return toAll(others);
        }
        return others.stream().filter(member -> member.role() == Role.GATEWAY).findFirst()
                .map(RoomModelTest::toOne).orElse(Decision.drop(DropReason.NO_TARGET));
    }

    private static Decision toOne(Member target) {
        return new Decision(Action.FORWARD, null, List.of(target));
    }

    private static Decision toAll(List<Member> others) {
        return others.isEmpty() ? Decision.drop(DropReason.NO_TARGET) : new Decision(Action.FLOOD, null, others);
    }

    private byte[] anyFrame(Kind kind, Member from) {
        MacAddress own = from.mac();
        MacAddress source = switch (random.nextInt(16)) {
            case 0 -> anyOf(PLAYERS);
            case 1 -> anyOf(HOSTS);
            case 2 -> random.nextBoolean() ? new MacAddress(0) : Frames.BROADCAST;
            default -> own == null ? anyOf(HOSTS) : own;
        };
        MacAddress destination = switch (random.nextInt(5)) {
            case 0 -> Frames.BROADCAST;
            case 1, 2 -> anyOf(HOSTS);
            default -> anyOf(PLAYERS);
        };
        return switch (kind) {
            case PLAIN -> Frames.ofLength(destination, source, 14 + random.nextInt(1_501));
            case IPX -> Frames.ipx(source);
            case JUMBO -> Frames.ofLength(destination, source, 1_515);
            case SWITCH_CONTROL -> Frames.lldp(source);
            case ROUTER -> Frames.neighborDiscovery(source, Frames.ROUTER_ADVERTISEMENT);
            case DHCP_SERVER -> Frames.dhcpOffer(source);
            case REDIRECT -> Frames.neighborDiscovery(source, Frames.REDIRECT);
        };
    }

    private <T> T anyOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static MacAddress macAt(byte[] frame, int offset) {
        return MacAddress.of(Arrays.copyOfRange(frame, offset, offset + 6));
    }

    private static List<MacAddress> addresses(long first, int count) {
        List<MacAddress> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(new MacAddress(first + i));
        }
        return addresses;
    }
}
