package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Whose packets come from an address, while players move, go, and strangers knock. */
class LinkAddressesTest {
    private final BurstFlusher flusher = new BurstFlusher(task -> () -> {
    });
    private final LinkAddresses addresses = new LinkAddresses();
    private int asked;

    /** A player and the link to him. */
    private final class Player {
        private InetSocketAddress at;
        private final QuicLink link;

        private Player(InetSocketAddress at) {
            this.at = at;
            link = MovingLink.at(this::address, flusher);
            addresses.add(link);
        }

        private InetSocketAddress address() {
            asked++;
            return at;
        }
    }

    private static InetSocketAddress place(int number) {
        return new InetSocketAddress("198.51.100.1", 5_000 + number);
    }

    @Test
    void whoHasMovedIsFoundWhereHeIsAndKnownWhereHeWas() {
        Player player = new Player(place(1));
        assertSame(player.link, addresses.find(place(1)));

        player.at = place(2);
        assertNull(addresses.find(place(1)));
        assertSame(player.link, addresses.find(place(2)));
        assertTrue(addresses.isKnownSender(place(1)));
        assertFalse(addresses.isKnownSender(place(3)));

        player.at = place(1);
        assertSame(player.link, addresses.find(place(1)));
    }

    @Test
    void whoHasGoneIsKnownNowhere() {
        Player player = new Player(place(1));
        assertTrue(addresses.isKnownSender(place(1)));
        player.at = place(2);
        assertTrue(addresses.isKnownSender(place(2)));

        addresses.remove(player.link);
        assertFalse(addresses.isKnownSender(place(1)));
        assertFalse(addresses.isKnownSender(place(2)));
        assertNull(addresses.find(place(2)));
    }

    @Test
    void anAddressIsTheNewestLinksThatIsThere() {
        Player earlier = new Player(place(1));
        assertSame(earlier.link, addresses.find(place(1)));
        earlier.at = place(2);
        assertSame(earlier.link, addresses.find(place(2)));
        Player later = new Player(place(1));
        assertSame(later.link, addresses.find(place(1)));

        addresses.remove(earlier.link);
        assertSame(later.link, addresses.find(place(1)));
        assertFalse(addresses.isKnownSender(place(2)));
    }

    @Test
    void theLastAddressesOfALinkAreKept() {
        Player player = new Player(place(0));
        int moves = LinkAddresses.MOST_ADDRESSES + 5;
        for (int i = 0; i < moves; i++) {
            player.at = place(i);
            assertSame(player.link, addresses.find(place(i)));
        }

        for (int i = 0; i < moves; i++) {
            assertEquals(i >= moves - LinkAddresses.MOST_ADDRESSES, addresses.isKnownSender(place(i)), "place " + i);
        }
    }

    @Test
    void strangersAreLookedForAFewTimesInATurn() {
        Player player = new Player(place(0));
        assertSame(player.link, addresses.findSender(place(0)));
        asked = 0;
        for (int i = 1; i <= 1_000; i++) {
            assertNull(addresses.findSender(place(i)));
        }
        assertEquals(LinkAddresses.MOST_VAIN, asked);
        assertSame(player.link, addresses.findSender(place(0)));

        player.at = place(1_001);
        assertNull(addresses.findSender(place(1_001)));
        addresses.nextTurn();
        assertSame(player.link, addresses.findSender(place(1_001)));
    }
}
