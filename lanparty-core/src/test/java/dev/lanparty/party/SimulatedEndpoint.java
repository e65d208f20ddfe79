package dev.lanparty.party;

import dev.lanparty.control.ControlMessage;
import dev.lanparty.device.InMemoryDevice;
import dev.lanparty.endpoint.Bridge;
import dev.lanparty.endpoint.Station;
import dev.lanparty.filter.DropReason;
import dev.lanparty.metrics.Counter;
import dev.lanparty.metrics.Counters;
import dev.lanparty.session.SessionEnd;
import dev.lanparty.session.SessionTiming;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A player or a gateway as its program runs it: the real station and bridge, over a simulated link, between the two ends of
 * a cable in memory. What an event loop does for the product, the network's events do here.
 */
final class SimulatedEndpoint implements Bridge.Observer {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final SimulatedNetwork network;
    private final SimulatedLink link;
    private final Station station;
    private final InMemoryDevice device;
    private final Counters counters = new Counters();
    private final Bridge bridge;
    private @Nullable SessionEnd end;
    private int ends;
    private boolean killed;

    SimulatedEndpoint(SimulatedNetwork network, SimulatedLink link, Station station, InMemoryDevice device) {
        this.network = network;
        this.link = link;
        this.station = station;
        this.device = device;
        bridge = new Bridge(station, link, SessionTiming.DEFAULT, counters, this);
        network.every(TICK, nowNanos -> {
            if (isRunning()) {
                bridge.tick(nowNanos);
            }
        });
    }

    /** Says hello, with the next event. */
    void join(String room) {
        network.after(Duration.ZERO, () -> bridge.join(room, "simulated 1.0", network.nowNanos()));
    }

    /** Says goodbye, as a program does that is told to stop. */
    void leave() {
        network.after(Duration.ZERO, bridge::leave);
    }

    /** Ends as by kill -9: nothing is said, nothing is heard, nothing is undone but what the system undoes. */
    void kill() {
        killed = true;
        link.kill();
        device.close();
    }

    /** Lets its device vanish. */
    void loseDevice() {
        network.after(Duration.ZERO, device::close);
    }

    /** Sends what has come to its device. */
    void settle() {
        if (isRunning() && (device.isClosed() || device.awaitReadable(Duration.ZERO))) {
            bridge.drain();
        }
    }

    private boolean isRunning() {
        return !killed && end == null;
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
    }

    @Override
    public void onEnded(SessionEnd sessionEnd) {
        end = sessionEnd;
        ends++;
        // The program closes what is left of the connection, a moment after the goodbye.
        network.after(Duration.ofMillis(300), () -> link.hangUp(sessionEnd.sentence()));
    }

    boolean isJoined() {
        return bridge.welcome() != null && isRunning();
    }

    ControlMessage.Welcome welcome() {
        ControlMessage.Welcome welcome = bridge.welcome();
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

    /** The ids of the other members that it knows of. */
    List<Integer> peerIds() {
        return bridge.peers().stream().map(ControlMessage.Peer::id).toList();
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

    InMemoryDevice device() {
        return device;
    }

    SimulatedLink link() {
        return link;
    }

    /** Closes what its program would close last. */
    void close() {
        station.close();
    }
}
