package dev.lanparty.filter;

import java.util.Locale;

/** Why a frame or a datagram went no further; each has a counter of its own, on every role. */
public enum DropReason {
    // What cannot be read.
    /** The datagram is shorter than its header, or than the Ethernet header it announces. */
    DATAGRAM_TOO_SHORT("shorter than its headers"),
    /** The tunnel version is not one that this side speaks. */
    DATAGRAM_VERSION("unknown tunnel version"),
    /** Neither a frame nor a fragment. */
    DATAGRAM_KIND("unknown kind of datagram"),
    /** A flag is set that this side does not know. */
    DATAGRAM_FLAGS("unknown flags"),
    /** A fragment's count, index or length cannot be. */
    FRAGMENT_HEADER("impossible fragment header"),
    /** It came before the welcome, or after the member had left. */
    NOT_A_MEMBER("from a peer that is not in a room"),
    /** Shorter than an Ethernet header. */
    RUNT("shorter than an Ethernet header"),
    /** Longer than 1514 bytes, or 1518 with a tag. */
    JUMBO("longer than an Ethernet frame may be"),

    // What is not allowed.
    /** A client sent with a source MAC address other than its own. */
    SOURCE_NOT_OWN("source MAC is not the client's own"),
    /** A client's MAC address appeared as a source elsewhere: a loop, or a thief. */
    SOURCE_OF_CLIENT("a client's MAC came from elsewhere"),
    /** The source is a group address, or all zero. */
    SOURCE_INVALID("source MAC is multicast or zero"),
    /** Spanning tree, pause, LLDP, LACP and their like belong to one cable, not to the room. */
    SWITCH_CONTROL("switch control protocol"),
    /** A client answers as a DHCP server. */
    DHCP_SERVER("DHCP server behind a client"),
    /** A client answers as a DHCPv6 server. */
    DHCPV6_SERVER("DHCPv6 server behind a client"),
    /** An IPv6 router advertisement that would move the default route of those who hear it. */
    ROUTER_ADVERTISEMENT("IPv6 router advertisement"),
    /** A client redirects IPv6 routes. */
    IPV6_REDIRECT("IPv6 redirect from a client"),
    /** A client redirects IPv4 routes, or advertises itself as an IPv4 router. */
    IPV4_REDIRECT("IPv4 redirect from a client"),
    /** The headers go on past the frame's last byte, or its first fragment's, and hide what it carries (RFC 7112). */
    HIDDEN_PAYLOAD("headers that hide their payload"),
    /** The IP source, or the sender of an ARP message, is a group, a loopback or no address at all. */
    ADDRESS_INVALID("IP address that no host may have"),
    /** A client uses, or answers for, an IP address that the LAN uses. */
    ADDRESS_OF_LAN("IP address of the LAN"),
    /** A client uses, or answers for, an IP address that another client has. */
    ADDRESS_OF_ANOTHER("IP address of another player"),
    /** A client uses more IP addresses at one time than it may. */
    ADDRESS_TOO_MANY("more IP addresses than a player may have"),
    /** A client has just begun to use an IP address, and the LAN is asked whether it is free. */
    ADDRESS_UNVERIFIED("IP address not yet known to be free"),
    /** An ARP message of a client that a host of Ethernet and IPv4 does not send. */
    ARP_INVALID("ARP that no host sends"),
    /** A client speaks by ARP or neighbour discovery of another MAC address than its own. */
    NEIGHBOR_NOT_OWN("ARP or neighbour discovery for another MAC"),
    /** A client asks a DHCP server in another client's name. */
    DHCP_NOT_OWN("DHCP in another's name"),
    /** The LAN's DHCP answer came in pieces or contradicts itself, so that routes cannot be taken out of it. */
    DHCP_UNREADABLE("DHCP answer that cannot be read whole"),
    /** The policy keeps strangers from this service. */
    BLOCKED_PORT("service that the policy blocks"),
    /** The frame carries a VLAN tag, and the room allows none. */
    VLAN_TAGGED("VLAN tag"),
    /** The member sends more frames a second than it may. */
    RATE_ALL("over the member's frame rate"),
    /** The member sends more frames that go to every port than it may; a client's unicast never does. */
    RATE_FLOODED("over the member's flood rate"),

    // What has nowhere to go.
    /** The destination is on the side that the frame came from. */
    SAME_SIDE("destination is where it came from"),
    /** A client sent to a host of the LAN while the room has no gateway, or a flood found nobody. */
    NO_TARGET("nobody to send it to"),
    /** A LAN host's unicast frame that is not for a remote client. */
    NOT_FOR_A_CLIENT("LAN traffic that is not for a remote client"),

    // What could not be carried.
    /** The datagram is longer than the path to its target takes. */
    PATH_TOO_LONG("longer than the path takes"),
    /** More waited for the link than its queue holds; the oldest goes. */
    LINK_QUEUE_FULL("link queue full"),
    /** A packet that came faster than packets were read; of what frames it carried nothing is known. */
    SOCKET_FULL("came faster than it was read"),
    /** It waited for the link until it was not worth sending any more. */
    LINK_QUEUE_AGED("waited too long for the link"),
    /** The link was closed, not open yet, or about to be closed, since the other side is not where it is sent to. */
    LINK_CLOSED("link closed"),
    /** A fragmented frame of which pieces were missing when its time was up, or when newer frames needed its place. */
    FRAGMENT_INCOMPLETE("pieces of a frame were missing"),
    /** A fragmented frame whose pieces contradict each other; it is given up as a whole. */
    FRAGMENT_CONFLICT("pieces of a frame contradict each other"),
    /** A piece that was there already. */
    FRAGMENT_DUPLICATE("a piece that was there already"),
    /** A piece of a frame that is complete already, or was given up. */
    FRAGMENT_LATE("a piece of a frame that is done with"),
    /** The device's send queue was full. */
    DEVICE_QUEUE_FULL("device queue full"),
    /** The frame was longer than the device takes. */
    DEVICE_TOO_LONG("longer than the device takes"),
    /** The device's link was down. */
    DEVICE_LINK_DOWN("device link down");

    private final String sentence;

    DropReason(String sentence) {
        this.sentence = sentence;
    }

    /** The name of its counter, as in {@code source_not_own}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The reason in a few words for a person. */
    public String sentence() {
        return sentence;
    }
}
