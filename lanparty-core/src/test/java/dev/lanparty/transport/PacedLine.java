package dev.lanparty.transport;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A line with a narrow place and a queue before it, and a sender behind a {@link Pacer} that has more to send than it
 * carries, in simulated time: what the pacer is for, and nothing of QUIC but its smoothed round-trip time.
 */
final class PacedLine {
    private static final int PACKET_BYTES = 1_400;
    private static final long MILLI = 1_000_000;
    private static final long TICK_NANOS = MILLI / 10;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BITS_PER_MEGABIT = 1e6;
    /** What a queue of 15 ms before the pacer keeps. */
    private static final double WAITING_SECONDS = 0.015;
    private static final int SMOOTHING = 8;
    private static final int PERCENT = 100;
    private static final long ARRIVAL_WINDOW_NANOS = 10 * MILLI;
    private static final double FORGET_ARRIVAL = 0.998;

    private record Event(long atNanos, long sentNanos) {
    }

    private final Pacer pacer = new Pacer(0);
    private final Random random;
    private final PriorityQueue<Event> acknowledged = new PriorityQueue<>(Comparator.comparingLong(Event::atNanos));
    private final PriorityQueue<Event> noticedLosses = new PriorityQueue<>(Comparator.comparingLong(Event::atNanos));
    private final List<Long> queues = new ArrayList<>();
    private double megabits = 50;
    private long delayNanos = 20 * MILLI;
    private long jitterNanos;
    private double loss;
    private long longestQueueNanos = 100 * MILLI;
    private double offeredMegabits = 1_000;

    private long nowNanos;
    private long freeNanos;
    private double waitingBytes;
    private double smoothedNanos = -1;
    private long packetsSent;
    private long packetsLost;
    private long bytesDelivered;
    private long watchedSinceNanos;
    private long arrivalSinceNanos;
    private long arrivedBytes;
    private double arrivingBytesPerSecond;

    PacedLine(Random random) {
        this.random = random;
    }

    PacedLine megabits(double value) {
        megabits = value;
        return this;
    }

    PacedLine delayMillis(long oneWay) {
        delayNanos = oneWay * MILLI;
        return this;
    }

    PacedLine jitterMillis(long most) {
        jitterNanos = most * MILLI;
        return this;
    }

    PacedLine loss(double share) {
        loss = share;
        return this;
    }

    PacedLine longestQueueMillis(long value) {
        longestQueueNanos = value * MILLI;
        return this;
    }

    PacedLine offeredMegabits(double value) {
        offeredMegabits = value;
        return this;
    }

    Pacer pacer() {
        return pacer;
    }

    /** Lets time pass. */
    PacedLine runSeconds(double seconds) {
        long end = nowNanos + (long) (seconds * NANOS_PER_SECOND);
        for (; nowNanos < end; nowNanos += TICK_NANOS) {
            hear();
            offer();
            queues.add(Math.max(freeNanos - nowNanos, 0));
            if (smoothedNanos > 0 && pacer.wantsMeasurement(nowNanos)) {
                pacer.measured((long) smoothedNanos, (long) arrivingBytesPerSecond, packetsSent, packetsLost, nowNanos);
            }
        }
        return this;
    }

    /** Forgets what was seen until now. */
    PacedLine watchFromNow() {
        queues.clear();
        bytesDelivered = 0;
        watchedSinceNanos = nowNanos;
        return this;
    }

    /** Of the line's queue, since it is watched. */
    double queueMillis(int percentile) {
        List<Long> sorted = queues.stream().sorted().toList();
        return (double) sorted.get((sorted.size() - 1) * percentile / PERCENT) / MILLI;
    }

    double deliveredMegabits() {
        return bytesDelivered * Byte.SIZE / BITS_PER_MEGABIT / ((nowNanos - watchedSinceNanos) / NANOS_PER_SECOND);
    }

    private void hear() {
        for (; !acknowledged.isEmpty() && acknowledged.element().atNanos <= nowNanos; acknowledged.remove()) {
            long roundTrip = acknowledged.element().atNanos - acknowledged.element().sentNanos;
            smoothedNanos += smoothedNanos < 0 ? 1 + roundTrip : (roundTrip - smoothedNanos) / SMOOTHING;
            arrivedBytes += PACKET_BYTES;
        }
        for (; !noticedLosses.isEmpty() && noticedLosses.element().atNanos <= nowNanos; noticedLosses.remove()) {
            packetsLost++;
        }
        if (nowNanos - arrivalSinceNanos >= ARRIVAL_WINDOW_NANOS) {
            double arriving = arrivedBytes * NANOS_PER_SECOND / (nowNanos - arrivalSinceNanos);
            arrivingBytesPerSecond = Math.max(arriving, arrivingBytesPerSecond * FORGET_ARRIVAL);
            arrivalSinceNanos = nowNanos;
            arrivedBytes = 0;
        }
    }

    private void offer() {
        double offered = offeredMegabits * BITS_PER_MEGABIT / Byte.SIZE;
        waitingBytes = Math.min(waitingBytes + offered * TICK_NANOS / NANOS_PER_SECOND, offered * WAITING_SECONDS);
        for (; waitingBytes >= PACKET_BYTES && pacer.allows(nowNanos); waitingBytes -= PACKET_BYTES) {
            pacer.sent(PACKET_BYTES, nowNanos);
            packetsSent++;
            enter();
        }
        if (waitingBytes >= PACKET_BYTES) {
            pacer.holdBack(nowNanos);
        }
    }

    private void enter() {
        long queue = Math.max(freeNanos - nowNanos, 0);
        if (random.nextDouble() < loss || queue > longestQueueNanos) {
            noticedLosses.add(new Event(nowNanos + 2 * delayNanos + queue, nowNanos));
            return;
        }
        freeNanos = Math.max(freeNanos, nowNanos)
                + (long) (PACKET_BYTES * Byte.SIZE / (megabits * BITS_PER_MEGABIT) * NANOS_PER_SECOND);
        bytesDelivered += PACKET_BYTES;
        long late = (long) (random.nextDouble() * jitterNanos);
        acknowledged.add(new Event(freeNanos + 2 * delayNanos + late, nowNanos));
    }
}
