package dev.lanparty.filter;

import dev.lanparty.filter.Claim.Standing;
import io.netty.util.collection.LongObjectHashMap;
import java.util.Collection;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which IP addresses of a room are anybody's, by address: those of the LAN's hosts are bounded here, those of players by the
 * places that each has. Confined to the room's thread; time is an argument.
 */
final class ClaimTable {
    private final int maxLan;
    private final LongObjectHashMap<Claim> claims = new LongObjectHashMap<>();
    /** Nobody can choose addresses that fall together. */
    private final long seed = new SplittableRandom().nextLong();
    private int lanCount;

    ClaimTable(int maxLan) {
        this.maxLan = maxLan;
    }

    Collection<Claim> all() {
        return claims.values();
    }

    int size() {
        return claims.size();
    }

    /** Whose an address is; null of one that is nobody's, or not any more. */
    @Nullable
    Claim find(long high, long low, long nowNanos) {
        Claim claim = claims.get(key(high, low));
        if (claim != null && claim.isOver(nowNanos)) {
            remove(claim);
            return null;
        }
        return claim;
    }

    /** Makes an address nobody's, if it is still that of this claim. */
    void remove(@Nullable Claim claim) {
        if (claim != null && claim.live) {
            claims.remove(key(claim.high, claim.low));
            ended(claim);
        }
    }

    private void ended(Claim claim) {
        claim.live = false;
        if (claim.player == null) {
            lanCount--;
        }
    }

    void put(Claim claim) {
        claims.put(key(claim.high, claim.low), claim);
    }

    /** Makes an address one of the LAN's, for as long as it takes to ask for it; null where the LAN has too many. */
    @Nullable
    Claim addLan(long high, long low, long nowNanos) {
        if (lanCount >= maxLan) {
            return null;
        }
        lanCount++;
        Claim claim = new Claim(high, low, null, Standing.USED, nowNanos, AddressBook.ASKED_NANOS);
        put(claim);
        return claim;
    }

    /** Forgets what is past its age. */
    void age(long nowNanos) {
        claims.values().removeIf(claim -> {
            boolean over = claim.isOver(nowNanos);
            if (over) {
                ended(claim);
            }
            return over;
        });
    }

    /** Of IPv6 the highest bit is set, of IPv4 it is not. The mixing is that of SplitMix64. */
    private long key(long high, long low) {
        if (high == Claim.IPV4_HIGH) {
            return low;
        }
        return mix(mix(high ^ seed) + low) | Long.MIN_VALUE;
    }

    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}
