package dev.lanparty.relay;

import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.RoomCode;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may be in a room, or waits to be let in.
 *
 * @param hello what it said
 * @param host the address that it came from
 * @param name of its invite or of its own choice, or null
 * @param named whether the name is the organiser's word, being that of the invite
 * @param inviteId of the invite that it proved, or null in a room that is free for all
 * @param peerId in the room, 0 of one who waits
 */
record Guest(Hello hello, String host, @Nullable String name, boolean named, @Nullable String inviteId,
        int peerId) {
    private static final Pattern PEER_ID = Pattern.compile("[0-9]{1,5}");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}");

    Guest as(int newPeerId) {
        return new Guest(hello, host, name, named, inviteId, newPeerId);
    }

    boolean isIn(String room) {
        return RoomCode.normalize(hello.room()).equals(room);
    }

    /**
     * Whether a person means this one: by peer id, MAC address or name. A name that looks like one of the others is no name,
     * since everybody chooses his own.
     */
    boolean isCalled(String who) {
        if (PEER_ID.matcher(who).matches()) {
            return peerId > 0 && who.equals(Integer.toString(peerId));
        }
        return who.equalsIgnoreCase(MAC.matcher(who).matches() ? hello.mac() : name);
    }

    /** As in {@code player 3 Alice 02:00:00:00:00:01 from 198.51.100.7}; a name of the player's own choice is in quotes. */
    @Override
    public String toString() {
        String role = hello.mac() == null ? hello.role().name().toLowerCase(Locale.ROOT) : "player";
        return role + (peerId == 0 ? "" : " " + peerId)
                + (name == null ? "" : named ? " " + name : " \"" + name.replace('"', '\'') + "\"")
                + (hello.mac() == null ? "" : " " + hello.mac()) + " from " + host;
    }
}
