package dev.lanparty.device;

/** What a device needs to be allowed; see capabilities(7). */
public enum Privilege {
    /** To make adapters, give them addresses and routes, and turn offloads off and on: CAP_NET_ADMIN. */
    ADMINISTER_NETWORK,
    /** To see and send every frame of an interface: CAP_NET_RAW. */
    RAW_PACKETS
}
