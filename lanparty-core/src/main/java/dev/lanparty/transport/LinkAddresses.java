package dev.lanparty.transport;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which link of a socket a packet belongs to, by the other side's address, and where the other sides have been. The links are
 * asked: QUIC's own events name addresses with the bytes of the port in the wrong order (Netty 4.2.18). Confined to the
 * loop; finding allocates nothing unless an address has changed.
 */
final class LinkAddresses {
    /**
     * Of one link, the last ones. A link is anywhere where a packet with its connection id comes from, so that there may be more
     * than QUIC allows.
     */
    static final int MOST_ADDRESSES = AddressChanges.MOST_ADDRESSES;

    /**
     * Vain searches for senders in a turn, each of which asks all links: a stranger's packets are all in vain. A member whose address
     * has changed loses nothing by being found in the next turn.
     */
    static final int MOST_VAIN = 8;

    /** Every link of the socket, in the order of their coming. */
    private final List<Places> all = new ArrayList<>();
    private final Map<InetSocketAddress, Places> byAddress = new HashMap<>();
    private int vain;

    /** Where a link's other side has been, in the order in which that was found. */
    private static final class Places {
        private final QuicLink link;
        private final Deque<InetSocketAddress> addresses = new ArrayDeque<>();

        private Places(QuicLink link) {
            this.link = link;
        }
    }

    /** Another turn of the loop begins. */
    void nextTurn() {
        vain = 0;
    }

    void add(QuicLink link) {
        all.add(new Places(link));
    }

    void remove(QuicLink link) {
        all.removeIf(places -> {
            if (places.link != link) {
                return false;
            }
            places.addresses.forEach(address -> byAddress.remove(address, places));
            return true;
        });
    }

    /** The link whose other side is there, or null if there is none. */
    // HOT PATH
    @Nullable
    QuicLink find(InetSocketAddress address) {
        QuicLink link = noted(address);
        return link != null ? link : search(address);
    }

    /** The same for an address from which a packet has come; null also once too many strangers have sent some in this turn. */
    // HOT PATH
    @Nullable
    QuicLink findSender(InetSocketAddress address) {
        QuicLink link = noted(address);
        return link != null ? link : searchSender(address);
    }

    /** Whether the other side of a link is where a packet has come from, or has been there. */
    // HOT PATH
    boolean isKnownSender(InetSocketAddress address) {
        return byAddress.containsKey(address) || searchSender(address) != null;
    }

    private @Nullable QuicLink noted(InetSocketAddress address) {
        Places places = byAddress.get(address);
        return places != null && places.link.isAt(address) ? places.link : null;
    }

    private @Nullable QuicLink searchSender(InetSocketAddress address) {
        if (vain == MOST_VAIN) {
            return null;
        }
        QuicLink link = search(address);
        if (link == null) {
            vain++;
        }
        return link;
    }

    /** The first packet to or from an address, or the first after a player's address has changed. */
    private @Nullable QuicLink search(InetSocketAddress address) {
        // The newest first: an address may be used again before its last connection is gone.
        for (int i = all.size() - 1; i >= 0; i--) {
            Places places = all.get(i);
            if (places.link.isAt(address)) {
                note(places, address);
                return places.link;
            }
        }
        return null;
    }

    private void note(Places places, InetSocketAddress address) {
        byAddress.put(address, places);
        places.addresses.remove(address);
        places.addresses.addLast(address);
        if (places.addresses.size() > MOST_ADDRESSES) {
            byAddress.remove(places.addresses.removeFirst(), places);
        }
    }
}
