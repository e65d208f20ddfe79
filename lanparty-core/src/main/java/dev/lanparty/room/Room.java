package dev.lanparty.room;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.control.Role;
import dev.lanparty.filter.DropReason;
import dev.lanparty.filter.PlayerAddresses;
import dev.lanparty.filter.PortSecurity;
import dev.lanparty.frame.AddressProbe;
import dev.lanparty.frame.Ethernet;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.metrics.Counter;
import dev.lanparty.wire.FragmentHeader;
import dev.lanparty.wire.MtuBudget;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One switch: a gateway, clients, and what is forwarded between them. Confined to one thread. The way of a datagram:
 *
 * <ol>
 * <li>{@link TunnelDatagram#check}: version, kind, flags, lengths
 * <li>the member's rate for all frames
 * <li>{@link PortSecurity}: what may not pass, and what is changed; of a fragment that is not the first, its Ethernet header
 * is judged
 * <li>a client's address never comes from the gateway; other sources there are learned
 * <li>the destination: one port, every port, or none
 * <li>the source peer is written in place, and each target's link queues the same bytes; the transport flushes each link
 * once per burst
 * <li>a whole frame that is too long for a target's path goes there in two pieces, as the relay's own: source peer 0
 * </ol>
 */
public final class Room {
    private final String code;
    private final PortSecurity security;
    private final ForwardingTable table;
    private final FrameLog log;
    private final List<Member> members = new ArrayList<>();
    private final NarrowPath narrow = new NarrowPath();
    private @Nullable Member gateway;
    /** At the last tick or hello: near enough to note when somebody left. */
    private long nowNanos;

    Room(String code, RoomLimits limits, FrameLog log) {
        this.code = code;
        this.log = log;
        security = new PortSecurity(limits.filter(), limits.maxLearnedAddresses());
        table = new ForwardingTable(limits.maxLearnedAddresses(), limits.addressAge().toNanos());
    }

    /** What it is called. */
    public String code() {
        return code;
    }

    /** Its effective MTU in bytes: the same for its whole life, and for that of the room that comes after it. */
    public int mtuBytes() {
        return MtuBudget.ROOM_MTU_BYTES;
    }

    /** Who is in it, in the order of joining; a view. */
    public List<Member> members() {
        return Collections.unmodifiableList(members);
    }

    /**
     * Forwards a datagram that a member sent.
     *
     * @param datagram released here
     */
    // HOT PATH
    public void forward(Member from, ByteBuf datagram, long nowNanos) {
        DropReason unreadable = TunnelDatagram.check(datagram);
        if (unreadable != null) {
            drop(from, datagram, unreadable, false);
            return;
        }
        DropReason refused = judge(from, datagram, nowNanos);
        if (refused != null) {
            drop(from, datagram, refused, true);
            return;
        }
        from.counters().increment(Counter.FRAMES_IN);
        from.counters().add(Counter.BYTES_IN, frameBytes(datagram));
        int offset = TunnelDatagram.frameOffset(datagram);
        long destination = Ethernet.destination(datagram, offset);
        Member target = MacAddress.isGroup(destination) ? null : targetOf(from, destination, nowNanos);
        if (target == from) {
            drop(from, datagram, DropReason.SAME_SIDE, true);
            return;
        }
        TunnelDatagram.stampSourcePeer(datagram, from.peerId());
        if (target != null) {
            unicast(from, target, datagram);
        } else if (from.role() == Role.CLIENT && !MacAddress.isGroup(destination)) {
            // A client's unicast to an unknown host of the LAN, and the room has no gateway.
            drop(from, datagram, DropReason.NO_TARGET, true);
        } else {
            flood(from, datagram, nowNanos);
        }
    }

    private @Nullable DropReason judge(Member from, ByteBuf datagram, long nowNanos) {
        if (!from.allFrames().take(nowNanos)) {
            return DropReason.RATE_ALL;
        }
        int offset = TunnelDatagram.frameOffset(datagram);
        int lengthBytes = datagram.writerIndex() - offset;
        PlayerAddresses addresses = from.addresses();
        boolean piece = TunnelDatagram.isFragment(datagram);
        boolean later = piece && FragmentHeader.index(datagram, offset - FragmentHeader.BYTES) > 0;
        if (addresses == null) {
            DropReason reason = later
                    ? security.judgeHeader(datagram, offset, lengthBytes)
                    : security.judgeFromGateway(datagram, offset, lengthBytes, !piece, nowNanos);
            return reason == null ? learn(from, Ethernet.source(datagram, offset), nowNanos) : reason;
        }
        if (!later) {
            DropReason reason = security.judgeFromClient(datagram, offset, lengthBytes, addresses, nowNanos);
            if (security.hasQuestion()) {
                askLan();
            }
            return reason;
        }
        DropReason reason = security.judgeHeader(datagram, offset, lengthBytes);
        return reason == null && Ethernet.source(datagram, offset) != addresses.mac()
                ? DropReason.SOURCE_NOT_OWN
                : reason;
    }

    /** Asks for each address that a player began to use whether the LAN has it. */
    private void askLan() {
        Member lan = gateway;
        boolean asked = lan != null;
        while (lan != null && asked) {
            ByteBuf question = ByteBufAllocator.DEFAULT.directBuffer(
                    TunnelDatagram.HEADER_BYTES + AddressProbe.IPV6_BYTES);
            TunnelDatagram.writeFrameHeader(question, 0);
            question.writerIndex(TunnelDatagram.HEADER_BYTES);
            asked = security.writeQuestion(question);
            if (asked) {
                lan.counters().increment(Counter.ADDRESS_QUESTIONS);
                lan.link().send(question);
            } else {
                question.release();
            }
        }
    }

    private @Nullable DropReason learn(Member from, long source, long nowNanos) {
        return switch (table.learn(source, from, nowNanos)) {
            case LEARNED -> null;
            case ASSIGNED_ELSEWHERE -> DropReason.SOURCE_OF_CLIENT;
            case FULL -> {
                from.counters().increment(Counter.TABLE_FULL);
                yield null;
            }
        };
    }

    /** The one port for a unicast destination; null where that is unknown: then a gateway's frame floods. */
    private @Nullable Member targetOf(Member from, long destination, long nowNanos) {
        Member known = table.lookUp(destination, nowNanos);
        return known == null && from.role() == Role.CLIENT ? gateway : known;
    }

    private void unicast(Member from, Member target, ByteBuf datagram) {
        if (canCarry(target, datagram)) {
            log(from, datagram, FrameLog.Action.FORWARD, null, 1);
            send(from, target, datagram);
        } else {
            drop(from, datagram, DropReason.PATH_TOO_LONG, true);
        }
    }

    private void flood(Member from, ByteBuf datagram, long nowNanos) {
        if (!from.floodedFrames().take(datagram, nowNanos)) {
            drop(from, datagram, DropReason.RATE_FLOODED, true);
            return;
        }
        if (members.size() == 1) {
            drop(from, datagram, DropReason.NO_TARGET, true);
            return;
        }
        from.counters().increment(Counter.FRAMES_FLOODED);
        int targets = 0;
        for (int i = 0; i < members.size(); i++) {
            Member target = members.get(i);
            if (target == from) {
                continue;
            }
            if (canCarry(target, datagram)) {
                send(from, target, datagram.retain());
                targets++;
            } else {
                from.counters().drop(DropReason.PATH_TOO_LONG);
            }
        }
        if (targets > 0) {
            log(from, datagram, FrameLog.Action.FLOOD, null, targets);
        } else {
            log(from, datagram, FrameLog.Action.DROP, DropReason.PATH_TOO_LONG, 0);
        }
        datagram.release();
    }

    /** A piece that is too long for a path was not cut by the rules, which leave none longer than every path carries. */
    private static boolean canCarry(Member target, ByteBuf datagram) {
        return fits(target, datagram) || !TunnelDatagram.isFragment(datagram);
    }

    private static boolean fits(Member target, ByteBuf datagram) {
        return datagram.readableBytes() <= target.link().datagramBudgetBytes();
    }

    private void send(Member from, Member target, ByteBuf datagram) {
        from.counters().increment(Counter.FRAMES_OUT);
        from.counters().add(Counter.BYTES_OUT, frameBytes(datagram));
        if (fits(target, datagram)) {
            target.link().send(datagram);
        } else {
            narrow.send(target.link(), datagram);
        }
    }

    private static int frameBytes(ByteBuf datagram) {
        return datagram.writerIndex() - TunnelDatagram.frameOffset(datagram);
    }

    private void drop(Member from, ByteBuf datagram, DropReason reason, boolean readable) {
        from.counters().drop(reason);
        if (readable) {
            log(from, datagram, FrameLog.Action.DROP, reason, 0);
        } else if (log.isOn()) {
            log.record(from, -1, -1, -1, datagram.readableBytes(), FrameLog.Action.DROP, reason, 0);
        }
        datagram.release();
    }

    private void log(Member from, ByteBuf datagram, FrameLog.Action action, @Nullable DropReason reason, int targets) {
        if (log.isOn()) {
            int offset = TunnelDatagram.frameOffset(datagram);
            log.record(from, Ethernet.destination(datagram, offset), Ethernet.source(datagram, offset),
                    Ethernet.type(datagram, offset), frameBytes(datagram), action, reason, targets);
        }
    }

    /** The gateway, or null. */
    @Nullable
    Member gateway() {
        return gateway;
    }

    boolean hasMac(MacAddress mac) {
        return withMac(mac) != null;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** The client with an address, or null. */
    @Nullable
    Member withMac(MacAddress mac) {
        return table.owner(mac.bits());
    }

    /** The others as one who joins or comes back sees them. */
    List<ControlMessage.Peer> peersOf(Member member) {
        return members.stream().filter(other -> other != member).map(Member::asPeer).toList();
    }

    /** The addresses that a client has from the moment that it joins. */
    PlayerAddresses addressesOf(MacAddress mac, long nowNanos) {
        return security.join(mac.bits(), nowNanos);
    }

    /** Adds a member and tells the others. */
    void add(Member member, long nowNanos) {
        this.nowNanos = nowNanos;
        ControlMessage joined = new ControlMessage.PeerJoined(member.asPeer());
        members.forEach(other -> other.link().tell(joined));
        members.add(member);
        if (member.mac() == null) {
            gateway = member;
            security.gatewayJoined(nowNanos);
            askLan();
        } else {
            table.assign(member.mac().bits(), member);
        }
    }

    /** Takes a member out and tells the others. */
    void remove(Member member, String reason) {
        if (!members.remove(member)) {
            return;
        }
        if (gateway == member) {
            gateway = null;
            security.gatewayLeft();
        }
        if (member.addresses() != null) {
            security.leave(member.addresses(), nowNanos);
        }
        table.forget(member);
        ControlMessage left = new ControlMessage.PeerLeft(member.peerId(), reason);
        members.forEach(other -> other.link().tell(left));
    }

    /** Forgets what is past its age; called about once a second. */
    void tick(long nowNanos) {
        table.age(nowNanos);
        security.tick(nowNanos);
        this.nowNanos = nowNanos;
    }
}
