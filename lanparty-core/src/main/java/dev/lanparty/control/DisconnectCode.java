package dev.lanparty.control;

import java.util.Locale;

/** Why a side closes a connection that was not refused. */
public enum DisconnectCode {
    /** The endpoint leaves of its own will. */
    LEAVING,
    /** The relay is closing; members may come back later. */
    RELAY_CLOSING,
    /** The other side broke the control protocol. */
    PROTOCOL_ERROR,
    /** More connections than allowed have not said hello yet. */
    TOO_MANY_STRANGERS,
    /** No hello came in time. */
    HELLO_TIMEOUT,
    /** Nothing was heard from the other side for too long. */
    IDLE,
    /** The endpoint's device failed. */
    DEVICE_FAILED,
    /** The organiser has put the member out; the same invite does not let it in again now. */
    KICKED,
    /** The room has new invites, and the one that the member came by is none any more. */
    INVITE_REPLACED,
    /** The room is no more. */
    ROOM_REMOVED,
    /** The member has come back by another connection, with its resume token, or has its address back. */
    SUPERSEDED;

    /** Whether coming back would be of no use, or is not wanted. */
    public boolean isPermanent() {
        return switch (this) {
            case LEAVING, KICKED, INVITE_REPLACED, ROOM_REMOVED, SUPERSEDED -> true;
            case RELAY_CLOSING, PROTOCOL_ERROR, TOO_MANY_STRANGERS, HELLO_TIMEOUT, IDLE, DEVICE_FAILED -> false;
        };
    }

    /** How the code is written in a message. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
