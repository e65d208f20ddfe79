package dev.lanparty.endpoint;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.device.DeviceStatistics;
import dev.lanparty.metrics.CounterSnapshot;
import java.util.List;

/**
 * How an endpoint is doing.
 *
 * @param state where it is in its life
 * @param peerId its id in the room, as long as it was ever there, 0 before the first welcome
 * @param mtuBytes the room's MTU, 0 before the welcome
 * @param peers the other members; none while away
 * @param roundTripNanos to the relay, -1 if unknown
 * @param counters since the start; in is from the device, out is to it
 * @param device what the device has counted since it was opened last
 */
public record EndpointStatus(EndpointState state, int peerId, int mtuBytes, List<ControlMessage.Peer> peers,
        long roundTripNanos,
        CounterSnapshot counters, DeviceStatistics device) {
    public EndpointStatus {
        peers = List.copyOf(peers);
    }
}
