package dev.lanparty.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Addressed;
import dev.lanparty.frame.Frames;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.frame.Seeds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever players, hosts and servers say in whatever order, what passes is never a lie: held against what each of them has
 * said and when, and nothing else.
 */
class AddressModelTest {
    private static final List<MacAddress> PLAYERS = List.of(Frames.ALICE, Frames.BOB, Frames.CAROL);
    private static final long LAN_AGE = Duration.ofMinutes(15).toMillis();
    private static final long LEASE = Duration.ofHours(1).toMillis();

    private final Random random = Seeds.random();
    private final SecuredRoom room = new SecuredRoom();
    /** When a host of the LAN last said that an address is its own. */
    private final Map<String, Long> lanSaid = new HashMap<>();
    /** Who was last given an address by the server, and when. */
    private final Map<String, MacAddress> leasedTo = new HashMap<>();
    private final Map<String, Long> leasedAt = new HashMap<>();
    /** Until when a host of the LAN, which used the address before, may deny a lease of it. */
    private final Map<String, Long> contestedUntil = new HashMap<>();
    /** Whose word about an address passed last, and when. */
    private final Map<String, MacAddress> lastWord = new HashMap<>();
    private final Map<String, Long> lastWordAt = new HashMap<>();
    private long nowMillis;
    private int passed;
    private int refused;

    @Test
    void noLieEverPasses() {
        for (int i = 0; i < 200_000; i++) {
            String address = "10.0.0." + (1 + random.nextInt(6));
            MacAddress player = PLAYERS.get(random.nextInt(PLAYERS.size()));
            switch (random.nextInt(40)) {
                case 0 -> {
                    assertEquals(null, room.lanSends(Addressed.arpAnnouncement(Frames.SERVER, address)));
                    lanSays(address);
                }
                case 1 -> lease(player, address);
                case 2 -> advance(random.nextInt(1_200_000));
                case 3, 4, 5, 6 -> advance(random.nextInt(3_000));
                default -> says(player, address);
            }
        }
        assertTrue(passed > 5_000 && refused > 5_000, () -> passed + " passed, " + refused + " were refused");
    }

    private void advance(int millis) {
        nowMillis += millis;
        room.advance(Duration.ofMillis(millis));
    }

    /** A server's word counts more than a host's, but for one that the host was asked about and denied. */
    private void lanSays(String address) {
        if (nowMillis < contestedUntil.getOrDefault(address, 0L)) {
            leasedTo.remove(address);
        }
        if (!isLeased(address)) {
            lanSaid.put(address, nowMillis);
            lastWord.remove(address);
        }
    }

    private boolean isLeased(String address) {
        return leasedTo.containsKey(address) && nowMillis - leasedAt.getOrDefault(address, 0L) <= LEASE;
    }

    private void lease(MacAddress player, String address) {
        boolean held = isLeased(address) && !player.equals(leasedTo.get(address));
        room.playerSends(player, Frames.dhcpDiscover(player));
        room.lanSends(new DhcpFrame(DhcpFrame.ACK, player, address).option(51, Frames.bytes(0, 0, 14, 16)).frame());
        if (!held) {
            leasedTo.values().removeIf(player::equals);
            leasedTo.put(address, player);
            leasedAt.put(address, nowMillis);
            lastWord.remove(address);
            boolean used = nowMillis - lanSaid.getOrDefault(address, -LAN_AGE - 1) <= LAN_AGE;
            contestedUntil.put(address, used ? nowMillis + 2_000 : 0);
            lanSaid.remove(address);
        }
    }

    private void says(MacAddress player, String address) {
        byte[] word = switch (random.nextInt(3)) {
            case 0 -> Addressed.arpReply(player, address, Frames.PRINTER, "10.0.0.99");
            case 1 -> Addressed.arpAnnouncement(player, address);
            default -> Addressed.arpRequest(player, address, "10.0.0.99");
        };
        if (room.playerSends(player, word) != null) {
            refused++;
            return;
        }
        passed++;
        boolean leased = player.equals(leasedTo.get(address))
                && nowMillis - leasedAt.getOrDefault(address, 0L) <= LEASE + 1_000;
        long lanSilent = nowMillis - lanSaid.getOrDefault(address, -LAN_AGE - 1);
        assertTrue(leased || lanSilent > LAN_AGE,
                () -> player + " spoke for the LAN's " + address + ", heard of " + lanSilent + " ms ago");
        MacAddress other = lastWord.get(address);
        long otherSilent = nowMillis - lastWordAt.getOrDefault(address, 0L);
        assertTrue(leased || other == null || other.equals(player) || otherSilent >= 500,
                () -> player + " spoke for " + address + " of " + other);
        lastWord.put(address, player);
        lastWordAt.put(address, nowMillis);
    }
}
