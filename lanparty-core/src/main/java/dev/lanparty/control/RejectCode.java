package dev.lanparty.control;

import java.util.Locale;

/** Why a relay refuses a hello. */
public enum RejectCode {
    /** The message was no valid hello. */
    BAD_HELLO(true),
    /** The endpoint speaks another protocol version. */
    VERSION(true),
    /** The room code is malformed. */
    BAD_ROOM(true),
    /** Role and MAC address do not agree, or the MAC address is none that a station can have. */
    BAD_MAC(true),
    /** The datagram budget is out of range; another path may have a larger one. */
    BAD_BUDGET(false),
    /** The room has a gateway. */
    GATEWAY_TAKEN(false),
    /** Another member of the room has this MAC address. */
    MAC_TAKEN(false),
    /** The room has as many members as it may. */
    ROOM_FULL(false),
    /** The relay has as many rooms as it may. */
    TOO_MANY_ROOMS(false),
    /** As many members as allowed have come from the endpoint's address. */
    TOO_MANY_FROM_ADDRESS(false),
    /** The connection is not where the relay keeps the room: it bears another room's mark. */
    MISROUTED(false),
    /** The room, or the relay with all its rooms, lets nobody in without an invite. */
    INVITE_NEEDED(true),
    /** The invite is not, or no longer, one of the room for this role, or was not proven. */
    INVITE_REFUSED(true),
    /** The invite is for a room that its gateway has yet to make. */
    NO_ROOM_YET(false),
    /** Too many ask for the room, or too many wrong invites have come from the endpoint's address, or for the room. */
    TOO_MANY_ATTEMPTS(false),
    /** The organiser has put the player out, for a while or for good. */
    BANNED(true),
    /** The organiser did not let the player in. */
    NOT_ACCEPTED(true),
    /** The relay is closing. */
    CLOSING(false);

    private final boolean permanent;

    RejectCode(boolean permanent) {
        this.permanent = permanent;
    }

    /** Whether the same hello would be refused again at any time. */
    public boolean isPermanent() {
        return permanent;
    }

    /** How the code is written in a message. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
