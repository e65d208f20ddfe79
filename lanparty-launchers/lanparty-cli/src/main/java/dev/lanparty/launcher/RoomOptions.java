package dev.lanparty.launcher;

import dev.lanparty.control.RoomCode;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.identity.ServerName;
import dev.lanparty.session.SessionTiming;
import dev.lanparty.transport.QuicSettings;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which room to join, and how: what gateway and client have in common. */
public final class RoomOptions {
    @Option(names = "--relay", required = true, paramLabel = "HOST:PORT", description = "Where the relay is.")
    private RelayAddress relay;

    @Option(names = "--server-name", required = true, paramLabel = "NAME", description = "The name that the relay's certificate must have; lanparty-relay.local for one that a relay"
            + " made itself.")
    private ServerName serverName;

    @Option(names = "--relay-ca-cert", required = true, paramLabel = "FILE", description = "The relay's certificate, or that of the authority that vouches for it (DER or PEM).")
    private Path relayCaCertificate;

    @Option(names = "--room", required = true, paramLabel = "ROOM1", converter = RoomCodes.class, description = "The room to join: 1 to 32 letters, digits and hyphens, agreed upon with the others.")
    private String room;

    /** Spells a room's code, so that one that is none is a mistake in the command line. */
    private static final class RoomCodes implements CommandLine.ITypeConverter<String> {
        @Override
        public String convert(String text) throws Exception {
            return CommandLines.sentence(RoomCode::normalize).convert(text);
        }
    }

    /** The room that the options name. */
    public RoomAccess access() {
        return new RoomAccess(relay, serverName, relayCaCertificate, room, Version.SOFTWARE, QuicSettings.DEFAULT,
                SessionTiming.DEFAULT);
    }
}
