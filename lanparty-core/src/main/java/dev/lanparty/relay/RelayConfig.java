package dev.lanparty.relay;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.transport.QuicSettings;
import java.net.InetSocketAddress;

/**
 * How a relay runs.
 *
 * @param listen the address and UDP port to listen on; port 0 takes any free one
 * @param identity what it shows to those who connect
 * @param limits of its rooms
 * @param reception how it treats those who have not said hello
 * @param quic how QUIC is used
 * @param frameLog whether every decision about a frame is logged, to the logger {@code dev.lanparty.frames}
 */
public record RelayConfig(InetSocketAddress listen, RelayIdentity identity, RoomLimits limits,
        ReceptionTiming reception, QuicSettings quic, boolean frameLog) {
    /** The usual settings. */
    public RelayConfig(InetSocketAddress listen, RelayIdentity identity) {
        this(listen, identity, RoomLimits.DEFAULT, ReceptionTiming.DEFAULT, QuicSettings.DEFAULT, false);
    }
}
