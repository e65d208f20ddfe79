package dev.lanparty.filter;

import dev.lanparty.filter.Claim.Standing;
import dev.lanparty.frame.IpAddress;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which IP address is whose in one room. Confined to the room's thread; time is an argument. Who gets an address:
 *
 * <ol>
 * <li>a DHCP server's word is the last: the player that it gives an address to has it until the lease is over
 * <li>what a host of the LAN uses is the LAN's, and is taken from a player that used it first
 * <li>else the player that used it first has it while it uses it. Before, the LAN is asked for it, and for
 * {@link #VERIFY_NANOS} the player may not say that it has it: so nobody can answer for the LAN's router, though it was silent
 * so far
 * </ol>
 *
 * Every table is bounded. A player who tries many addresses can fill but its own places, and a LAN of more hosts than there
 * are places is protected less, not served less.
 */
final class AddressBook {
    /** How long the LAN has to object: no room is playable where an answer takes longer. An ARP request is repeated later. */
    static final long VERIFY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** How long an answer counts as an objection to a new address. */
    static final long CONTEST_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** After so long a silence of its old address, a player may take another. */
    static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** After so long a silence, one of a player's IPv6 addresses makes room for another. */
    static final long SILENT_IPV6_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** How long a silent host keeps its address. */
    static final long AGE_NANOS = TimeUnit.MINUTES.toNanos(15);
    /** How long an address is somebody's of the LAN who only asked whether it is free. */
    static final long ASKED_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** How long a player who left may come back to its addresses. */
    static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long MIN_LEASE_SECONDS = 60;
    private static final long MAX_LEASE_SECONDS = TimeUnit.DAYS.toSeconds(7);
    private static final int MAX_DEPARTED = 256;

    private final int maxLan;
    private final LongObjectHashMap<Claim> claims = new LongObjectHashMap<>();
    private final LongObjectHashMap<PlayerAddresses> players = new LongObjectHashMap<>();
    private final Queue<Claim> questions = new ArrayDeque<>();
    /** Nobody can choose addresses that fall together. */
    private final long seed = new SplittableRandom().nextLong();
    private int lanCount;
    private int departed;
    private boolean lanPresent;

    AddressBook(int maxLan) {
        this.maxLan = maxLan;
    }

    /** A player comes, or comes back to the addresses it had. */
    PlayerAddresses join(long mac, long nowNanos) {
        PlayerAddresses known = players.get(mac);
        if (known == null) {
            PlayerAddresses player = new PlayerAddresses(mac, nowNanos);
            players.put(mac, player);
            return player;
        }
        departed -= known.isPresent() ? 0 : 1;
        known.members++;
        return known;
    }

    void leave(PlayerAddresses player, long nowNanos) {
        player.members--;
        if (player.isPresent()) {
            return;
        }
        player.leftNanos = nowNanos;
        departed++;
        if (departed > MAX_DEPARTED) {
            forget(player);
            players.remove(player.mac);
        }
    }

    boolean isPlayer(long mac) {
        return players.containsKey(mac);
    }

    @Nullable
    PlayerAddresses player(long mac) {
        return players.get(mac);
    }

    /** From now on, the LAN is asked; also for what was taken while nobody could be. */
    void gatewayJoined(long nowNanos) {
        lanPresent = true;
        for (Claim claim : claims.values()) {
            if (claim.player != null && claim.standing != Standing.LEASED) {
                claim.contestedUntilNanos = nowNanos + CONTEST_NANOS;
                questions.add(claim);
            }
        }
    }

    void gatewayLeft() {
        lanPresent = false;
        questions.clear();
    }

    boolean hasQuestion() {
        return !questions.isEmpty();
    }

    /** An address that the LAN is to be asked for, or null. */
    @Nullable
    Claim nextQuestion() {
        return questions.poll();
    }

    /**
     * A player uses an address.
     *
     * @return why it may not, or {@link DropReason#ADDRESS_UNVERIFIED} if it may not yet say that the address is its own
     */
    @Nullable
    DropReason use(PlayerAddresses player, long high, long low, Standing standing, long nowNanos) {
        Claim claim = find(high, low, nowNanos);
        if (claim == null) {
            return begin(player, high, low, standing, nowNanos);
        }
        if (claim.player != player) {
            return reason(claim);
        }
        if (!claim.verified) {
            if (nowNanos - claim.sinceNanos < VERIFY_NANOS) {
                return DropReason.ADDRESS_UNVERIFIED;
            }
            claim.verified = true;
        }
        if (claim == player.used && !mayUseBesideLease(player, nowNanos)) {
            return DropReason.ADDRESS_TOO_MANY;
        }
        if (claim.standing == Standing.USED) {
            claim.standing = standing;
        }
        claim.seenNanos = nowNanos;
        if (claim.isIpv4()) {
            player.recentIpv4 = claim;
        } else {
            player.recentIpv6 = claim;
        }
        return null;
    }

    /**
     * A player asks whether an address is free, as before its first use. The answer is up to who has it; but while another
     * asks the same, a second asker would make the first believe that it is not.
     */
    @Nullable
    DropReason ask(PlayerAddresses player, long high, long low, long nowNanos) {
        Claim claim = find(high, low, nowNanos);
        if (claim == null) {
            begin(player, high, low, Standing.ASKED, nowNanos);
            return null;
        }
        return claim.player == player || claim.verified ? null : reason(claim);
    }

    private static DropReason reason(Claim claim) {
        return claim.player == null ? DropReason.ADDRESS_OF_LAN : DropReason.ADDRESS_OF_ANOTHER;
    }

    private @Nullable DropReason begin(PlayerAddresses player, long high, long low, Standing standing, long nowNanos) {
        boolean ipv4 = high == Claim.IPV4_HIGH;
        boolean linkLocal = ipv4 && IpAddress.isLinkLocalIpv4(low);
        int place = 0;
        if (!ipv4) {
            place = placeForIpv6(player, nowNanos);
            if (place < 0) {
                return DropReason.ADDRESS_TOO_MANY;
            }
        } else if (!gives(linkLocal ? player.linkLocal : player.used, standing, nowNanos)
                || (!linkLocal && !mayUseBesideLease(player, nowNanos))) {
            return DropReason.ADDRESS_TOO_MANY;
        }
        if (!player.newAddresses.take(nowNanos)) {
            return DropReason.ADDRESS_TOO_MANY;
        }
        Claim claim = new Claim(high, low, player, standing, nowNanos, AGE_NANOS);
        if (!ipv4) {
            remove(player.ipv6[place]);
            player.ipv6[place] = claim;
        } else if (linkLocal) {
            remove(player.linkLocal);
            player.linkLocal = claim;
        } else {
            remove(player.used);
            player.used = claim;
        }
        claims.put(key(high, low), claim);
        claim.verified = !lanPresent;
        if (claim.verified) {
            return null;
        }
        claim.contestedUntilNanos = nowNanos + CONTEST_NANOS;
        questions.add(claim);
        return DropReason.ADDRESS_UNVERIFIED;
    }

    /** Whether an old address makes way for a new one. */
    private static boolean gives(@Nullable Claim old, Standing standing, long nowNanos) {
        return old == null || !old.live || old.standing.compareTo(standing) < 0
                || nowNanos - old.seenNanos >= (old.verified ? SILENT_NANOS : CONTEST_NANOS);
    }

    /** A player may have set an address by hand, and no longer use what it was leased. */
    private static boolean mayUseBesideLease(PlayerAddresses player, long nowNanos) {
        Claim lease = player.lease;
        return lease == null || !lease.live || nowNanos - lease.seenNanos >= SILENT_NANOS;
    }

    private static int placeForIpv6(PlayerAddresses player, long nowNanos) {
        int longestSilent = -1;
        long longestNanos = SILENT_IPV6_NANOS - 1;
        for (int i = 0; i < player.ipv6.length; i++) {
            Claim claim = player.ipv6[i];
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

    /**
     * A DHCP server gives a player an address. It may have been led to by a client identifier that is another's: so who has
     * a lease of it keeps it, and a host of the LAN that used it is asked once more.
     */
    void lease(PlayerAddresses player, long address, long seconds, long nowNanos) {
        Claim before = find(Claim.IPV4_HIGH, address, nowNanos);
        PlayerAddresses owner = before == null ? null : before.player;
        if (before != null && owner != null && owner != player && owner.isPresent()
                && before.standing == Standing.LEASED) {
            return;
        }
        boolean usedByLan = before != null && owner == null && before.verified;
        remove(before);
        if (player.lease != before) {
            remove(player.lease);
        }
        long held = TimeUnit.SECONDS.toNanos(Math.clamp(seconds, MIN_LEASE_SECONDS, MAX_LEASE_SECONDS));
        Claim claim = new Claim(Claim.IPV4_HIGH, address, player, Standing.LEASED, nowNanos, held);
        player.lease = claim;
        claims.put(key(Claim.IPV4_HIGH, address), claim);
        claim.verified = !usedByLan || !lanPresent;
        if (!claim.verified) {
            claim.contestedUntilNanos = nowNanos + CONTEST_NANOS;
            questions.add(claim);
        }
    }

    /** A player gives its lease back, or will not have it. */
    void release(PlayerAddresses player) {
        remove(player.lease);
        player.lease = null;
    }

    /**
     * The LAN uses an address.
     *
     * @param own whether a host said so of itself; an answer may be given by a router for all the world (RFC 1027)
     */
    void lanUses(long high, long low, boolean own, long nowNanos) {
        Claim claim = find(high, low, nowNanos);
        if (claim != null && claim.player != null) {
            boolean contested = nowNanos - claim.contestedUntilNanos < 0;
            if (!contested && (!own || claim.standing == Standing.LEASED)) {
                return;
            }
            remove(claim);
            claim = null;
        }
        if (claim == null) {
            claim = addLan(high, low, nowNanos);
        }
        if (claim != null) {
            claim.verified = true;
            claim.seenNanos = nowNanos;
            claim.ageNanos = AGE_NANOS;
        }
    }

    /** A DHCP server gives an address to a host of the LAN. */
    void lanIsLeased(long address, long nowNanos) {
        Claim claim = find(Claim.IPV4_HIGH, address, nowNanos);
        if (claim != null && claim.player != null) {
            remove(claim);
        }
        lanUses(Claim.IPV4_HIGH, address, true, nowNanos);
    }

    /** Whether an IPv4 address is this player's own. */
    boolean has(PlayerAddresses player, long address, long nowNanos) {
        Claim claim = find(Claim.IPV4_HIGH, address, nowNanos);
        return claim != null && claim.player == player;
    }

    /** The LAN is asked by one of its hosts whether an address is free. */
    void lanAsks(long high, long low, long nowNanos) {
        if (find(high, low, nowNanos) == null) {
            addLan(high, low, nowNanos);
        }
    }

    private @Nullable Claim addLan(long high, long low, long nowNanos) {
        if (lanCount >= maxLan) {
            return null;
        }
        lanCount++;
        Claim claim = new Claim(high, low, null, Standing.USED, nowNanos, ASKED_NANOS);
        claims.put(key(high, low), claim);
        return claim;
    }

    /** Forgets what is past its age; called about once a second. */
    void age(long nowNanos) {
        claims.values().removeIf(claim -> {
            boolean over = claim.isOver(nowNanos);
            if (over) {
                ended(claim);
            }
            return over;
        });
        if (departed > 0) {
            players.values().removeIf(player -> {
                boolean over = !player.isPresent() && nowNanos - player.leftNanos > KEPT_NANOS;
                if (over) {
                    departed--;
                    forget(player);
                }
                return over;
            });
        }
    }

    /** How many addresses are known, of the LAN and of players. */
    int size() {
        return claims.size();
    }

    private void forget(PlayerAddresses player) {
        remove(player.used);
        remove(player.linkLocal);
        remove(player.lease);
        for (Claim claim : player.ipv6) {
            remove(claim);
        }
    }

    private @Nullable Claim find(long high, long low, long nowNanos) {
        Claim claim = claims.get(key(high, low));
        if (claim != null && claim.isOver(nowNanos)) {
            remove(claim);
            return null;
        }
        return claim;
    }

    private void remove(@Nullable Claim claim) {
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
