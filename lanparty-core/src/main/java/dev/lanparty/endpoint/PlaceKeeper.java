package dev.lanparty.endpoint;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.identity.PlaceFile;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the place that an endpoint has in its room, if it is to be kept. Writing waits for the disk, for which the loop has no
 * time: it is done in order by a thread that is there while there is something to write. Any thread.
 */
final class PlaceKeeper implements AutoCloseable {
    private final @Nullable PlaceFile file;
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("lanparty-place").factory());

    private PlaceKeeper(@Nullable PlaceFile file) {
        this.file = file;
    }

    /**
     * That of a member.
     *
     * @param member whose place it is, as in {@code a gateway}
     */
    static PlaceKeeper of(RoomAccess access, String member) {
        Path folder = access.stateFolder();
        return new PlaceKeeper(folder == null
                ? null
                : PlaceFile.in(folder, member + " in room " + access.room() + " on " + access.relay()));
    }

    /** What gives the place of a process before this one back, or null. */
    @Nullable
    String token() {
        return file == null ? null : file.token();
    }

    /** It has a place, perhaps another. */
    void keep(ControlMessage.Welcome welcome) {
        String token = welcome.resumeToken();
        if (file != null && token != null) {
            writer.execute(() -> file.keep(token));
        }
    }

    /** The place is given up. */
    void forget() {
        if (file != null) {
            file.forget();
        }
    }

    @Override
    public void close() {
        writer.shutdown();
        if (file != null) {
            file.close();
        }
    }
}
