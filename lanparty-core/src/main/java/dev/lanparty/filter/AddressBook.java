package dev.lanparty.filter;

import dev.lanparty.filter.Claim.Standing;
import dev.lanparty.frame.IpAddress;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayDeque;
import java.util.Queue;
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

    private final ClaimTable claims;
    private final LongObjectHashMap<PlayerAddresses> players = new LongObjectHashMap<>();
    private final Queue<Claim> questions = new ArrayDeque<>();
    private int departed;
    private boolean lanPresent;

    AddressBook(int maxLan) {
        claims = new ClaimTable(maxLan);
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
        for (Claim claim : claims.all()) {
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
        Claim claim = claims.find(high, low, nowNanos);
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
        if (claim == player.used && !player.mayUseBesideLease(nowNanos)) {
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
        Claim claim = claims.find(high, low, nowNanos);
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
            place = player.placeForIpv6(nowNanos);
            if (place < 0) {
                return DropReason.ADDRESS_TOO_MANY;
            }
        } else if (!PlayerAddresses.gives(linkLocal ? player.linkLocal : player.used, standing, nowNanos)
                || (!linkLocal && !player.mayUseBesideLease(nowNanos))) {
            return DropReason.ADDRESS_TOO_MANY;
        }
        if (!player.newAddresses.take(nowNanos)) {
            return DropReason.ADDRESS_TOO_MANY;
        }
        Claim claim = new Claim(high, low, player, standing, nowNanos, AGE_NANOS);
        if (!ipv4) {
            claims.remove(player.ipv6[place]);
            player.ipv6[place] = claim;
        } else if (linkLocal) {
            claims.remove(player.linkLocal);
            player.linkLocal = claim;
        } else {
            claims.remove(player.used);
            player.used = claim;
        }
        claims.put(claim);
        claim.verified = !lanPresent;
        if (claim.verified) {
            return null;
        }
        claim.contestedUntilNanos = nowNanos + CONTEST_NANOS;
        questions.add(claim);
        return DropReason.ADDRESS_UNVERIFIED;
    }

    /**
     * A DHCP server gives a player an address. It may have been led to by a client identifier that is another's: so who has
     * a lease of it keeps it, and a host of the LAN that used it is asked once more.
     */
    void lease(PlayerAddresses player, long address, long seconds, long nowNanos) {
        Claim before = claims.find(Claim.IPV4_HIGH, address, nowNanos);
        PlayerAddresses owner = before == null ? null : before.player;
        if (before != null && owner != null && owner != player && owner.isPresent()
                && before.standing == Standing.LEASED) {
            return;
        }
        boolean usedByLan = before != null && owner == null && before.verified;
        claims.remove(before);
        if (player.lease != before) {
            claims.remove(player.lease);
        }
        long held = TimeUnit.SECONDS.toNanos(Math.clamp(seconds, MIN_LEASE_SECONDS, MAX_LEASE_SECONDS));
        Claim claim = new Claim(Claim.IPV4_HIGH, address, player, Standing.LEASED, nowNanos, held);
        player.lease = claim;
        claims.put(claim);
        claim.verified = !usedByLan || !lanPresent;
        if (!claim.verified) {
            claim.contestedUntilNanos = nowNanos + CONTEST_NANOS;
            questions.add(claim);
        }
    }

    /** A player gives its lease back, or will not have it. */
    void release(PlayerAddresses player) {
        claims.remove(player.lease);
        player.lease = null;
    }

    /**
     * The LAN uses an address.
     *
     * @param own whether a host said so of itself; an answer may be given by a router for all the world (RFC 1027)
     */
    void lanUses(long high, long low, boolean own, long nowNanos) {
        Claim claim = claims.find(high, low, nowNanos);
        if (claim != null && claim.player != null) {
            boolean contested = nowNanos - claim.contestedUntilNanos < 0;
            if (!contested && (!own || claim.standing == Standing.LEASED)) {
                return;
            }
            claims.remove(claim);
            claim = null;
        }
        if (claim == null) {
            claim = claims.addLan(high, low, nowNanos);
        }
        if (claim != null) {
            claim.verified = true;
            claim.seenNanos = nowNanos;
            claim.ageNanos = AGE_NANOS;
        }
    }

    /** A DHCP server gives an address to a host of the LAN. */
    void lanIsLeased(long address, long nowNanos) {
        Claim claim = claims.find(Claim.IPV4_HIGH, address, nowNanos);
        if (claim != null && claim.player != null) {
            claims.remove(claim);
        }
        lanUses(Claim.IPV4_HIGH, address, true, nowNanos);
    }

    /** Whether an IPv4 address is this player's own. */
    boolean has(PlayerAddresses player, long address, long nowNanos) {
        Claim claim = claims.find(Claim.IPV4_HIGH, address, nowNanos);
        return claim != null && claim.player == player;
    }

    /** The LAN is asked by one of its hosts whether an address is free. */
    void lanAsks(long high, long low, long nowNanos) {
        if (claims.find(high, low, nowNanos) == null) {
            claims.addLan(high, low, nowNanos);
        }
    }

    /** Forgets what is past its age; called about once a second. */
    void age(long nowNanos) {
        claims.age(nowNanos);
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
        claims.remove(player.used);
        claims.remove(player.linkLocal);
        claims.remove(player.lease);
        for (Claim claim : player.ipv6) {
            claims.remove(claim);
        }
    }
}
