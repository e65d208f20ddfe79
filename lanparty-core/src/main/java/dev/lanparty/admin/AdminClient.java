package dev.lanparty.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Asks the relay that runs with a state folder. Stateless. */
public final class AdminClient {
    private AdminClient() {
    }

    /**
     * Asks.
     *
     * @param stateFolder of the relay
     * @return what was done
     * @throws AdminException if no relay runs there, or it cannot do it
     */
    public static AdminReply ask(Path stateFolder, AdminRequest request) {
        Path path = stateFolder.resolve(AdminWire.SOCKET);
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(path));
            AdminWire.write(socket, request);
            AdminReply reply = AdminWire.read(socket, AdminReply.class);
            if (!reply.done()) {
                throw new AdminException(String.join("; ", reply.lines()));
            }
            return reply;
        } catch (IOException failure) {
            throw new AdminException("no relay answers at " + path + ": " + failure.getMessage()
                    + " - start it, run as its user, or name its --state-dir", failure);
        }
    }
}
