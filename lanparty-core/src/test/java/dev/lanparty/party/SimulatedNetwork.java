package dev.lanparty.party;

import dev.lanparty.link.BufferLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * A network, its time, and all that happens on it, in one thread: events wait in a queue and run when {@link #advance}
 * reaches their time, those of one time in the order in which they were made. The seed decides what is lost and what comes
 * late. Each event runs alone, so that a handler is never called from within a call of a link.
 */
final class SimulatedNetwork {
    /** QUIC's idle time-out as the product sets it. */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);

    private final Random random;
    private final BufferLedger buffers;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private final List<SimulatedLink> dirty = new ArrayList<>();
    private final List<Runnable> afterEachEvent = new ArrayList<>();
    /** Below 0, as a nano clock may be. */
    private long nowNanos = -1_000_000_000_000L;
    private long eventsMade;
    private Weather weather = Weather.FAIR;

    /**
     * What a path does to packets.
     *
     * @param latency one way, of every packet
     * @param jitter added to the latency of each packet by chance, 0 to this: more than the distance of two packets reorders
     *            them
     * @param loss the share of datagrams that is lost, 0 to 1
     */
    record Weather(Duration latency, Duration jitter, double loss) {
        /** Across a city. */
        static final Weather FAIR = new Weather(Duration.ofMillis(5), Duration.ZERO, 0);
        /** A wireless link across a continent. */
        static final Weather STORM = new Weather(Duration.ofMillis(60), Duration.ofMillis(40), 0.2);
    }

    private record Event(long atNanos, long order, Runnable task) {
    }

    /**
     * A network on which nothing happens yet.
     *
     * @param buffers makes the buffers in which datagrams arrive
     */
    SimulatedNetwork(Random random, BufferLedger buffers) {
        this.random = random;
        this.buffers = buffers;
    }

    long nowNanos() {
        return nowNanos;
    }

    Random random() {
        return random;
    }

    BufferLedger buffers() {
        return buffers;
    }

    Duration latency() {
        return weather.latency();
    }

    /** Changes the weather for whatever is sent from now on. */
    void weather(Weather next) {
        weather = next;
    }

    /** Whether nothing arrives any more. */
    boolean isCut() {
        return weather.loss() >= 1;
    }

    /** How long the next packet takes. */
    Duration nextDelay() {
        return weather.latency().plusNanos((long) (random.nextDouble() * weather.jitter().toNanos()));
    }

    /** Whether the next packet is lost. */
    boolean nextIsLost() {
        return random.nextDouble() < weather.loss();
    }

    /** Lets something happen later. */
    void after(Duration delay, Runnable task) {
        events.add(new Event(nowNanos + delay.toNanos(), eventsMade++, task));
    }

    /** Lets something happen again and again, for as long as the network lives. */
    void every(Duration period, LongConsumer task) {
        after(period, () -> {
            task.accept(nowNanos);
            every(period, task);
        });
    }

    /** Calls something after every event: what an epoll loop does for a device that has become readable. */
    void afterEachEvent(Runnable task) {
        afterEachEvent.add(task);
    }

    /** Notes a link that has datagrams to flush. */
    void markDirty(SimulatedLink link) {
        dirty.add(link);
    }

    /** What the transport does at the end of a burst. */
    void flushDirty() {
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
        }
        dirty.clear();
    }

    /** Lets time pass, and with it everything happen that is due. */
    void advance(Duration time) {
        long endNanos = nowNanos + time.toNanos();
        for (Event next = events.peek(); next != null && next.atNanos() <= endNanos; next = events.peek()) {
            events.remove();
            nowNanos = next.atNanos();
            next.task().run();
            afterEachEvent.forEach(Runnable::run);
        }
        nowNanos = endNanos;
    }

    /**
     * Connects a host to the relay.
     *
     * @param host the address that the relay sees
     * @param budgetBytes the longest datagram that either side can send
     */
    Connection connect(String host, int budgetBytes) {
        SimulatedLink endpoint = new SimulatedLink(this, "203.0.113.1", budgetBytes, true);
        SimulatedLink relay = new SimulatedLink(this, host, budgetBytes, false);
        endpoint.joinTo(relay);
        relay.joinTo(endpoint);
        return new Connection(endpoint, relay);
    }

    /** The two ends of a connection. */
    record Connection(SimulatedLink endpoint, SimulatedLink relay) {
    }
}
