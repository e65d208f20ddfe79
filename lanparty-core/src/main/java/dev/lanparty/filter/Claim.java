package dev.lanparty.filter;

import org.jspecify.annotations.Nullable;

/**
 * An IP address and who has it: a player, or the LAN. Confined to the room's thread.
 */
final class Claim {
    /** How an address came to its player, the weakest first. */
    enum Standing {
        /** A packet had it as its source, or an answer named it: a PC may do that with an address of another adapter. */
        USED,
        /** The player asked the LAN in its name. */
        ASKED,
        /** A DHCP server gave it. */
        LEASED
    }

    /** Stands for the first half of every IPv4 address; no host has an IPv6 address that begins so. */
    static final long IPV4_HIGH = -1;

    final long high;
    final long low;
    /** Null for the LAN. */
    final @Nullable PlayerAddresses player;
    final long sinceNanos;
    Standing standing;
    /** Whether the LAN had its time to object; of the LAN's own, whether it is used and not only asked for. */
    boolean verified;
    /** Until then, an answer from the LAN is enough to take it from a player. */
    long contestedUntilNanos;
    long seenNanos;
    /** After so long a silence it is anybody's; of a lease, after so long from its beginning. */
    long ageNanos;
    /** False once it is another's or nobody's. */
    boolean live = true;

    Claim(long high, long low, @Nullable PlayerAddresses player, Standing standing, long nowNanos, long ageNanos) {
        this.high = high;
        this.low = low;
        this.player = player;
        this.standing = standing;
        this.ageNanos = ageNanos;
        sinceNanos = nowNanos;
        seenNanos = nowNanos;
        contestedUntilNanos = nowNanos;
    }

    boolean isIpv4() {
        return high == IPV4_HIGH;
    }

    boolean isOver(long nowNanos) {
        return nowNanos - (standing == Standing.LEASED ? sinceNanos : seenNanos) > ageNanos;
    }
}
