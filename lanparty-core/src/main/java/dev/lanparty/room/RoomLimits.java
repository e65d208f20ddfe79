package dev.lanparty.room;

import dev.lanparty.filter.FilterPolicy;
import java.time.Duration;

/**
 * What a relay allows its rooms: generous for any LAN party, narrow for a storm.
 *
 * @param maxRooms rooms at one time, 1 or more
 * @param maxMembersPerRoom members of one room, gateway included, 2 to 65535
 * @param maxMembersPerHost members of all rooms that come from one address, 1 or more
 * @param framesPerSecond frames one client may send, 1 or more; a gateway, which speaks for a whole LAN, has
 *            {@link #GATEWAY_SHARE} times as many
 * @param floodedFramesPerSecond broadcast, multicast and unknown unicast frames one client may send, 1 or more; a gateway
 *            as above
 * @param maxLearnedAddresses LAN hosts that one room remembers, 1 or more
 * @param addressAge after which a silent LAN host is forgotten
 * @param filter what else may pass
 */
public record RoomLimits(int maxRooms, int maxMembersPerRoom, int maxMembersPerHost, int framesPerSecond,
        int floodedFramesPerSecond, int maxLearnedAddresses, Duration addressAge, FilterPolicy filter) {
    /** How many clients' worth of frames a gateway may send. */
    public static final int GATEWAY_SHARE = 4;

    /** 1,000 rooms of 256, 64 members from one address, 200,000 frames and 2,000 flooded ones a second, 4,096 hosts, 5 min. */
    public static final RoomLimits DEFAULT = new RoomLimits(1_000, 256, 64, 200_000, 2_000, 4_096,
            Duration.ofMinutes(5), FilterPolicy.PARTY);

    /** Checks the ranges. */
    public RoomLimits {
        atLeast("maxRooms", maxRooms, 1);
        atLeast("maxMembersPerRoom", maxMembersPerRoom, 2);
        if (maxMembersPerRoom > 65_535) {
            throw new IllegalArgumentException("maxMembersPerRoom must be at most 65535, was " + maxMembersPerRoom);
        }
        atLeast("maxMembersPerHost", maxMembersPerHost, 1);
        atLeast("framesPerSecond", framesPerSecond, 1);
        atLeast("floodedFramesPerSecond", floodedFramesPerSecond, 1);
        atLeast("maxLearnedAddresses", maxLearnedAddresses, 1);
        if (addressAge.isNegative() || addressAge.isZero()) {
            throw new IllegalArgumentException("addressAge must be more than 0, was " + addressAge);
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
    }
}
