package dev.lanparty.room;

import dev.lanparty.frame.MacAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a forwarding table must do, told with two maps and no haste. */
final class NaiveTable {
    private final Map<Long, Member> assigned = new HashMap<>();
    private final Map<Long, Heard> learned = new HashMap<>();
    private final int maxLearned;
    private final long ageNanos;

    NaiveTable(int maxLearned, long ageNanos) {
        this.maxLearned = maxLearned;
        this.ageNanos = ageNanos;
    }

    void assign(long mac, Member member) {
        assigned.put(mac, member);
        learned.remove(mac);
    }

    ForwardingTable.Learning learn(long mac, Member port, long nowNanos) {
        if (assigned.containsKey(mac)) {
            return ForwardingTable.Learning.ASSIGNED_ELSEWHERE;
        }
        if (!learned.containsKey(mac) && learned.size() >= maxLearned) {
            return ForwardingTable.Learning.FULL;
        }
        learned.put(mac, new Heard(port, nowNanos));
        return ForwardingTable.Learning.LEARNED;
    }

    @Nullable
    Member lookUp(long mac, long nowNanos) {
        Heard heard = learned.get(mac);
        if (assigned.containsKey(mac)) {
            return assigned.get(mac);
        }
        return heard != null && nowNanos <= heard.atNanos + ageNanos ? heard.port : null;
    }

    void forget(Member port) {
        MacAddress own = port.mac();
        if (own != null) {
            assigned.remove(own.bits());
        }
        learned.values().removeIf(heard -> heard.port == port);
    }

    void age(long nowNanos) {
        learned.values().removeIf(heard -> nowNanos > heard.atNanos + ageNanos);
    }

    boolean isAssigned(long mac) {
        return assigned.containsKey(mac);
    }

    int learnedCount() {
        return learned.size();
    }

    private record Heard(Member port, long atNanos) {
    }
}
