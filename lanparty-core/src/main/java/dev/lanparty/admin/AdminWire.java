package dev.lanparty.admin;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** One JSON object each way: written, then the writing side of the socket is shut. Stateless. */
final class AdminWire {
    /** The folder in a relay's state folder that keeps others away from the socket in it. */
    static final String FOLDER = "admin";
    static final Path SOCKET = Path.of(FOLDER, "relay.sock");

    private static final int MAX_BYTES = 1 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private AdminWire() {
    }

    static void write(SocketChannel socket, Object message) throws IOException {
        // Not in a try block: closing the stream would close the socket.
        OutputStream output = Channels.newOutputStream(socket);
        output.write(JSON.writeValueAsBytes(message));
        output.flush();
        socket.shutdownOutput();
    }

    static <T> T read(SocketChannel socket, Class<T> type) throws IOException {
        InputStream input = Channels.newInputStream(socket);
        byte[] bytes = input.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("the message is too long");
        }
        return JSON.readValue(bytes, type);
    }
}
