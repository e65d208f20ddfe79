package dev.lanparty.client;

import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.frame.MacAddress;
import java.net.InetAddress;
import java.util.List;

/**
 * How a client runs.
 *
 * @param access which room to join, and how
 * @param mac the player's MAC address in the room
 * @param tapName of the virtual adapter, at most 15 characters; empty for one the system chooses
 * @param addresses to give the adapter once in the room; usually none, since the LAN's DHCP server gives one
 */
public record ClientConfig(RoomAccess access, MacAddress mac, String tapName, List<Address> addresses) {
    public ClientConfig {
        if (!mac.isUsableUnicast()) {
            throw new IllegalArgumentException(
                    mac + " is no address that a player can have: it must be unicast and not zero");
        }
        addresses = List.copyOf(addresses);
    }

    /** An adapter that the system names and the LAN's DHCP server addresses. */
    public ClientConfig(RoomAccess access, MacAddress mac) {
        this(access, mac, "", List.of());
    }

    /**
     * An IP address with the length of its network's prefix.
     *
     * @param prefixBits 1-32 for IPv4, 1-128 for IPv6
     */
    public record Address(InetAddress ip, int prefixBits) {
        public Address {
            int most = ip.getAddress().length * Byte.SIZE;
            if (prefixBits < 1 || prefixBits > most) {
                throw new IllegalArgumentException("the prefix of " + ip.getHostAddress() + " must be 1 to " + most
                        + " bits, was " + prefixBits);
            }
        }

        /**
         * Reads {@code ADDRESS/PREFIX}, as in {@code 192.168.77.21/24}.
         *
         * @throws IllegalArgumentException with a sentence if the text is none
         */
        public static Address parse(String cidr) {
            int slash = cidr.indexOf('/');
            try {
                return new Address(InetAddress.ofLiteral(cidr.substring(0, slash)),
                        Integer.parseInt(cidr.substring(slash + 1)));
            } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("'" + cidr
                        + "' is not an address with its prefix: one such as 192.168.77.21/24 is needed", e);
            }
        }
    }
}
