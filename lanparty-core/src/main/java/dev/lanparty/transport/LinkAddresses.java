package dev.lanparty.transport;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which link of a socket a packet belongs to, by the other side's address. Confined to the loop; finding allocates nothing
 * unless an address has changed.
 */
final class LinkAddresses {
    /** Every link of the socket, in the order of their coming. */
    private final List<QuicLink> links = new ArrayList<>();
    private final Map<InetSocketAddress, QuicLink> found = new HashMap<>();

    void add(QuicLink link) {
        links.add(link);
    }

    void remove(QuicLink link) {
        links.remove(link);
        found.values().removeIf(known -> known == link);
    }

    /** The link whose other side is there, or null if there is none. */
    // HOT PATH
    @Nullable
    QuicLink find(InetSocketAddress address) {
        QuicLink link = found.get(address);
        return link != null && link.isAt(address) ? link : search(address);
    }

    /** The first packet to or from an address, or the first after a player's address has changed. */
    private @Nullable QuicLink search(InetSocketAddress address) {
        // The newest first: an address may be used again before its last connection is gone.
        for (int i = links.size() - 1; i >= 0; i--) {
            QuicLink link = links.get(i);
            if (link.isAt(address)) {
                found.values().removeIf(known -> known == link);
                found.put(address, link);
                return link;
            }
        }
        return null;
    }
}
