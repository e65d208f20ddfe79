package dev.lanparty.relay;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.transport.QuicSettings;
import dev.lanparty.wire.RoomMark;
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
 * @param loops event loops, each with its share of the rooms, 1 to {@link RoomMark#COUNT}; only 1 is used where the system
 *            cannot share a port between them
 * @param doors who may come into its rooms
 */
public record RelayConfig(InetSocketAddress listen, RelayIdentity identity, RoomLimits limits,
        ReceptionTiming reception, QuicSettings quic, boolean frameLog, int loops, Doors doors) {
    /** With more, sixteen marks would spread rooms too unevenly to gain much. */
    private static final int MOST_BY_DEFAULT = 8;

    /** Checks the range of the loops. */
    public RelayConfig {
        if (loops < 1 || loops > RoomMark.COUNT) {
            throw new IllegalArgumentException("loops must be 1 to " + RoomMark.COUNT + ", was " + loops);
        }
    }

    /** A relay whose rooms are free for all who know their code. */
    public RelayConfig(InetSocketAddress listen, RelayIdentity identity, RoomLimits limits, ReceptionTiming reception,
            QuicSettings quic, boolean frameLog, int loops) {
        this(listen, identity, limits, reception, quic, frameLog, loops, Doors.freeForAll());
    }

    /** The usual settings; the rooms are free for all who know their code. */
    public RelayConfig(InetSocketAddress listen, RelayIdentity identity) {
        this(listen, identity, RoomLimits.DEFAULT, ReceptionTiming.DEFAULT, QuicSettings.DEFAULT, false,
                defaultLoops());
    }

    /** One for each core, 8 at most. */
    public static int defaultLoops() {
        return Math.min(Runtime.getRuntime().availableProcessors(), MOST_BY_DEFAULT);
    }
}
