package dev.lanparty.launcher.station;

import dev.lanparty.device.DeviceException;
import dev.lanparty.device.Devices;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.PacketDevice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A long line between two interfaces, as bad as it is told to be: late, unsteady, narrow, lossy, in both directions alike.
 * It does nothing else, so that whoever is on either side takes it for a cable. One thread for each direction.
 */
final class Line implements AutoCloseable {
    private static final int BURST_FRAMES = 64;
    private static final Duration LOOK = Duration.ofMillis(100);
    /** What a narrow line keeps before it drops: as much as a home router does. */
    private static final long QUEUE_NANOS = Duration.ofMillis(100).toNanos();
    private static final double BITS_PER_BYTE = 8;
    /** Of a direction, so that the two have other luck. */
    private static final long OTHER_SEED = 0x5DEECE66DL;

    private final PacketDevice left;
    private final PacketDevice right;
    private volatile Quality quality = new Quality(0, 0, 0, 0, 0);

    /**
     * How bad it is.
     *
     * @param delayMicros one way
     * @param jitterMicros by chance more, for each frame; more than the distance of two frames has them overtake each other
     * @param lostPerMille by chance, in each direction
     * @param kilobits a second; 0 for no limit
     * @param longestPacket in bytes, longer ones vanish without a word; 0 for no limit
     */
    record Quality(long delayMicros, long jitterMicros, int lostPerMille, int kilobits, int longestPacket) {
        static Quality of(List<String> words) {
            return new Quality(Long.parseLong(words.get(0)), Long.parseLong(words.get(1)),
                    Integer.parseInt(words.get(2)), Integer.parseInt(words.get(3)), Integer.parseInt(words.get(4)));
        }
    }

    private record Underway(long dueNanos, long order, ByteBuffer frame) {
    }

    private Line(PacketDevice left, PacketDevice right) {
        this.left = left;
        this.right = right;
    }

    /** Joins two interfaces. */
    static Line open(String left, String right, long seed) {
        Line line = new Line(Devices.openLan(left), Devices.openLan(right));
        line.start(line.new Direction(line.left, line.right, new Random(seed)));
        line.start(line.new Direction(line.right, line.left, new Random(seed ^ OTHER_SEED)));
        return line;
    }

    private void start(Direction direction) {
        Thread.ofPlatform().daemon().name("lanparty-line-" + direction.from.name()).start(direction::run);
    }

    /** Changes it for the frames that come from now on. */
    void set(Quality next) {
        quality = next;
    }

    @Override
    public void close() {
        left.close();
        right.close();
    }

    /** The frames that go one way. Confined to its thread. */
    private final class Direction {
        private final PacketDevice from;
        private final PacketDevice to;
        private final Random random;
        private final FrameBurst burst = new FrameBurst(BURST_FRAMES);
        private final PriorityQueue<Underway> underway = new PriorityQueue<>(
                Comparator.comparingLong(Underway::dueNanos).thenComparingLong(Underway::order));
        private long order;
        private long freeNanos = System.nanoTime();

        private Direction(PacketDevice from, PacketDevice to, Random random) {
            this.from = from;
            this.to = to;
            this.random = random;
        }

        private void run() {
            try {
                while (true) {
                    long now = System.nanoTime();
                    Underway first = underway.peek();
                    if (first != null && first.dueNanos <= now) {
                        send(underway.remove().frame);
                    } else if (from.awaitReadable(first == null ? LOOK : Duration.ofNanos(first.dueNanos - now))) {
                        take(System.nanoTime());
                    }
                }
            } catch (DeviceException e) {
                // Closed, or an interface is gone: the line is cut.
                close();
            }
        }

        private void take(long now) {
            int received = from.receive(burst);
            for (int i = 0; i < received; i++) {
                ByteBuffer frame = ByteBuffer.allocate(burst.length(i));
                enter(frame.put(0, from.receiveMemory(), burst.offset(i), burst.length(i)), now);
            }
            from.release();
        }

        private void enter(ByteBuffer frame, long now) {
            Quality current = quality;
            boolean tooLong = current.longestPacket > 0
                    && frame.capacity() - PacketDevice.HEADER_BYTES > current.longestPacket;
            if (tooLong || random.nextInt(1_000) < current.lostPerMille) {
                return;
            }
            long sent = now;
            if (current.kilobits > 0) {
                sent = Math.max(now, freeNanos);
                if (sent - now > QUEUE_NANOS) {
                    return;
                }
                sent += (long) (frame.capacity() * BITS_PER_BYTE * 1_000_000 / current.kilobits);
                freeNanos = sent;
            }
            long late = current.delayMicros + (long) (random.nextDouble() * current.jitterMicros);
            underway.add(new Underway(sent + late * 1_000, order++, frame));
        }

        private void send(ByteBuffer frame) {
            to.transmitMemory().clear().put(frame);
            to.send(frame.capacity());
        }
    }
}
