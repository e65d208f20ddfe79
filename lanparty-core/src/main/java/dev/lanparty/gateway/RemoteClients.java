package dev.lanparty.gateway;

import dev.lanparty.endpoint.FrameGate;
import dev.lanparty.filter.DropReason;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.filter.SafetyFilter;
import dev.lanparty.frame.Ethernet;
import dev.lanparty.frame.MacAddress;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The MAC addresses of the players behind the relay, and what follows from them: which frames of the LAN concern a player,
 * and in whose name the LAN's switches are told, so that they send that player's frames to this port. Confined to the
 * loop.
 */
final class RemoteClients implements FrameGate {
    /** What is allowed in the room, the relay decides. */
    private static final SafetyFilter SANITY = new SafetyFilter(FilterPolicy.OPEN);

    private final LongObjectMap<MacAddress> clients = new LongObjectHashMap<>();
    private final long announceEveryNanos;
    private long lastAnnouncedNanos;
    private boolean announced;

    RemoteClients(long announceEveryNanos) {
        this.announceEveryNanos = announceEveryNanos;
    }

    void add(MacAddress mac) {
        clients.put(mac.bits(), mac);
    }

    void remove(MacAddress mac) {
        clients.remove(mac.bits());
    }

    void clear() {
        clients.clear();
    }

    /** Those to be announced, if it is time. */
    List<MacAddress> due(long nowNanos) {
        if (!announced) {
            announced = true;
            lastAnnouncedNanos = nowNanos;
        }
        if (nowNanos - lastAnnouncedNanos < announceEveryNanos) {
            return List.of();
        }
        lastAnnouncedNanos = nowNanos;
        return new ArrayList<>(clients.values());
    }

    // HOT PATH
    @Override
    public @Nullable DropReason judge(ByteBuf buffer, int offset, int lengthBytes) {
        DropReason reason = SANITY.judgeHeader(buffer, offset, lengthBytes);
        if (reason != null) {
            return reason;
        }
        if (clients.containsKey(Ethernet.source(buffer, offset))) {
            return DropReason.SOURCE_OF_CLIENT;
        }
        long destination = Ethernet.destination(buffer, offset);
        return MacAddress.isGroup(destination) || clients.containsKey(destination)
                ? null
                : DropReason.NOT_FOR_A_CLIENT;
    }
}
