package dev.lanparty.relay;

import dev.lanparty.metrics.CounterSnapshot;

/**
 * How a relay is doing.
 *
 * @param rooms how many there are
 * @param members of all rooms
 * @param strangers connections that are not, or not any more, a member's
 * @param counters since the start; in is from members, out is to them
 */
public record RelayStatus(int rooms, int members, int strangers, CounterSnapshot counters) {
}
