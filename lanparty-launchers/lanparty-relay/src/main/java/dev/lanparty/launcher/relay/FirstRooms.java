package dev.lanparty.launcher.relay;

import dev.lanparty.admin.AdminReply;
import dev.lanparty.admin.AdminRequest;
import dev.lanparty.launcher.Invites;
import dev.lanparty.relay.Doors;
import dev.lanparty.relay.Relay;
import java.util.ArrayList;
import java.util.List;

/**
 * The rooms that a relay is told to make when it starts.
 *
 * @param codes in capitals
 * @param approve whether players wait to be accepted there
 * @param qr whether invites are shown as QR codes too
 * @param guessed whether nobody has said where players reach the relay
 */
record FirstRooms(List<String> codes, boolean approve, boolean qr, boolean guessed) {
    /** Makes those that are not there yet, and tells their invites. */
    List<String> make(Relay relay, Doors doors) {
        List<String> lines = new ArrayList<>();
        boolean made = false;
        for (String code : codes) {
            if (doors.guests().rooms().find(code) == null) {
                AdminReply reply = relay
                        .ask(new AdminRequest(AdminRequest.Command.CREATE, code, "", null, null, 0, approve));
                lines.addAll(reply.lines());
                lines.addAll(Invites.lines(reply.invites(), qr));
                made = true;
            } else if (doors.guests().rooms().claimed().stream().anyMatch(room -> room.code().equals(code))) {
                lines.add("room " + code + " was made by a gateway, and is its own; './lanparty room remove " + code
                        + "' takes it away");
            } else {
                lines.add("room " + code + " is there from before, and its invites are good; './lanparty room rotate "
                        + code + "' makes others");
            }
        }
        if (made && guessed) {
            lines.add(
                    "the invites name " + doors.publicHost() + ", which is this machine's own address: if players reach"
                            + " it by another, start the relay with --public, and rotate");
        }
        return lines;
    }
}
