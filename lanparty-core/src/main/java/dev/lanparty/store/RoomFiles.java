package dev.lanparty.store;

import dev.lanparty.admission.RoomBook;
import dev.lanparty.admission.RoomEntry;
import dev.lanparty.identity.AtomicFile;
import dev.lanparty.identity.IdentityException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The kept rooms of a relay in the folder {@code rooms} of its state folder, for their owner only: {@code ROOM1.json} for each,
 * with hashes and no secrets. A file is replaced in one step, so a relay that is killed at any moment finds the old or the new
 * one; one that is neither, since something else has touched it, is refused by name and never written over.
 */
public final class RoomFiles implements RoomBook.Keeper {
    private static final String FOLDER = "rooms";
    private static final String ENDING = ".json";

    private final Path folder;

    /** The files in a relay's state folder, which need not be there yet. */
    public RoomFiles(Path stateFolder) {
        folder = stateFolder.resolve(FOLDER);
    }

    /**
     * All rooms.
     *
     * @throws IdentityException if one of the files cannot be read, or is damaged
     */
    public List<RoomEntry> load() {
        List<RoomEntry> rooms = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return rooms;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                rooms.add(load(file));
            }
        } catch (IOException failure) {
            throw new IdentityException(folder + " cannot be read: " + failure.getMessage()
                    + " - run the relay as its owner", failure);
        }
        return rooms;
    }

    private static RoomEntry load(Path file) {
        RoomEntry room;
        try {
            room = RoomJson.read(AtomicFile.read(file));
        } catch (IllegalArgumentException damaged) {
            throw new IdentityException(file + " is damaged: " + damaged.getMessage() + " - put back a copy of it, or"
                    + " move it away and make the room anew, with new invites", damaged);
        }
        if (!file.getFileName().toString().equals(room.code() + ENDING)) {
            throw new IdentityException(file + " is damaged: it is of room " + room.code()
                    + " - give it back its name, or move it away");
        }
        return room;
    }

    @Override
    public void save(RoomEntry room) {
        AtomicFile.replacePrivate(fileOf(room.code()), RoomJson.write(room));
    }

    @Override
    public void remove(String code) {
        AtomicFile.delete(fileOf(code));
    }

    private Path fileOf(String code) {
        return folder.resolve(code + ENDING);
    }
}
