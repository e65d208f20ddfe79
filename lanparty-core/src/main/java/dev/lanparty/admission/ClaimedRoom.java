package dev.lanparty.admission;

/**
 * A room that its gateway has made.
 *
 * @param usedEpochSeconds when somebody was in it, as of the last day
 */
public record ClaimedRoom(RoomEntry room, long usedEpochSeconds) {
}
