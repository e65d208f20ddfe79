package dev.lanparty.room;

import dev.lanparty.wire.RoomMark;

/**
 * Which of a relay's rooms a lobby keeps: a relay of several loops has a lobby for each, and a room is on the loop that its
 * mark says.
 *
 * @param index this lobby's, from 0
 * @param lobbies how many there are, 1 to {@link RoomMark#COUNT}
 */
public record Share(int index, int lobbies) {
    /** There is but one lobby. */
    public static final Share ALL = new Share(0, 1);

    /** Checks the ranges. */
    public Share {
        if (lobbies < 1 || lobbies > RoomMark.COUNT || index < 0 || index >= lobbies) {
            throw new IllegalArgumentException("no lobby " + index + " of " + lobbies);
        }
    }

    /** Whether a room is kept here. */
    boolean has(String roomCode) {
        return RoomMark.loop(RoomMark.of(roomCode), lobbies) == index;
    }

    /** The first of the peer ids that are given here; the others follow in steps of {@link #lobbies}. */
    int firstPeerId() {
        return index + 1;
    }
}
