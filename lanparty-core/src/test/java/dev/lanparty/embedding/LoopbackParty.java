package dev.lanparty.embedding;

import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.relay.ReceptionTiming;
import dev.lanparty.relay.Relay;
import dev.lanparty.relay.RelayConfig;
import dev.lanparty.room.RoomLimits;
import dev.lanparty.session.RetryTiming;
import dev.lanparty.transport.QuicSettings;
import dev.lanparty.wire.RoomMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Relays on loopback, one after the other or beside each other, and the players who join their rooms over real QUIC. */
final class LoopbackParty implements AutoCloseable {
    private final Path folder;
    private final int loops;
    private final List<PlayerSeat> seats = new ArrayList<>();
    private Duration retryFor = RetryTiming.FOR_EVER;

    /**
     * Nobody is there yet.
     *
     * @param folder for the relay's certificate
     * @param loops of each relay
     */
    LoopbackParty(Path folder, int loops) {
        this.folder = folder;
        this.loops = loops;
    }

    /** A relay that is not started; the caller closes it. */
    Relay relay(RoomLimits limits, ReceptionTiming reception, int port) {
        RelayIdentity identity = RelayIdentity.keptIn(folder, ServerName.parse(ServerName.DEFAULT), Instant.now());
        identity.writeDer(folder.resolve("relay.der"));
        return new Relay(new RelayConfig(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), identity,
                limits, reception, QuicSettings.DEFAULT, false, loops));
    }

    /** The code of a room that the relays keep on a loop, counted from 0. */
    String roomOn(int loop) {
        for (int i = 0;; i++) {
            if (RoomMark.loop(RoomMark.of("ROOM" + i), loops) == loop) {
                return "ROOM" + i;
            }
        }
    }

    /** A player who has not come yet. */
    PlayerSeat seat(int port, String room) {
        PlayerSeat seat = new PlayerSeat(seats.size() + 1, port, folder.resolve("relay.der"), room, retryFor);
        seats.add(seat);
        return seat;
    }

    /** Whoever comes from now on waits so long for what may pass. */
    void retryFor(Duration time) {
        retryFor = time;
    }

    /** All who have a seat. */
    List<PlayerSeat> seats() {
        return seats;
    }

    /** All leave. */
    @Override
    public void close() {
        seats.forEach(PlayerSeat::close);
    }
}
