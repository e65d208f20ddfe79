package dev.lanparty.control;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a member of a room is. */
public enum Role {
    /** A player's PC, with one MAC address of its own. */
    @JsonProperty("client")
    CLIENT,
    /** The bridge to the party's wired LAN: one per room, carrying the MAC addresses of many hosts. */
    @JsonProperty("gateway")
    GATEWAY
}
