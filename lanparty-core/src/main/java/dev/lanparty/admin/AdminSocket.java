package dev.lanparty.admin;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a relay is asked by its operator: a Unix-domain socket in a folder that only the relay's user may enter, made so before
 * the socket is, so that there is no moment in which others could. Requests are answered one after another by a thread of its
 * own; who says nothing is not waited for.
 */
public final class AdminSocket implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(AdminSocket.class);
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ServerSocketChannel server;
    private final Path path;
    private final Function<AdminRequest, AdminReply> office;
    private final ScheduledExecutorService impatience;

    private AdminSocket(ServerSocketChannel server, Path path, Function<AdminRequest, AdminReply> office) {
        this.server = server;
        this.path = path;
        this.office = office;
        impatience = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("lanparty-admin-patience").unstarted(task));
    }

    /**
     * Begins to listen in a relay's state folder; a socket that a killed relay left there is replaced.
     *
     * @param office answers requests, on the socket's thread
     * @throws AdminException if it cannot, or another relay listens there
     */
    public static AdminSocket listen(Path stateFolder, Function<AdminRequest, AdminReply> office) {
        Path path = stateFolder.resolve(AdminWire.SOCKET);
        try {
            makePrivate(stateFolder, stateFolder.resolve(AdminWire.FOLDER));
            if (isAnswered(path)) {
                throw new AdminException("another relay runs with the state folder " + stateFolder
                        + " - give this one another with --state-dir");
            }
            Files.deleteIfExists(path);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                server.bind(UnixDomainSocketAddress.of(path));
            } catch (IOException failure) {
                server.close();
                throw failure;
            }
            AdminSocket socket = new AdminSocket(server, path, office);
            Thread.ofPlatform().daemon().name("lanparty-admin").start(socket::serve);
            return socket;
        } catch (IOException failure) {
            throw new AdminException("the relay cannot be managed through " + path + ": " + failure.getMessage()
                    + " - name a shorter or writable --state-dir", failure);
        }
    }

    private static void makePrivate(Path stateFolder, Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(folder);
            return;
        }
        Files.createDirectories(stateFolder, PosixFilePermissions.asFileAttribute(OWNER));
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER));
        Files.setPosixFilePermissions(folder, OWNER);
    }

    private static boolean isAnswered(Path path) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel caller = server.accept()) {
                ScheduledFuture<?> hurry = impatience.schedule(() -> {
                    caller.close();
                    return caller;
                }, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                answer(caller);
                hurry.cancel(false);
            } catch (IOException failure) {
                if (server.isOpen()) {
                    logger.warn("a request of the operator came to nothing: {}", failure.getMessage());
                }
            }
        }
    }

    private void answer(SocketChannel caller) throws IOException {
        AdminRequest request;
        try {
            request = AdminWire.read(caller, AdminRequest.class);
        } catch (JacksonException unreadable) {
            AdminWire.write(caller,
                    AdminReply.failed("this is no request; use the 'room' command of the same release"));
            return;
        }
        AdminReply reply;
        try {
            reply = office.apply(request);
        } catch (RuntimeException failure) {
            reply = AdminReply.failed(String.valueOf(failure.getMessage()));
        }
        AdminWire.write(caller, reply);
    }

    /** Listens no more. */
    @Override
    public void close() {
        impatience.shutdownNow();
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException failure) {
            logger.debug("{} was left behind: {}", path, failure.getMessage());
        }
    }
}
