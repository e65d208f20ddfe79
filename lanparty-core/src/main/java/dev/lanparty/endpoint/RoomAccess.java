package dev.lanparty.endpoint;

import dev.lanparty.control.RoomCode;
import dev.lanparty.identity.ServerName;
import dev.lanparty.session.SessionTiming;
import dev.lanparty.transport.QuicSettings;
import java.nio.file.Path;

/**
 * Which room to join, and how: what gateway and client have in common.
 *
 * @param relay where the relay is
 * @param serverName that the relay's certificate must be made out to
 * @param relayCaCertificate a file with the certificate to trust, DER or PEM
 * @param room the room's code; lower case is taken for upper case
 * @param software name and version, for the relay's log
 * @param quic how QUIC is used
 * @param timing of the session
 */
public record RoomAccess(RelayAddress relay, ServerName serverName, Path relayCaCertificate, String room,
        String software,
        QuicSettings quic, SessionTiming timing) {
    /** Checks the room's code and spells it in upper case. */
    public RoomAccess {
        room = RoomCode.normalize(room);
    }

    /** The usual settings. */
    public RoomAccess(RelayAddress relay, ServerName serverName, Path relayCaCertificate, String room) {
        this(relay, serverName, relayCaCertificate, room, "lanparty", QuicSettings.DEFAULT, SessionTiming.DEFAULT);
    }
}
