package dev.lanparty.launcher.demo;

import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.Programs;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The player gets an address from a DHCP server on the LAN, as anybody who plugs a cable into the switch. */
final class AddressStep implements Step {
    private static final String SERVER = "dnsmasq";
    private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final Scene scene;

    AddressStep(Scene scene) {
        this.scene = scene;
    }

    @Override
    public String title() {
        return "DHCP";
    }

    @Override
    public Outcome run() {
        if (!Programs.isInstalled(SERVER)) {
            String address = Topology.playerLanAddress(1);
            scene.addressPlayer(address, Topology.LAN_PREFIX_BITS);
            return Outcome.leftOut("left out, there is no DHCP server here: install the package dnsmasq-base;\n"
                    + "the player took " + address + " by hand");
        }
        startServer();
        List<String> lease = scene.player().ask(TIMEOUT.plusSeconds(2), "dhcp", Scene.TAP,
                Long.toString(TIMEOUT.toMillis()));
        String address = lease.get(0);
        if (!lease.get(2).equals(Topology.LAN_HOST_ADDRESS)) {
            throw new LabException("the address came from " + lease.get(2) + ", which is not the LAN host");
        }
        scene.addressPlayer(address, Integer.parseInt(lease.get(1)));
        return Outcome.done("the LAN host's " + SERVER + " gave the player " + address + "/" + lease.get(1) + " in "
                + Figures.millis(Long.parseLong(lease.get(3))));
    }

    private void startServer() {
        Path folder = scene.party().folder();
        RoleProcess server = scene.party().run(SERVER, Topology.LAN_HOST, List.of(SERVER, "--no-daemon",
                "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--port=0",
                "--interface=" + Topology.LAN_INTERFACE, "--bind-interfaces", "--no-ping",
                "--dhcp-range=192.168.77.100,192.168.77.150,10m", "--dhcp-leasefile=" + folder.resolve("leases")));
        if (!server.awaitErr(said -> said.contains("DHCP, IP range"), SERVER_TIMEOUT)) {
            throw new LabException(SERVER + " did not start: " + server.err().strip());
        }
    }
}
