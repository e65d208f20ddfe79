package dev.lanparty.store;

import dev.lanparty.admission.ClaimedRoom;
import dev.lanparty.admission.RoomBook;
import dev.lanparty.admission.RoomEntry;
import dev.lanparty.identity.AtomicFile;
import dev.lanparty.identity.IdentityException;
import dev.lanparty.identity.StateFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The rooms of a relay in its state folder, for their owner only: {@code rooms/ROOM1.json} for each that is kept, {@code
 * claimed/ROOM1.json} for each that its gateway has made, with hashes and no secrets. A file is replaced in one step, so
 * a relay that is killed at any moment finds the old or the new one; one that is neither, since something else has
 * touched it, is refused by name and never written over.
 */
public final class RoomFiles implements RoomBook.Keeper {
    private static final String KEPT = "rooms";
    private static final String CLAIMED = "claimed";
    private static final String ENDING = ".json";

    private final Path stateFolder;

    /** The files in a relay's state folder, which need not be there yet. */
    public RoomFiles(Path stateFolder) {
        this.stateFolder = stateFolder;
    }

    /**
     * The kept rooms.
     *
     * @throws IdentityException if one of the files cannot be read, or is damaged, or everybody may write them
     */
    public List<RoomEntry> load() {
        return load(KEPT, RoomJson::read, RoomEntry::code);
    }

    /**
     * The claimed rooms.
     *
     * @throws IdentityException as above
     */
    public List<ClaimedRoom> loadClaimed() {
        return load(CLAIMED, RoomJson::readClaimed, claimed -> claimed.room().code());
    }

    private <T> List<T> load(String name, Function<byte[], T> reader, Function<T, String> codeOf) {
        StateFolder.check(stateFolder);
        List<T> rooms = new ArrayList<>();
        Path folder = stateFolder.resolve(name);
        if (!Files.isDirectory(folder)) {
            return rooms;
        }
        AtomicFile.removeAbandoned(folder, ENDING);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                rooms.add(load(file, reader, codeOf));
            }
        } catch (IOException failure) {
            throw new IdentityException(folder + " cannot be read: " + failure.getMessage()
                    + " - run the relay as its owner", failure);
        }
        return rooms;
    }

    private static <T> T load(Path file, Function<byte[], T> reader, Function<T, String> codeOf) {
        T room;
        try {
            room = reader.apply(AtomicFile.read(file));
        } catch (IllegalArgumentException damaged) {
            throw new IdentityException(file + " is damaged: " + damaged.getMessage() + " - put back a copy of it, or"
                    + " move it away and make the room anew, with new invites", damaged);
        }
        if (!file.getFileName().toString().equals(codeOf.apply(room) + ENDING)) {
            throw new IdentityException(file + " is damaged: it is of room " + codeOf.apply(room)
                    + " - give it back its name, or move it away");
        }
        return room;
    }

    @Override
    public void save(RoomEntry room) {
        AtomicFile.replacePrivate(file(KEPT, room.code()), RoomJson.write(room));
    }

    @Override
    public void remove(String code) {
        AtomicFile.delete(file(KEPT, code));
    }

    @Override
    public void saveClaimed(ClaimedRoom room) {
        AtomicFile.replacePrivate(file(CLAIMED, room.room().code()), RoomJson.write(room));
    }

    @Override
    public void removeClaimed(String code) {
        AtomicFile.delete(file(CLAIMED, code));
    }

    private Path file(String folder, String code) {
        return stateFolder.resolve(folder).resolve(code + ENDING);
    }
}
