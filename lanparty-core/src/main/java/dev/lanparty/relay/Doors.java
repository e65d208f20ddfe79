package dev.lanparty.relay;

import dev.lanparty.admission.ClaimedRoom;
import dev.lanparty.admission.GuestList;
import dev.lanparty.admission.RoomBook;
import dev.lanparty.identity.StateLock;
import dev.lanparty.store.RoomFiles;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may come into a relay's rooms, and by what its operator changes that while it runs.
 *
 * @param guests who may
 * @param state the folder where the operator's socket is, which no other relay has meanwhile; or null for none
 * @param publicHost by which the players reach the relay, for invites; null of a relay that makes none
 * @param publicPort as above; 0 for the port that is listened on
 */
public record Doors(GuestList guests, @Nullable StateLock state, @Nullable String publicHost, int publicPort)
        implements
            AutoCloseable {
    /** Rooms that are free for all who know their code. */
    public static Doors freeForAll() {
        return new Doors(GuestList.freeForAll(Doors::epochSeconds), null, null, 0);
    }

    /**
     * The rooms in a state folder, to be managed through the socket there. The folder is this relay's until they are closed.
     *
     * @param others what is done about rooms that are not there
     * @param publicHost by which the players reach the relay
     * @param publicPort as above; 0 for the port that is listened on
     * @throws dev.lanparty.identity.IdentityException if a file there is damaged or cannot be read, or another
     *             relay has the folder
     */
    public static Doors keptIn(Path stateFolder, GuestList.Others others, String publicHost, int publicPort) {
        // Before anything is read: what another relay still writes would be missing here.
        StateLock state = StateLock.take(stateFolder);
        try {
            return new Doors(new GuestList(others, rooms(new RoomFiles(stateFolder), others), Doors::epochSeconds),
                    state,
                    publicHost, publicPort);
        } catch (RuntimeException damaged) {
            state.close();
            throw damaged;
        }
    }

    private static RoomBook rooms(RoomFiles files, GuestList.Others others) {
        // A relay that is closed now lets nobody in by the invites of rooms that it was open for; they are there when it is
        // open again.
        List<ClaimedRoom> claimed = others == GuestList.Others.CLOSED ? List.of() : files.loadClaimed();
        return new RoomBook(files.load(), claimed, files);
    }

    /** Leaves the state folder to the next relay. Idempotent; a {@link Relay} does it when it is closed. */
    @Override
    public void close() {
        if (state != null) {
            state.close();
        }
    }

    private static long epochSeconds() {
        return InstantSource.system().instant().getEpochSecond();
    }
}
