package dev.lanparty.launcher.demo;

import dev.lanparty.launcher.lab.Cleanup;
import dev.lanparty.launcher.lab.JavaProgram;
import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.Privilege;
import dev.lanparty.launcher.lab.Programs;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.TemporaryFolder;
import dev.lanparty.launcher.lab.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The demo from start to end:
 *
 * <ol>
 * <li>namespaces, wired like a party
 * <li>the three roles in them, as processes of their own, and a station at each end
 * <li>the steps, each of which must really happen
 * <li>the roles leave and say what they counted
 * </ol>
 */
final class Demo {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(20);
    /** Ctrl-C may end what is being started sooner than it reaches this program. */
    private static final Duration SIGNAL_GRACE = Duration.ofMillis(300);
    private static final int TAIL_LINES = 6;

    private final Cleanup cleanup;
    private final Screen screen;
    private final boolean verbose;
    private final List<RoleProcess> roles = new ArrayList<>();
    private String title = "Wiring";

    Demo(Cleanup cleanup, Screen screen, boolean verbose) {
        this.cleanup = cleanup;
        this.screen = screen;
        this.verbose = verbose;
    }

    /**
     * Shows it.
     *
     * @return whether every step happened
     * @throws LabException if this machine lacks what it takes to begin
     */
    boolean run() {
        long begun = System.nanoTime();
        Privilege privilege = cleanup.own(Privilege::acquire);
        Programs.require("ping", "iputils-ping");
        screen.picture();
        ScheduledExecutorService timer = watch(Thread.currentThread());
        try {
            Scene scene = setUp(privilege);
            arrive(scene);
            play(scene);
            screen.say("\n  All of it happened, in " + Figures.secondsSince(begun) + ".\n");
            return true;
        } catch (LabException e) {
            if (!cleanup.awaitClosed(SIGNAL_GRACE)) {
                explain(e);
            }
            return false;
        } finally {
            timer.shutdownNow();
        }
    }

    /** Interrupts whatever waits when it all takes too long. */
    @SuppressWarnings("FutureReturnValueIgnored") // It ends with its timer.
    private static ScheduledExecutorService watch(Thread shown) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("lanparty-patience").unstarted(task));
        timer.schedule(shown::interrupt, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        return timer;
    }

    private Scene setUp(Privilege privilege) {
        long begun = System.nanoTime();
        begin("Wiring");
        Path folder = cleanup.own(TemporaryFolder::create).path();
        Topology topology = Topology.create(cleanup, privilege, 1);
        screen.done(title, "a player, the internet, a relay and a LAN with its gateway, in namespaces"
                + (privilege.isRoots() ? "" : " of a user's own") + ", in " + Figures.secondsSince(begun));
        begun = System.nanoTime();
        begin("Three roles");
        Party party = new Party(cleanup, topology, JavaProgram.ofThisProcess(), folder);
        RoleProcess relay = started(party.relay(Party.PORT));
        StationProcess player = party.station(Scene.PLAYER);
        StationProcess lanHost = party.station(Topology.LAN_HOST);
        relay.awaitReady(READY_TIMEOUT);
        RoleProcess gateway = started(party.gateway(Party.PORT, Party.ROOM, Topology.LAN_INTERFACE));
        RoleProcess client = started(party.client(Scene.PLAYER, Party.PORT, Party.ROOM, Scene.TAP));
        gateway.awaitReady(READY_TIMEOUT);
        client.awaitReady(READY_TIMEOUT);
        screen.done(title, "relay, gateway and client are in room " + Party.ROOM + ", each a process, in "
                + Figures.secondsSince(begun));
        return new Scene(party, relay, gateway, client, player, lanHost);
    }

    private RoleProcess started(RoleProcess role) {
        roles.add(role);
        return role;
    }

    private void arrive(Scene scene) {
        show(new AddressStep(scene));
    }

    private void play(Scene scene) {
        PingStep.Side player = new PingStep.Side(Scene.PLAYER, Scene.TAP, scene.playerAddress());
        PingStep.Side lanHost = new PingStep.Side(Topology.LAN_HOST, Topology.LAN_INTERFACE,
                Topology.LAN_HOST_ADDRESS);
        show(new PingStep(scene, "Player → LAN", player, lanHost));
        show(new PingStep(scene, "LAN → player", lanHost, player));
        show(new GameStep(scene));
        show(new ForgedDhcpStep(scene));
        show(new ForgedArpStep(scene));
        show(new TransferStep("Download", scene.lanHost(), scene.player(), scene.playerAddress()));
        show(new TransferStep("Upload", scene.player(), scene.lanHost(), Topology.LAN_HOST_ADDRESS));
        show(new GoodbyeStep(scene));
    }

    private void show(Step step) {
        begin(step.title());
        Step.Outcome outcome = step.run();
        if (outcome.happened()) {
            screen.done(title, outcome.text());
        } else {
            screen.leftOut(title, outcome.text());
        }
    }

    private void begin(String next) {
        title = next;
        screen.begin(next);
    }

    private void explain(LabException failure) {
        boolean late = Thread.interrupted();
        screen.failed(title,
                late ? "not done within " + TIMEOUT.toSeconds() + " s" : String.valueOf(failure.getMessage()));
        for (RoleProcess role : roles) {
            screen.say("\n  the " + role.name() + (role.isAlive() ? " runs" : " has ended") + "; the last it said:");
            role.tail(verbose ? Integer.MAX_VALUE : TAIL_LINES).forEach(line -> screen.say("    " + line));
        }
        screen.say("");
        if (verbose) {
            failure.printStackTrace();
        }
    }
}
