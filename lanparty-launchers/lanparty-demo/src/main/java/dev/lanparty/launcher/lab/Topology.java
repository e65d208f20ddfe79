package dev.lanparty.launcher.lab;

/**
 * The wires and addresses of a party:
 *
 * <pre>
 * player1 wan0 198.18.1.2 --+
 * player2 wan0 198.18.2.2 --+
 *                           +-- internet (router) -- wan0 203.0.113.2 relay
 * gateway wan0 192.0.2.2 ---+
 * gateway lan0 ---- switch (bridge) ---- lan0 192.168.77.10 lanhost
 * </pre>
 *
 * Everything is as the kernel makes it by default, offloads of the virtual Ethernet included: the LAN host sends frames of
 * up to 64 KB with unfinished checksums, the hard case for a gateway.
 */
public final class Topology implements AutoCloseable {
    /** The namespace of the relay. */
    public static final String RELAY = "relay";
    /** The namespace of the gateway. */
    public static final String GATEWAY = "gateway";
    /** The namespace of a PC on the party's LAN. */
    public static final String LAN_HOST = "lanhost";
    /** The gateway's and the LAN host's interface on the LAN. */
    public static final String LAN_INTERFACE = "lan0";
    /** The relay's public address. */
    public static final String RELAY_ADDRESS = "203.0.113.2";
    /** The LAN host's address on the LAN. */
    public static final String LAN_HOST_ADDRESS = "192.168.77.10";
    /** The length of the LAN's prefix. */
    public static final int LAN_PREFIX_BITS = 24;
    /** Where a broadcast on the LAN goes. */
    public static final String LAN_BROADCAST = "192.168.77.255";

    private static final String INTERNET = "internet";
    private static final String SWITCH = "switch";

    private final Namespaces namespaces;

    private Topology(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    /** The namespace of a player, counted from 1. */
    public static String player(int number) {
        return "player" + number;
    }

    /** An address on the LAN for a player, counted from 1, that no DHCP server gives. */
    public static String playerLanAddress(int number) {
        return "192.168.77." + (20 + number);
    }

    /** Makes the namespaces, owned by {@code cleanup}, and wires them. */
    public static Topology create(Cleanup cleanup, Privilege privilege, int players) {
        Namespaces namespaces = cleanup.own(() -> new Namespaces(privilege));
        Topology made = new Topology(namespaces);
        cleanup.own(() -> {
            made.wire(players);
            return made;
        });
        return made;
    }

    private void wire(int players) {
        namespaces.add(INTERNET);
        namespaces.check(INTERNET, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        connect(RELAY, "203.0.113");
        connect(GATEWAY, "192.0.2");
        for (int number = 1; number <= players; number++) {
            connect(player(number), "198.18." + number);
        }
        namespaces.add(SWITCH);
        namespaces.ip(SWITCH, "link add lan type bridge forward_delay 0 mcast_snooping 0\nlink set lan up\n");
        namespaces.add(LAN_HOST);
        plugIn(GATEWAY);
        plugIn(LAN_HOST);
        namespaces.ip(LAN_HOST,
                "addr add " + LAN_HOST_ADDRESS + "/" + LAN_PREFIX_BITS + " broadcast + dev " + LAN_INTERFACE + "\n");
    }

    private void connect(String name, String network) {
        namespaces.add(name);
        namespaces.ip("link add wan0 netns " + namespaces.fullName(name) + " type veth peer name " + name + " netns "
                + namespaces.fullName(INTERNET) + "\n");
        namespaces.ip(INTERNET, "addr add " + network + ".1/24 dev " + name + "\nlink set " + name + " up\n");
        namespaces.ip(name, "addr add " + network + ".2/24 dev wan0\nlink set wan0 up\nroute add default via "
                + network + ".1\n");
    }

    /** Gives a namespace an interface that is plugged into the switch. */
    public void plugIn(String name) {
        namespaces.ip("link add " + LAN_INTERFACE + " netns " + namespaces.fullName(name) + " type veth peer name "
                + name + " netns " + namespaces.fullName(SWITCH) + "\n");
        namespaces.ip(SWITCH, "link set " + name + " master lan up\n");
        namespaces.ip(name, "link set " + LAN_INTERFACE + " up\n");
    }

    /** Its namespaces. */
    public Namespaces namespaces() {
        return namespaces;
    }

    /** The MAC address of an interface. */
    public String macOf(String name, String interfaceName) {
        return namespaces.check(name, "cat", "/sys/class/net/" + interfaceName + "/address");
    }

    /** Gives an interface an address on the LAN. */
    public void addLanAddress(String name, String interfaceName, String address, int prefixBits) {
        namespaces.ip(name, "addr add " + address + "/" + prefixBits + " broadcast + dev " + interfaceName + "\n");
    }

    /** What is to be undone, its namespaces undo. */
    @Override
    public void close() {
        // The namespaces are owned by themselves, so that a half-made topology vanishes too.
    }
}
