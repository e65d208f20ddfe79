package dev.lanparty.filter;

/**
 * What a room lets through beyond the rules that always hold.
 *
 * @param vlanTags whether frames with an IEEE 802.1Q tag may pass
 * @param gatewayRouterAdvertisements whether the LAN's IPv6 routers may advertise themselves to the players, which moves
 *            their default route
 */
public record FilterPolicy(boolean vlanTags, boolean gatewayRouterAdvertisements) {
    /** A LAN party: neither. */
    public static final FilterPolicy PARTY = new FilterPolicy(false, false);
}
