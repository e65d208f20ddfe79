package dev.lanparty.filter;

import dev.lanparty.filter.Claim.Standing;
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

    /** Whether an old address makes way for a new one. */
    static boolean gives(@Nullable Claim old, Standing standing, long nowNanos) {
        return old == null || !old.live || old.standing.compareTo(standing) < 0
                || nowNanos - old.seenNanos >= (old.verified ? AddressBook.SILENT_NANOS : AddressBook.CONTEST_NANOS);
    }

    /** A player may have set an address by hand, and no longer use what it was leased. */
    boolean mayUseBesideLease(long nowNanos) {
        Claim held = lease;
        return held == null || !held.live || nowNanos - held.seenNanos >= AddressBook.SILENT_NANOS;
    }

    /** Which of the places a new IPv6 address may take; negative for none. */
    int placeForIpv6(long nowNanos) {
        int longestSilent = -1;
        long longestNanos = AddressBook.SILENT_IPV6_NANOS - 1;
        for (int i = 0; i < ipv6.length; i++) {
            Claim claim = ipv6[i];
            if (claim == null || !claim.live) {
                return i;
            }
            if (nowNanos - claim.seenNanos > longestNanos) {
                longestSilent = i;
                longestNanos = nowNanos - claim.seenNanos;
            }
        }
        return longestSilent;
    }

    /** The player's MAC address as {@link dev.lanparty.frame.MacAddress#bits}. */
    public long mac() {
        return mac;
    }
}
