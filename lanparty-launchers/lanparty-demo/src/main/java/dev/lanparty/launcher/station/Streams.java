package dev.lanparty.launcher.station;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Long streams of bytes over TCP, with a checksum at both ends. */
final class Streams {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final long SEED = 77;

    private @Nullable CompletableFuture<List<String>> result;

    /** Takes one stream, on a thread of its own. */
    void listen(int port) throws IOException {
        ServerSocket server = new ServerSocket(port);
        CompletableFuture<List<String>> taken = new CompletableFuture<>();
        result = taken;
        Thread.ofPlatform().daemon().name("lanparty-stream").start(() -> take(server, taken));
    }

    private static void take(ServerSocket server, CompletableFuture<List<String>> taken) {
        try (server) {
            server.setSoTimeout(TIMEOUT_MILLIS);
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                MessageDigest digest = sha256();
                InputStream in = socket.getInputStream();
                byte[] piece = new byte[PIECE_BYTES];
                long bytes = 0;
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    digest.update(piece, 0, read);
                    bytes += read;
                }
                socket.getOutputStream().write(1);
                taken.complete(List.of(Long.toString(bytes), HexFormat.of().formatHex(digest.digest())));
            }
        } catch (IOException e) {
            taken.completeExceptionally(e);
        }
    }

    /** How many bytes were taken, and their SHA-256. */
    List<String> result() throws IOException, InterruptedException {
        if (result == null) {
            throw new IOException("no stream was listened for");
        }
        try {
            return result.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the stream did not come to its end: " + e.getCause(), e);
        }
    }

    /** Sends random bytes: their SHA-256, and the microseconds until the other end had them all. */
    static List<String> send(String to, int port, int bytes) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        new Random(SEED).nextBytes(piece);
        MessageDigest digest = sha256();
        try (Socket socket = new Socket()) {
            // Nothing else ends a write whose bytes nobody takes.
            CompletableFuture.delayedExecutor(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).execute(() -> close(socket));
            socket.connect(new InetSocketAddress(to, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            long begun = System.nanoTime();
            OutputStream out = socket.getOutputStream();
            for (int left = bytes; left > 0; left -= piece.length) {
                int length = Math.min(left, piece.length);
                // Each piece differs, so that a lost, doubled or misplaced one is noticed.
                piece[0] = (byte) (left >>> 24);
                piece[1] = (byte) (left >>> 16);
                piece[2] = (byte) (left >>> 8);
                out.write(piece, 0, length);
                digest.update(piece, 0, length);
            }
            socket.shutdownOutput();
            if (socket.getInputStream().read() != 1) {
                throw new IOException("the other end did not take the whole stream");
            }
            long micros = (System.nanoTime() - begun) / 1_000;
            return List.of(HexFormat.of().formatHex(digest.digest()), Long.toString(micros));
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
