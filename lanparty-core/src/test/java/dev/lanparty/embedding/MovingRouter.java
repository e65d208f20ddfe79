package dev.lanparty.embedding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A home router in front of one player: what he sends leaves by a port of the router's, which it forgets when it likes; then
 * the next packet leaves by another one, and what is sent to the old one reaches nobody.
 */
final class MovingRouter implements AutoCloseable {
    private static final int LONGEST_PACKET_BYTES = 2_048;

    private final InetSocketAddress relay;
    private final DatagramSocket inside = open();
    private volatile DatagramSocket outside = open();
    private volatile @Nullable SocketAddress player;

    /** A router that passes on to a relay on loopback. */
    MovingRouter(int relayPort) {
        relay = new InetSocketAddress(InetAddress.getLoopbackAddress(), relayPort);
        carry(inside, this::toRelay);
        carry(outside, this::toPlayer);
    }

    private static DatagramSocket open() {
        try {
            return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the player takes the relay to be. */
    int port() {
        return inside.getLocalPort();
    }

    /** From which port the player's packets leave now. */
    int outerPort() {
        return outside.getLocalPort();
    }

    /** Forgets the port by which the player's packets left so far. */
    void forget() {
        DatagramSocket old = outside;
        outside = open();
        carry(outside, this::toPlayer);
        old.close();
    }

    private interface Way {
        void carry(DatagramPacket packet) throws IOException;
    }

    private static void carry(DatagramSocket from, Way way) {
        Thread.ofPlatform().daemon().name("router-" + from.getLocalPort()).start(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[LONGEST_PACKET_BYTES], LONGEST_PACKET_BYTES);
            try {
                while (!from.isClosed()) {
                    packet.setLength(LONGEST_PACKET_BYTES);
                    from.receive(packet);
                    way.carry(packet);
                }
            } catch (IOException e) {
                // Closed: the port is forgotten, or the router is switched off.
                from.close();
            }
        });
    }

    private void toRelay(DatagramPacket packet) throws IOException {
        player = packet.getSocketAddress();
        packet.setSocketAddress(relay);
        DatagramSocket now = outside;
        try {
            now.send(packet);
        } catch (IOException e) {
            if (!now.isClosed()) {
                throw e;
            }
            // Lost in the moment in which the port changed.
        }
    }

    private void toPlayer(DatagramPacket packet) throws IOException {
        SocketAddress known = player;
        if (known != null) {
            packet.setSocketAddress(known);
            inside.send(packet);
        }
    }

    @Override
    public void close() {
        inside.close();
        outside.close();
    }
}
