package dev.lanparty.identity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * That a state folder has one relay: of two, each would write the other's rooms over, and an invite that one has taken back would
 * be good at the other. A lock on a file there, which the kernel takes away however its holder ends. The file itself stays: of a
 * name that comes and goes two could each have a lock. Any thread may call.
 */
public final class StateLock implements AutoCloseable {
    private static final String FILE_NAME = "relay.lock";
    /**
     * The kernel's lock is the process's: a second one here would be refused by nobody, and to close its file would take the first
     * one away (fcntl(2)).
     */
    private static final Set<Path> ours = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path place;
    private final FileChannel file;

    private StateLock(Path folder, Path place, FileChannel file) {
        this.folder = folder;
        this.place = place;
        this.file = file;
    }

    /**
     * Takes a state folder, which is made if it is not there.
     *
     * @throws IdentityException if another relay has it, or it cannot be written, or everybody may write there
     */
    public static StateLock take(Path folder) {
        StateFolder.check(folder);
        Path file = folder.resolve(FILE_NAME);
        if (!AtomicFile.exists(file)) {
            AtomicFile.createPrivate(file, new byte[0]);
        }
        try {
            Path place = file.toRealPath();
            FileChannel locked = ours.add(place) ? open(place) : null;
            if (locked == null) {
                throw new IdentityException("another relay runs with the state folder " + folder
                        + " - stop that one first, or give this one another folder with --state-dir");
            }
            return new StateLock(folder, place, locked);
        } catch (IOException failure) {
            throw FileFailure.writing(file, failure);
        }
    }

    /** The file, locked; null if another process has it. */
    private static @Nullable FileChannel open(Path place) throws IOException {
        FileChannel opened = null;
        boolean locked = false;
        try {
            opened = FileChannel.open(place, StandardOpenOption.WRITE);
            locked = opened.tryLock() != null;
            return locked ? opened : null;
        } finally {
            if (!locked) {
                close(place, opened);
            }
        }
    }

    private static void close(Path place, @Nullable FileChannel opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException failure) {
            // The kernel has closed it all the same.
        } finally {
            ours.remove(place);
        }
    }

    /** What it is of. */
    public Path folder() {
        return folder;
    }

    /** Gives the folder back. Idempotent, and another's that has been taken since stays. */
    @Override
    public void close() {
        if (file.isOpen()) {
            close(place, file);
        }
    }
}
