package dev.lanparty.admin;

import dev.lanparty.control.Role;
import org.jspecify.annotations.Nullable;

/**
 * What a relay is asked to do.
 *
 * @param command what
 * @param room the code of the room it is about, empty for all
 * @param who the peer id, MAC address or name of a member, or the id of an invite; empty where none is meant
 * @param role of a new invite, or null
 * @param name of the one a new invite is for, or null
 * @param seconds how long it lasts, 0 for the command's usual time
 * @param approve whether players of a new room wait for the organiser
 * @param hashes of the gateway's and the players' invite that somebody else has made for a room, as {@code TokenHashes} writes
 *            them; null where the relay makes invites
 */
public record AdminRequest(Command command, String room, String who, @Nullable Role role, @Nullable String name,
        long seconds, boolean approve, @Nullable String hashes) {
    /** The things a relay can be asked to do. */
    public enum Command {
        /** Tells of the rooms. */
        LIST,
        /** Makes a room. */
        CREATE,
        /** Makes one more invite. */
        INVITE,
        /** Takes one invite back. */
        REVOKE,
        /** Makes new invites in place of all there were. */
        ROTATE,
        /** Takes a room out for good. */
        REMOVE,
        /** Puts somebody out for a while. */
        KICK,
        /** Puts somebody out for good. */
        BAN,
        /** Lets somebody come back. */
        UNBAN,
        /** Lets somebody in who waits. */
        ACCEPT
    }

    /** A request about a room whose invites, if it gets any, the relay makes. */
    public AdminRequest(Command command, String room, String who, @Nullable Role role, @Nullable String name,
            long seconds, boolean approve) {
        this(command, room, who, role, name, seconds, approve, null);
    }

    /** A request about a room. */
    public AdminRequest(Command command, String room, String who) {
        this(command, room, who, null, null, 0, false);
    }
}
