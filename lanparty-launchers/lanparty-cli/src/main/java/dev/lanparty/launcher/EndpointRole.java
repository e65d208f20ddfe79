package dev.lanparty.launcher;

import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.endpoint.EndpointState;
import dev.lanparty.endpoint.EndpointStatus;
import dev.lanparty.session.SessionEnd;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** A gateway or a client as a role: both join, show peers, rates and the round-trip time, and leave. */
public final class EndpointRole implements RoleRunner.Role {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Supplier<Welcome> starter;
    private final Function<Welcome, String> ready;
    private final CompletableFuture<SessionEnd> ended;
    private final Supplier<EndpointStatus> status;
    private final Runnable closer;
    private final String device;
    private final Rates rates = new Rates();

    /**
     * @param ready what to say of a welcome
     * @param device what frames from and to the device are called, as in {@code LAN}
     */
    public EndpointRole(Supplier<Welcome> starter, Function<Welcome, String> ready,
            CompletableFuture<SessionEnd> ended, Supplier<EndpointStatus> status, Runnable closer, String device) {
        this.starter = starter;
        this.ready = ready;
        this.ended = ended;
        this.status = status;
        this.closer = closer;
        this.device = device;
    }

    @Override
    public String start() {
        return ready.apply(starter.get());
    }

    @Override
    public CompletableFuture<SessionEnd> ended() {
        return ended;
    }

    @Override
    public String status() {
        EndpointStatus now = status.get();
        if (now.state().phase() == EndpointState.Phase.AWAY) {
            return "relay lost, trying again: " + now.state().sentence();
        }
        String roundTrip = now.roundTripNanos() < 0
                ? "?"
                : String.format(Locale.ROOT, "%.1f ms", now.roundTripNanos() / NANOS_PER_MILLI);
        return Amount.of(now.peers().size(), "other") + ", ping " + roundTrip + ", "
                + rates.describe(now.counters(), System.nanoTime(), "from " + device, "to " + device);
    }

    @Override
    public String totals() {
        EndpointStatus now = status.get();
        long lost = now.device().droppedByKernel();
        return Totals.describe(now.counters(), "from " + device, "to " + device)
                + (lost == 0 ? "" : ", missed " + lost + " while busy");
    }

    @Override
    public void close() {
        closer.run();
    }
}
