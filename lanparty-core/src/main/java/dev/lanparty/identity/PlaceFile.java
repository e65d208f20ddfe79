package dev.lanparty.identity;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What gives an endpoint its place in a room back at its next start, when it could not say goodbye: the resume token of its
 * last welcome, in a file that only its owner reads. It is never a reason not to start: what fails is logged in a sentence.
 *
 * <p>The place is one process's at a time, by a lock that ends with the process, however that ends. Who finds it locked has no
 * token and keeps none, so that two with one identity do not put each other out in turn. Any thread.
 */
public final class PlaceFile implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(PlaceFile.class);
    private static final String PREFIX = "lanparty-place-";
    private static final int NAME_BYTES = 8;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,256}");
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Path file;
    private final String place;
    private final @Nullable FileChannel lock;
    private @Nullable String token;
    private boolean closed;

    private PlaceFile(Path file, String place, @Nullable FileChannel lock) {
        this.file = file;
        this.place = place;
        this.lock = lock;
        token = lock == null ? null : read();
    }

    /**
     * The file of a place, which need not be there yet.
     *
     * @param folder made if need be
     * @param place by relay, room and member; whoever gives the same means the same
     */
    public static PlaceFile in(Path folder, String place) {
        Path file = folder.resolve(PREFIX + nameOf(place) + ".json");
        return new PlaceFile(file, place, lock(folder.resolve(PREFIX + nameOf(place) + ".lock"), place));
    }

    private static String nameOf(String place) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(place.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The lock's file is a second one, and stays: one that is replaced or removed would be locked by several. */
    private static @Nullable FileChannel lock(Path file, String place) {
        FileChannel channel = null;
        try {
            AtomicFile.createPrivate(file, new byte[0]);
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
            channel.close();
        } catch (OverlappingFileLockException heldByThisProcess) {
            // The channel stays open: closing it would end the lock that another one of this process holds.
        } catch (IOException | IdentityException e) {
            logger.warn("a place in a room cannot be kept over a crash: {}", e.getMessage());
            return null;
        }
        logger.warn("{} runs on this machine already, and keeps its place", place);
        return null;
    }

    private @Nullable String read() {
        if (!AtomicFile.exists(file)) {
            return null;
        }
        try {
            JsonNode content = JSON.readTree(AtomicFile.read(file));
            String found = content.path("token").asText();
            if (content.path("place").asText().equals(place) && TOKEN.matcher(found).matches()) {
                return found;
            }
            logger.warn("{} is damaged and not used", file);
        } catch (IOException notJson) {
            logger.warn("{} is damaged and not used", file);
        } catch (IdentityException e) {
            logger.warn("{}; it is not used", e.getMessage());
        }
        return null;
    }

    /** The token that was kept, or null if there is none. */
    public synchronized @Nullable String token() {
        return token;
    }

    /** Keeps a token in place of the one before. Writes to the disk, unless it is that one. */
    public synchronized void keep(String fresh) {
        if (lock == null || closed || fresh.equals(token)) {
            return;
        }
        try {
            AtomicFile.replacePrivate(file,
                    JSON.writeValueAsBytes(JSON.createObjectNode().put("place", place).put("token", fresh)));
            token = fresh;
        } catch (IOException | IdentityException e) {
            logger.warn("this place in the room is not kept over a crash: {}", e.getMessage());
        }
    }

    /** The place is given up: the next start is to have another. */
    public synchronized void forget() {
        if (lock == null || closed) {
            return;
        }
        token = null;
        try {
            AtomicFile.delete(file);
        } catch (IdentityException e) {
            logger.debug("{}", e.getMessage());
        }
    }

    /** Lets another process have it. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            logger.debug("{} cannot be closed", file, e);
        }
    }
}
