package dev.lanparty.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.Matcher;
import java.util.Optional;
import java.time.Instant;
import java.nio.file.DirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Small files that are there whole or not at all, whenever the process or the machine stops: written beside their place,
 * brought to the disk, then put into place in one step. Stateless.
 *
 * <p>Owner only means mode 0600, and 0700 for a folder made on the way. On Windows a file has the access list of its folder,
 * which for the user's own folder is the user's alone.
 */
public final class AtomicFile {
    /** No file of this package comes near; a larger one is something else, and not read. */
    static final int MAX_BYTES = 1 << 20;

    private AtomicFile() {
    }

    /**
     * The content of a file.
     *
     * @throws IdentityException if there is none to be read
     */
    public static byte[] read(Path file) {
        if (Files.isDirectory(file)) {
            throw new IdentityException(file + " is a folder - a file is needed");
        }
        try (var input = Files.newInputStream(file)) {
            byte[] content = input.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IdentityException(file + " is larger than " + MAX_BYTES + " bytes - check the path");
            }
            return content;
        } catch (IOException failure) {
            throw FileFailure.reading(file, failure);
        }
    }

    /** Whether something is there, be it readable or not. */
    static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes a file for its owner only, and the folders to it; leaves one that is there already, even one that came this
     * moment from another process, as it is.
     *
     * @throws IdentityException if it cannot be made
     */
    static void createPrivate(Path file, byte[] content) {
        try {
            Path folder = folderOf(file);
            Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
            Path whole = writeBeside(file, content, ownerOnly(folder, "rw-------"));
            try {
                putIntoFreePlace(whole, file);
            } finally {
                Files.deleteIfExists(whole);
            }
            bringToDisk(folder);
        } catch (FileAlreadyExistsException present) {
            if (!file.toString().equals(present.getFile())) {
                throw FileFailure.writing(file, present);
            }
        } catch (IOException failure) {
            throw FileFailure.writing(file, failure);
        }
    }

    /**
     * Writes a file for its owner only, in place of one that may be there, and the folders to it. If it fails, what was there
     * still is.
     *
     * @throws IdentityException if it cannot be written
     */
    public static void replacePrivate(Path file, byte[] content) {
        try {
            Path folder = folderOf(file);
            Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
            replace(file, writeBeside(file, content, ownerOnly(folder, "rw-------")));
        } catch (IOException failure) {
            throw FileFailure.writing(file, failure);
        }
    }

    /**
     * Takes away what writers that were killed have left beside their files, be it a key. Who writes there at this moment is
     * left in peace.
     *
     * @param ending of the names of the files that were to be written
     */
    public static void removeAbandoned(Path folder, String ending) {
        Pattern beside = Pattern.compile("\\..*" + Pattern.quote(ending) + "\\.(\\d{1,18})-[0-9a-f]+\\.tmp");
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*.tmp")) {
            for (Path file : left) {
                Matcher name = beside.matcher(file.getFileName().toString());
                if (name.matches() && isAbandoned(file, Long.parseLong(name.group(1)))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException notOurs) {
            // It takes place, and does no other harm.
        }
    }

    /** Its writer is gone, or is not the process that has the number now. */
    private static boolean isAbandoned(Path file, long pid) throws IOException {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return true;
        }
        Optional<Instant> started = process.get().info().startInstant();
        return started.isPresent() && Files.getLastModifiedTime(file).toInstant().isBefore(started.get());
    }

    /**
     * Takes a file away, if it is there.
     *
     * @throws IdentityException if it cannot be
     */
    public static void delete(Path file) {
        try {
            if (Files.deleteIfExists(file)) {
                bringToDisk(folderOf(file));
            }
        } catch (IOException failure) {
            throw FileFailure.writing(file, failure);
        }
    }

    /**
     * Writes a file for everyone to read, in place of one that may be there.
     *
     * @throws IdentityException if it cannot be written
     */
    static void replacePublic(Path file, byte[] content) {
        if (Files.isDirectory(file)) {
            throw new IdentityException(file + " is a folder - name a file in it");
        }
        try {
            replace(file, writeBeside(file, content));
        } catch (IOException failure) {
            throw FileFailure.writing(file, failure);
        }
    }

    private static void replace(Path file, Path whole) throws IOException {
        try {
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
        bringToDisk(folderOf(file));
    }

    private static Path writeBeside(Path file, byte[] content, FileAttribute<?>... attributes) throws IOException {
        Path beside = folderOf(file).resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + "-"
                + Long.toHexString(System.nanoTime()) + ".tmp");
        Files.createFile(beside, attributes);
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
            return beside;
        } catch (IOException failure) {
            Files.deleteIfExists(beside);
            throw failure;
        }
    }

    /** A rename would replace what is there; a second name does not. Not every file system knows second names. */
    private static void putIntoFreePlace(Path whole, Path place) throws IOException {
        try {
            Files.createLink(place, whole);
        } catch (FileAlreadyExistsException present) {
            throw present;
        } catch (FileSystemException | UnsupportedOperationException noLinks) {
            if (exists(place)) {
                throw new FileAlreadyExistsException(place.toString());
            }
            Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The name of a new file is on the disk only when its folder is; Windows has no such call and does it by itself. */
    private static void bringToDisk(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path place, String mode) {
        return isPosix(place)
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IdentityException(file + " is a folder - name a file in it");
        }
        return folder;
    }
}
