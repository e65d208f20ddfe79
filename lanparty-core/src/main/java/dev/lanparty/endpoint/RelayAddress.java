package dev.lanparty.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a relay is.
 *
 * @param host a name, or an IPv4 or IPv6 address without brackets
 * @param port 1 to 65535
 */
public record RelayAddress(String host, int port) {
    /** Checks the ranges. */
    public RelayAddress {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a relay is given as HOST:PORT, the port being 1 to 65535");
        }
    }

    /**
     * Reads {@code HOST:PORT} or {@code [IPV6]:PORT}.
     *
     * @throws IllegalArgumentException with a sentence if the text is neither
     */
    public static RelayAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            host = "";
        }
        try {
            return new RelayAddress(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a relay: HOST:PORT is needed, as in relay.example.org:443 or [2001:db8::1]:443", e);
        }
    }

    /**
     * Looks the host up.
     *
     * @throws EndpointException if it has no address
     */
    InetSocketAddress resolve() {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new EndpointException("the relay's name " + host + " has no address: check its spelling and the"
                    + " network", e);
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
