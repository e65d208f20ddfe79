package dev.lanparty.room;

import dev.lanparty.filter.FilterPolicy;
import java.time.Duration;

/**
 * What a relay allows its rooms: generous for any LAN party, narrow for a storm. Where frames are counted, each piece of a
 * frame in pieces counts as one.
 *
 * @param maxRooms rooms at one time, 1 or more
 * @param maxMembersPerRoom members of one room, gateway included, 2 to {@link #MAX_MEMBERS_PER_ROOM}
 * @param maxMembersPerHost members of all rooms that come from one address, 1 or more
 * @param framesPerSecond frames one client may send, 1 to 250,000,000; a gateway, which speaks for a whole LAN, has
 *            {@link #GATEWAY_SHARE} times as many
 * @param floodedFramesPerSecond frames one client may send to every port, 1 to 250,000,000; a gateway as above. A client's
 *            unicast to an unknown LAN host goes to the gateway alone and is not counted here
 * @param maxLearnedAddresses LAN hosts that one room remembers, 1 or more
 * @param addressAge after which a silent LAN host is forgotten, more than 0, at most 1,000,000 s
 * @param filter what else may pass
 */
public record RoomLimits(int maxRooms, int maxMembersPerRoom, int maxMembersPerHost, int framesPerSecond,
        int floodedFramesPerSecond, int maxLearnedAddresses, Duration addressAge, FilterPolicy filter) {
    /** How many clients' worth of frames a gateway may send. */
    public static final int GATEWAY_SHARE = 4;

    /** A welcome that names all the others, about 53 bytes each, must fit one control message of 16 KiB. */
    public static final int MAX_MEMBERS_PER_ROOM = 256;

    /** What a gateway's share still leaves within a token bucket's range. */
    private static final int MAX_PER_SECOND = 1_000_000_000 / GATEWAY_SHARE;
    /** The longest ageing time of a bridge (IEEE 802.1D, table 7-5). */
    private static final Duration MAX_AGE = Duration.ofSeconds(1_000_000);

    /** 1,000 rooms of 256, 64 members from one address, 200,000 frames and 500 flooded ones a second, 4,096 hosts, 5 min. */
    public static final RoomLimits DEFAULT = new RoomLimits(1_000, 256, 64, 200_000, 500, 4_096,
            Duration.ofMinutes(5), FilterPolicy.PARTY);

    /** Checks the ranges. */
    public RoomLimits {
        requireRange("maxRooms", maxRooms, 1, Integer.MAX_VALUE);
        requireRange("maxMembersPerRoom", maxMembersPerRoom, 2, MAX_MEMBERS_PER_ROOM);
        requireRange("maxMembersPerHost", maxMembersPerHost, 1, Integer.MAX_VALUE);
        requireRange("framesPerSecond", framesPerSecond, 1, MAX_PER_SECOND);
        requireRange("floodedFramesPerSecond", floodedFramesPerSecond, 1, MAX_PER_SECOND);
        requireRange("maxLearnedAddresses", maxLearnedAddresses, 1, Integer.MAX_VALUE);
        if (!addressAge.isPositive() || addressAge.compareTo(MAX_AGE) > 0) {
            throw new IllegalArgumentException(
                    "addressAge must be more than 0 and at most " + MAX_AGE + ", was " + addressAge);
        }
    }

    /** The same with another policy. */
    public RoomLimits withFilter(FilterPolicy policy) {
        return new RoomLimits(maxRooms, maxMembersPerRoom, maxMembersPerHost, framesPerSecond, floodedFramesPerSecond,
                maxLearnedAddresses, addressAge, policy);
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", was " + value);
        }
    }
}
