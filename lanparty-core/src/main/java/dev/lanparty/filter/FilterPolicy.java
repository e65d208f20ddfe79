package dev.lanparty.filter;

/**
 * What a room lets through beyond the rules that always hold.
 *
 * @param vlanTags whether frames with an IEEE 802.1Q tag may pass
 * @param routerAdvertisements what becomes of those of the LAN's IPv6 routers
 * @param dhcpRoutes whether the LAN's DHCP servers may tell players of routers, name servers and routes, which moves their
 *            internet to the LAN
 * @param portSecurity whether a player may use only addresses that are its own
 * @param blockedTcpPorts services to which nobody may connect across the room
 * @param blockedUdpPorts services to which nobody may send across the room
 */
public record FilterPolicy(boolean vlanTags, RouterAdvertisements routerAdvertisements, boolean dhcpRoutes,
        boolean portSecurity, PortSet blockedTcpPorts, PortSet blockedUdpPorts) {
    /** What becomes of the LAN's router advertisements. */
    public enum RouterAdvertisements {
        /** Players do not see them. */
        DROP,
        /** They name no default router, no routes and no name servers any more, but the prefixes of the LAN. */
        DISARM,
        /** They move the players' default route. */
        PASS
    }

    /** A cable: the rules that always hold, and no more. */
    public static final FilterPolicy OPEN = new FilterPolicy(true, RouterAdvertisements.PASS, true, false, PortSet.NONE,
            PortSet.NONE);

    /** A LAN party: each player has its own addresses, and keeps its own internet. */
    public static final FilterPolicy PARTY = new FilterPolicy(false, RouterAdvertisements.DISARM, false, true,
            PortSet.NONE, PortSet.NONE);

    /**
     * A party of strangers: nobody reaches anybody's shares, desktop, remote shell or router settings. Windows' own
     * name services go with them, for a wrong answer there sends a password to whoever gave it.
     */
    public static final FilterPolicy GAMES_ONLY = new FilterPolicy(false, RouterAdvertisements.DISARM, false, true,
            PortSet.of(
                    // Windows' remote procedure calls, and files by NetBIOS and directly.
                    135, 139, 445,
                    // Remote desktop; remote management with and without TLS.
                    3389, 5985, 5986, 47001,
                    // Universal plug and play's events; Windows' devices.
                    2869, 5357, 5358),
            PortSet.of(
                    // Names and browsing by NetBIOS, and their heir LLMNR.
                    137, 138, 5355,
                    // Universal plug and play's search; Windows' devices.
                    1900, 3702,
                    // Port mapping by NAT-PMP and PCP.
                    5350, 5351,
                    // Remote desktop.
                    3389));

    /** The same with or without VLAN tags. */
    public FilterPolicy withVlanTags(boolean allowed) {
        return new FilterPolicy(allowed, routerAdvertisements, dhcpRoutes, portSecurity, blockedTcpPorts,
                blockedUdpPorts);
    }

    /** The same with another fate for router advertisements. */
    public FilterPolicy withRouterAdvertisements(RouterAdvertisements fate) {
        return new FilterPolicy(vlanTags, fate, dhcpRoutes, portSecurity, blockedTcpPorts, blockedUdpPorts);
    }

    /** The same with or without port security. */
    public FilterPolicy withPortSecurity(boolean on) {
        return new FilterPolicy(vlanTags, routerAdvertisements, dhcpRoutes, on, blockedTcpPorts, blockedUdpPorts);
    }
}
