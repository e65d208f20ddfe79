package dev.lanparty.launcher.demo;

import dev.lanparty.launcher.lab.LabException;
import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.StationProcess;
import dev.lanparty.launcher.lab.Topology;
import java.util.List;

/** A party in full swing: what the steps act on. */
final class Scene {
    /** The player's namespace. */
    static final String PLAYER = Topology.player(1);
    /** The player's virtual adapter. */
    static final String TAP = "party0";

    private final Party party;
    private final RoleProcess relay;
    private final RoleProcess gateway;
    private final RoleProcess client;
    private final StationProcess player;
    private final StationProcess lanHost;
    private String playerAddress = "";

    Scene(Party party, RoleProcess relay, RoleProcess gateway, RoleProcess client, StationProcess player,
            StationProcess lanHost) {
        this.party = party;
        this.relay = relay;
        this.gateway = gateway;
        this.client = client;
        this.player = player;
        this.lanHost = lanHost;
    }

    Party party() {
        return party;
    }

    Topology topology() {
        return party.topology();
    }

    StationProcess player() {
        return player;
    }

    StationProcess lanHost() {
        return lanHost;
    }

    /** The roles in the order in which they leave. */
    List<RoleProcess> roles() {
        return List.of(client, gateway, relay);
    }

    RoleProcess relay() {
        return relay;
    }

    /** Puts an address on the player's adapter. */
    void addressPlayer(String address, int prefixBits) {
        topology().addLanAddress(PLAYER, TAP, address, prefixBits);
        playerAddress = address;
    }

    /** The player's address on the LAN. */
    String playerAddress() {
        if (playerAddress.isEmpty()) {
            throw new LabException("the player has no address on the LAN");
        }
        return playerAddress;
    }
}
