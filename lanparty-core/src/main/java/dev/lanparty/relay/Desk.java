package dev.lanparty.relay;

import dev.lanparty.room.Lobby;
import dev.lanparty.transport.Listener;
import dev.lanparty.transport.NetworkLoop;
import java.time.Duration;

/** A loop of a relay, and who is received there. */
record Desk(NetworkLoop loop, Reception reception) {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    Listener.Entrance entrance() {
        return new Listener.Entrance(loop, link -> reception.accept(link, System.nanoTime()), reception::lost,
                reception::unanswered);
    }

    RelayStatus status() {
        return loop.call(CALL_TIMEOUT, () -> {
            Lobby lobby = reception.lobby();
            int members = lobby.rooms().stream().mapToInt(room -> room.members().size()).sum();
            return new RelayStatus(lobby.rooms().size(), members, reception.strangers(), lobby.counters());
        });
    }
}
