package dev.lanparty.launcher.station;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Steady streams of numbered UDP datagrams, and a port that counts how they arrive. A datagram names its flow and number,
 * and all of its bytes follow from these, so that one that was altered is known, and one that comes twice.
 */
final class Flow implements AutoCloseable {
    private static final int HEADER_BYTES = 8;
    private static final int LONGEST_BYTES = 2_048;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final DatagramSocket socket;
    private final Map<Integer, BitSet> arrived = new HashMap<>();
    private long received;
    private long twice;
    private long altered;

    private Flow(DatagramSocket socket) {
        this.socket = socket;
    }

    /** Counts what arrives at a port from now on. */
    static Flow open(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(port);
        socket.setReceiveBufferSize(1 << 22);
        Flow flow = new Flow(socket);
        Thread.ofPlatform().daemon().name("lanparty-flow-" + port).start(flow::run);
        return flow;
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST_BYTES], LONGEST_BYTES);
        try {
            while (true) {
                packet.setLength(LONGEST_BYTES);
                socket.receive(packet);
                count(packet.getData(), packet.getLength());
            }
        } catch (IOException e) {
            socket.close();
        }
    }

    private synchronized void count(byte[] bytes, int length) {
        if (length < HEADER_BYTES) {
            altered++;
            return;
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int flow = header.getInt();
        int number = header.getInt();
        if (number < 0 || !ByteBuffer.wrap(bytes, 0, length).equals(ByteBuffer.wrap(content(flow, number, length)))) {
            altered++;
            return;
        }
        BitSet numbers = arrived.computeIfAbsent(flow, unknown -> new BitSet());
        if (numbers.get(number)) {
            twice++;
        } else {
            numbers.set(number);
            received++;
        }
    }

    private synchronized long received(OptionalInt flow) {
        return flow.isEmpty() ? received : arrived.getOrDefault(flow.getAsInt(), new BitSet()).cardinality();
    }

    private synchronized List<String> tally(OptionalInt flow) {
        return List.of(Long.toString(received(flow)), Long.toString(twice), Long.toString(altered));
    }

    /**
     * Sends a flow, evenly, and returns when all is sent; a datagram that the kernel does not take is as good as lost.
     *
     * @param flow its number, another for each
     */
    static void send(String from, InetSocketAddress to, int flow, int count, int bytes, int perSecond)
            throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
            long begun = System.nanoTime();
            for (int number = 0; number < count; number++) {
                long due = begun + number * NANOS_PER_SECOND / perSecond;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                sendOne(socket, to, content(flow, number, bytes));
            }
        }
    }

    private static void sendOne(DatagramSocket socket, InetSocketAddress to, byte[] content) {
        try {
            socket.send(new DatagramPacket(content, content.length, to));
        } catch (IOException e) {
            // Whoever was there is away for a moment: the datagram is lost, as any may be.
        }
    }

    private static byte[] content(int flow, int number, int length) {
        byte[] bytes = new byte[length];
        new Random(((long) flow << Integer.SIZE) | number).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(flow).putInt(number);
        return bytes;
    }

    /**
     * Waits until so many have arrived since it was opened, or the time is over.
     *
     * @param flow the one whose datagrams count, all if there is none
     * @return how many arrived of it, how many of all came a second time, and how many were not what was sent
     */
    List<String> await(long count, Duration timeout, OptionalInt flow) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline && received(flow) < count) {
            Thread.sleep(5);
        }
        return tally(flow);
    }

    @Override
    public void close() {
        socket.close();
    }
}
