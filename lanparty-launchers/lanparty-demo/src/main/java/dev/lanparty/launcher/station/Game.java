package dev.lanparty.launcher.station;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** The lobby of an old LAN game: a player asks everybody at once who hosts a game, and hosts answer that player alone. */
final class Game {
    private static final String QUESTION = "who hosts a game?";
    private static final Duration ASK_AGAIN = Duration.ofMillis(400);

    private Game() {
    }

    /** Answers from then on, for as long as the process lives. */
    static void host(int port, String name) throws IOException {
        DatagramSocket socket = new DatagramSocket(port);
        Thread.ofPlatform().daemon().name("lanparty-game").start(() -> answer(socket, name));
    }

    private static void answer(DatagramSocket socket, String name) {
        try (socket) {
            while (true) {
                DatagramPacket question = Datagrams.receive(socket, Duration.ofHours(1));
                if (Datagrams.text(question).equals(QUESTION)) {
                    socket.send(Datagrams.packet(name, (InetSocketAddress) question.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            System.err.println("the game is over: " + e.getMessage());
        }
    }

    /** Looks for a game, asking again while nobody answers: its name, its host's address, the microseconds it took. */
    static List<String> find(String from, String broadcast, int port, Duration timeout) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
            socket.setBroadcast(true);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (true) {
                long asked = System.nanoTime();
                socket.send(Datagrams.packet(QUESTION, new InetSocketAddress(broadcast, port)));
                try {
                    DatagramPacket answer = Datagrams.receive(socket, ASK_AGAIN);
                    return List.of(Datagrams.text(answer), answer.getAddress().getHostAddress(),
                            Long.toString((System.nanoTime() - asked) / 1_000));
                } catch (IOException e) {
                    if (System.nanoTime() - deadline > 0) {
                        throw new IOException("no game was found within " + timeout.toMillis() + " ms", e);
                    }
                }
            }
        }
    }
}
