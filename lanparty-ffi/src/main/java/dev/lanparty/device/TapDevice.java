package dev.lanparty.device;

import java.net.InetAddress;

/** A virtual network adapter whose other side is this machine's own network stack. */
public interface TapDevice extends PacketDevice {
    /**
     * Sets the MTU that the machine's network stack keeps to on this adapter.
     *
     * @param mtuBytes 68 to 1500
     */
    void setMtuBytes(int mtuBytes);

    /** Plugs the cable in ({@code true}) or out: the machine sees the link and the interface come up or go down. */
    void setLinkUp(boolean up);

    /**
     * Gives the adapter an IP address in addition to those it has; the same address twice is no error.
     *
     * @param prefixBits the length of the network prefix: 1-32 for IPv4, 1-128 for IPv6
     */
    void addAddress(InetAddress address, int prefixBits);

    /**
     * Removes every default route, IPv4 and IPv6, that leaves through this adapter: a LAN party must not take over a
     * player's internet.
     *
     * @return how many routes were removed
     */
    int removeDefaultRoutes();
}
