package dev.lanparty.party;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.endpoint.Membership;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.endpoint.Station;
import dev.lanparty.filter.DropReason;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import dev.lanparty.session.SessionEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A player or a gateway as its program runs it: the real station and membership, over simulated links, between the two ends of
 * a cable in memory. What an event loop does for the product, the network's events do here.
 */
final class SimulatedEndpoint implements Membership.Surroundings, Membership.Observer {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final SimulatedNetwork network;
    private final Supplier<@Nullable SimulatedLink> road;
    private final RoomAccess access;
    private final Station station;
    private final Counters counters = new Counters();
    private final Membership membership;
    private final List<EndpointState.Phase> phases = new ArrayList<>();
    private SimulatedLink link;
    private @Nullable SessionEnd end;
    private int ends;
    private int joins;
    private int attempts;
    private boolean killed;
    private boolean asleep;
    private long sleptNanos;

    /**
     * A program that has not said hello yet.
     *
     * @param road connects to the relay, or gives null if it does not answer
     */
    SimulatedEndpoint(SimulatedNetwork network, Supplier<@Nullable SimulatedLink> road, SimulatedLink first,
            RoomAccess access, Station station) {
        this.network = network;
        this.road = road;
        this.access = access;
        this.station = station;
        link = first;
        link.tellTimeBy(this::nowNanos);
        membership = new Membership(access, station, counters, this, this, network.random());
        network.every(TICK, nowNanos -> {
            if (isRunning()) {
                membership.tick();
            }
        });
    }

    /** Says hello, with the next event. */
    void join() {
        network.after(Duration.ZERO, () -> membership.begin(link, null));
    }

    /** Says goodbye, as a program does that is told to stop. */
    void leave() {
        network.after(Duration.ZERO, membership::leave);
    }

    /** Ends as by kill -9: nothing is said, nothing is heard, nothing is undone but what the system undoes. */
    void kill() {
        killed = true;
        link.kill();
        station.device().close();
    }

    /** Its machine sleeps for so long that the relay forgets it: its clock stands still, what is sent to it is lost. */
    void sleep(Duration time) {
        asleep = true;
        link.kill();
        network.after(time, () -> {
            asleep = false;
            sleptNanos += time.toNanos();
        });
    }

    /** Lets its device vanish. */
    void loseDevice() {
        network.after(Duration.ZERO, () -> station.device().close());
    }

    /** Sends what has come to its device. */
    void settle() {
        if (isRunning() && (device().isClosed() || device().awaitReadable(Duration.ZERO))) {
            membership.bridge().drain();
        }
    }

    private boolean isRunning() {
        return !killed && !asleep && end == null;
    }

    @Override
    public long nowNanos() {
        return network.nowNanos() - sleptNanos;
    }

    @Override
    public long wallMillis() {
        return network.nowNanos() / 1_000_000;
    }

    @Override
    public void dial(long attempt) {
        attempts++;
        // Retry, and the handshake.
        network.after(network.latency().multipliedBy(6).compareTo(access.retry().attempt()) < 0
                ? network.latency().multipliedBy(6)
                : access.retry().attempt(), () -> arrive(attempt));
    }

    private void arrive(long attempt) {
        if (!isRunning()) {
            return;
        }
        SimulatedLink made = road.get();
        if (made == null) {
            network.after(access.retry().attempt(), () -> {
                if (isRunning()) {
                    membership.failed(attempt, "the relay did not answer");
                }
            });
            return;
        }
        made.tellTimeBy(this::nowNanos);
        if (membership.connected(attempt, made)) {
            link = made;
        } else {
            made.hangUp("not needed any more");
        }
    }

    @Override
    public void callBack(long waitNanos) {
        network.after(Duration.ofNanos(waitNanos), () -> {
            if (isRunning()) {
                membership.due();
            }
        });
    }

    @Override
    public void hangUp() {
        SimulatedLink old = link;
        // The program closes what is left of the connection, a moment after the goodbye.
        network.after(Duration.ofMillis(300), () -> old.hangUp("hung up"));
    }

    @Override
    public void onWaiting() {
        // It goes on waiting, as the program does.
    }

    @Override
    public void onJoined(ControlMessage.Welcome welcome) {
        if (end != null) {
            throw new AssertionError("joined after the end");
        }
        joins++;
    }

    @Override
    public void onState(EndpointState state) {
        if (phases.isEmpty() || phases.getLast() != state.phase()) {
            phases.add(state.phase());
        }
    }

    @Override
    public void onDevice(boolean present) {
        // Looked at after every event.
    }

    @Override
    public void onEnded(SessionEnd sessionEnd) {
        end = sessionEnd;
        ends++;
    }

    /** Where it has been in its life, in order. */
    List<EndpointState.Phase> phases() {
        return phases;
    }

    /** What it says of where it is. */
    String stateSentence() {
        return membership.state().sentence();
    }

    /** How often it was welcomed. */
    int joins() {
        return joins;
    }

    /** How often it has tried to come back. */
    int attempts() {
        return attempts;
    }

    boolean isJoined() {
        return membership.state().phase() == EndpointState.Phase.JOINED && isRunning();
    }

    ControlMessage.Welcome welcome() {
        ControlMessage.Welcome welcome = membership.bridge().welcome();
        if (welcome == null) {
            throw new AssertionError("not welcome: " + end);
        }
        return welcome;
    }

    /** How its membership ended. */
    SessionEnd end() {
        if (end == null || ends != 1) {
            throw new AssertionError("ended " + ends + " times");
        }
        return end;
    }

    /** The other members that it knows of. */
    List<ControlMessage.Peer> peers() {
        return membership.bridge().peers();
    }

    /** Their ids. */
    List<Integer> peerIds() {
        return peers().stream().map(ControlMessage.Peer::id).toList();
    }

    long count(Counter counter) {
        return counters.get(counter);
    }

    long count(DropReason reason) {
        return counters.get(reason);
    }

    /** All that it dropped. */
    long drops() {
        return counters.snapshot().drops();
    }

    /** Its device, the last one if it was opened again. */
    InMemoryDevice device() {
        return (InMemoryDevice) station.device();
    }

    SimulatedLink link() {
        return link;
    }

    /** Closes what its program would close last. */
    void close() {
        station.close();
    }
}
