package dev.lanparty.benchmarks.load;

import java.time.Duration;

/**
 * What one run does.
 *
 * @param members of all rooms together, spread evenly
 * @param rooms how many
 * @param gateways whether one member of each room is its gateway
 * @param oneWay whether only every other member sends, so that nobody's acknowledgements ride on frames of its own
 * @param framesPerSecond sent by all members together
 * @param frameBytes the length of an Ethernet frame
 * @param broadcastShare of the frames that go to the whole room, 0 to 1; the others go to the next member
 * @param burst frames that a member sends at once
 * @param warmUp before anything is counted
 * @param duration of what is counted
 */
record LoadPlan(int members, int rooms, boolean gateways, boolean oneWay, int framesPerSecond, int frameBytes,
        double broadcastShare, int burst, Duration warmUp, Duration duration) {
    /** The least that a room needs for a frame to have a target. */
    private static final int MIN_PER_ROOM = 2;
    private static final int MAX_PER_ROOM = 256;

    /** Whether the member of a number, counted from 0 over all rooms, sends. */
    boolean sends(int number) {
        return !oneWay || number % 2 == 0;
    }

    /** Whether each room has enough members and no more than it may have. */
    boolean isPossible() {
        return members >= MIN_PER_ROOM * rooms && (members + rooms - 1) / rooms <= MAX_PER_ROOM;
    }
}
