package dev.lanparty.launcher.station;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Single UDP datagrams of text. What arrives waits in the socket until somebody asks. */
final class Datagrams {
    private static final int LONGEST_BYTES = 2_048;

    private final Map<Integer, MulticastSocket> sockets = new HashMap<>();

    /**
     * Opens a port.
     *
     * @param membership a multicast group and the interface to join it on, or nothing
     */
    void open(int port, List<String> membership) throws IOException {
        MulticastSocket socket = sockets.get(port);
        if (socket == null) {
            socket = new MulticastSocket(port);
            sockets.put(port, socket);
        }
        if (!membership.isEmpty()) {
            socket.joinGroup(new InetSocketAddress(membership.get(0), port),
                    NetworkInterface.getByName(membership.get(1)));
        }
    }

    /** Sends one. Bound to its address, the socket sends broadcasts and multicasts through that address's interface too. */
    static void send(String from, String to, int port, String text) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
            socket.setBroadcast(true);
            socket.send(packet(text, new InetSocketAddress(to, port)));
        }
    }

    /** The sender's address and the text of the next one. */
    List<String> await(int port, Duration timeout) throws IOException {
        MulticastSocket socket = sockets.get(port);
        if (socket == null) {
            throw new IOException("port " + port + " is not open");
        }
        DatagramPacket packet = receive(socket, timeout);
        return List.of(packet.getAddress().getHostAddress(), text(packet));
    }

    static DatagramPacket packet(String text, InetSocketAddress to) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new DatagramPacket(bytes, bytes.length, to);
    }

    static DatagramPacket receive(DatagramSocket socket, Duration timeout) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST_BYTES], LONGEST_BYTES);
        socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
        try {
            socket.receive(packet);
            return packet;
        } catch (SocketTimeoutException e) {
            throw new IOException("nothing came to port " + socket.getLocalPort() + " within " + timeout.toMillis()
                    + " ms", e);
        }
    }

    static String text(DatagramPacket packet) {
        return new String(packet.getData(), packet.getOffset(), packet.getLength(), StandardCharsets.UTF_8);
    }

    static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
