package dev.lanparty.benchmarks.load;

import dev.lanparty.control.Role;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.identity.ServerName;
import dev.lanparty.transport.Dialer;
import dev.lanparty.transport.NetworkLoop;
import dev.lanparty.transport.QuicSettings;
import dev.lanparty.wire.RoomMark;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The guests that share a network loop. Every millisecond as many of them as the rate asks for have their turn, one after
 * the other. What is counted belongs to the loop; {@link #tally} asks it.
 */
final class Crowd implements Guest.Observer, AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration BEAT = Duration.ofMillis(1);
    /** What a generator that could not keep up makes good for, at most. */
    private static final long MAX_LAG_NANOS = Duration.ofMillis(20).toNanos();

    private final RelayProcess relay;
    private final LoadPlan plan;
    private final NetworkLoop loop = NetworkLoop.start("load");
    private final List<Seat> seats = new ArrayList<>();
    private final List<Seat> senders = new ArrayList<>();
    private final Semaphore answers = new Semaphore(0);
    private final Delays delays = new Delays();
    private volatile String refusal = "";
    private NetworkLoop.Registration pacing = () -> {
    };
    private boolean leaving;
    private int turn;
    private double framesOwed;
    private long paidUntilNanos;
    private long sent;
    private long expected;
    private long delivered;
    private long closed;

    /** A guest and its connection; so many others are in its room. */
    private record Seat(Dialer dialer, Guest guest, int others) {
    }

    /**
     * What was counted.
     *
     * @param expected how many frames were to arrive for what was sent
     * @param delays the latest, of what arrived
     */
    record Tally(long sent, long expected, long delivered, Delays delays) {
    }

    Crowd(RelayProcess relay, LoadPlan plan) {
        this.relay = relay;
        this.plan = plan;
    }

    /** Connects one more and waits until it is a member, so that the relay meets them one by one. */
    void admit(int number, int neighbour, Role role, int room, int others) {
        ServerName name = ServerName.parse(ServerName.DEFAULT);
        RelayTrust trust = RelayTrust.by(new RelayTrust.CertificateFile(relay.certificate(), name),
                InstantSource.system());
        InetSocketAddress address = relay.address();
        String code = "LOAD-" + room;
        Dialer dialer = Dialer.connect(loop, address, name.text(), RoomMark.of(code), trust, trust::failure,
                QuicSettings.DEFAULT);
        loop.call(CALL_TIMEOUT, () -> {
            Guest guest = new Guest(dialer.link(), this, number, neighbour, plan);
            dialer.link().attach(guest);
            dialer.openControlStream();
            guest.join(role, number, code);
            Seat seat = new Seat(dialer, guest, others);
            if (plan.sends(number)) {
                senders.add(seat);
            }
            return seats.add(seat);
        });
        awaitAnswers(1);
    }

    private void awaitAnswers(int count) {
        try {
            if (!answers.tryAcquire(count, CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the relay does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        if (!refusal.isEmpty()) {
            throw new IllegalStateException("a member was turned out: " + refusal);
        }
    }

    /** Begins to send at a rate. */
    void begin(double framesPerSecond) {
        paidUntilNanos = System.nanoTime();
        pacing = loop.every(BEAT, nowNanos -> beat(framesPerSecond, nowNanos));
    }

    private void beat(double framesPerSecond, long nowNanos) {
        long elapsedNanos = Math.min(nowNanos - paidUntilNanos, MAX_LAG_NANOS);
        paidUntilNanos = nowNanos;
        framesOwed += framesPerSecond * elapsedNanos / TimeUnit.SECONDS.toNanos(1);
        while (framesOwed >= plan.burst()) {
            framesOwed -= plan.burst();
            Seat seat = senders.get(turn);
            turn = (turn + 1) % senders.size();
            int broadcasts = seat.guest().send(plan.burst());
            sent += plan.burst();
            expected += plan.burst() - broadcasts + (long) broadcasts * seat.others();
        }
    }

    void pause() {
        pacing.close();
    }

    Tally tally() {
        return loop.call(CALL_TIMEOUT, () -> new Tally(sent, expected, delivered, delays.copy()));
    }

    @Override
    public void onWelcome() {
        answers.release();
    }

    @Override
    public void onArrived(long delayNanos) {
        delays.add(delayNanos);
        delivered++;
    }

    @Override
    public void onClosed(String sentence) {
        closed++;
        if (!leaving) {
            refusal = sentence;
            answers.release();
        }
    }

    /** All leave; waits until the relay has let them go. */
    @Override
    public void close() {
        pause();
        loop.call(CALL_TIMEOUT, () -> {
            leaving = true;
            seats.forEach(seat -> seat.guest().leave());
            return closed;
        });
        for (Seat seat : seats) {
            seat.dialer().close();
        }
        loop.call(CALL_TIMEOUT, () -> {
            seats.forEach(seat -> seat.guest().release());
            return closed;
        });
        loop.close();
    }
}
