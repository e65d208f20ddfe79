package dev.lanparty.filter;

import org.jspecify.annotations.Nullable;

/**
 * The IP addresses of one player: one of IPv4, and beside it a lease and one that it gave itself where there was no server
 * (RFC 3927); several of IPv6, as privacy extensions need them. Confined to the room's thread.
 */
public final class PlayerAddresses {
    /** What a PC has at one time: link-local, and for each of a few prefixes a stable address and a week of temporary ones. */
    static final int MAX_IPV6 = 16;

    /** New addresses that a player may try in a second, and at once: each is a question to the LAN. */
    private static final int NEW_PER_SECOND = 5;
    private static final int NEW_AT_ONCE = 20;

    final long mac;
    final TokenBucket newAddresses;
    final @Nullable Claim[] ipv6 = new Claim[MAX_IPV6];
    @Nullable
    Claim used;
    @Nullable
    Claim linkLocal;
    @Nullable
    Claim lease;
    /** The last one that passed of each family: mostly the next frame has it too. */
    @Nullable
    Claim recentIpv4;
    @Nullable
    Claim recentIpv6;
    /** Members of the room that are this player: none after it left, two while it comes back before its old link is given up. */
    int members = 1;
    long leftNanos;

    PlayerAddresses(long mac, long nowNanos) {
        this.mac = mac;
        newAddresses = new TokenBucket(NEW_PER_SECOND, NEW_AT_ONCE, nowNanos);
    }

    boolean isPresent() {
        return members > 0;
    }

    /** The player's MAC address as {@link dev.lanparty.frame.MacAddress#bits}. */
    public long mac() {
        return mac;
    }
}
