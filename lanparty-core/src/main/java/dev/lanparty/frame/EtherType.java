package dev.lanparty.frame;

/** Ether types that a rule asks for, from the IEEE registration authority's list. */
public final class EtherType {
    /** Smaller values are the length of an IEEE 802.3 payload. */
    public static final int FIRST = 0x0600;
    /** Internet Protocol version 4. */
    public static final int IPV4 = 0x0800;
    /** Address Resolution Protocol (RFC 826). */
    public static final int ARP = 0x0806;
    /** Reverse ARP (RFC 903): what a bridge announces a moved station with. */
    public static final int RARP = 0x8035;
    /** IEEE 802.1Q customer tag. */
    public static final int VLAN = 0x8100;
    /** Internet Protocol version 6. */
    public static final int IPV6 = 0x86dd;
    /** MAC control, pause among it (IEEE 802.3, clause 31). */
    public static final int MAC_CONTROL = 0x8808;
    /** Slow protocols, LACP among them (IEEE 802.3, annex 57A). */
    public static final int SLOW_PROTOCOLS = 0x8809;
    /** IEEE 802.1ad service tag. */
    public static final int SERVICE_VLAN = 0x88a8;
    /** Link Layer Discovery Protocol (IEEE 802.1AB). */
    public static final int LLDP = 0x88cc;
    /** The service tag as many switches wrote it before IEEE 802.1ad. */
    public static final int OLD_SERVICE_VLAN = 0x9100;

    private EtherType() {
    }

    /** Whether a VLAN tag follows instead of a payload. */
    public static boolean isTag(int type) {
        return type == VLAN || type == SERVICE_VLAN || type == OLD_SERVICE_VLAN;
    }
}
