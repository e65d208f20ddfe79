package dev.lanparty.endpoint;

import dev.lanparty.control.RoomCode;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.identity.ServerName;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.KeyPin;
import dev.lanparty.session.Credential;
import dev.lanparty.session.RetryTiming;
import dev.lanparty.session.SessionTiming;
import dev.lanparty.transport.QuicSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which room to join, and how: what gateway and client have in common.
 *
 * @param relay where the relay is
 * @param trust by what the relay is known
 * @param room the room's code; lower case is taken for upper case
 * @param invite what lets into a closed room, or null for one that is free for all
 * @param software name and version, for the relay's log
 * @param quic how QUIC is used
 * @param timing of the session
 * @param retry when a lost relay is tried again
 * @param stateFolder where the place in the room is kept for the next start, should this one end without a goodbye; or null
 */
public record RoomAccess(RelayAddress relay, RelayTrust.Source trust, String room, @Nullable Credential invite,
        String software, QuicSettings quic, SessionTiming timing, RetryTiming retry, @Nullable Path stateFolder) {
    private static final String SOFTWARE = "lanparty";

    /** Checks the room's code and spells it in upper case. */
    public RoomAccess {
        room = RoomCode.normalize(room);
    }

    /** A place that is kept nowhere. */
    public RoomAccess(RelayAddress relay, RelayTrust.Source trust, String room, @Nullable Credential invite,
            String software, QuicSettings quic, SessionTiming timing, RetryTiming retry) {
        this(relay, trust, room, invite, software, quic, timing, retry, null);
    }

    /**
     * A room that is free for all, and the usual settings.
     *
     * @param relayCaCertificate a file with the certificate to trust, DER or PEM
     * @param serverName that the relay's certificate must be made out to
     */
    public RoomAccess(RelayAddress relay, ServerName serverName, Path relayCaCertificate, String room) {
        this(relay, new RelayTrust.CertificateFile(relayCaCertificate, serverName), room, null, SOFTWARE,
                QuicSettings.DEFAULT, SessionTiming.DEFAULT, RetryTiming.DEFAULT);
    }

    /**
     * What an invite leads to.
     *
     * @param name what the player would be called there, or null
     */
    public static RoomAccess by(Invite invite, @Nullable String name, String software) {
        KeyPin pin = invite.pin();
        ServerName serverName = ServerName.parse(invite.host());
        RelayTrust.Source trust = pin == null
                ? new RelayTrust.PublicAuthorities(serverName)
                : new RelayTrust.PinnedKey(pin, serverName);
        return new RoomAccess(new RelayAddress(invite.host(), invite.port()), trust, invite.room(),
                new Credential(invite.secret(), name), software, QuicSettings.DEFAULT, SessionTiming.DEFAULT,
                RetryTiming.DEFAULT);
    }

    /** The same, a lost relay being tried again for another time. */
    public RoomAccess retryFor(Duration time) {
        return new RoomAccess(relay, trust, room, invite, software, quic, timing, retry.until(time), stateFolder);
    }

    /** The same room, with QUIC used in another way. */
    public RoomAccess withQuic(QuicSettings other) {
        return new RoomAccess(relay, trust, room, invite, software, other, timing, retry, stateFolder);
    }

    /** The same, the place in the room being kept in a folder. */
    public RoomAccess keptIn(Path folder) {
        return new RoomAccess(relay, trust, room, invite, software, quic, timing, retry, folder);
    }
}
