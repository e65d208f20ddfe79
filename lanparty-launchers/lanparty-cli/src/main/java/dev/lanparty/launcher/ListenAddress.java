package dev.lanparty.launcher;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Reads where a relay listens: {@code PORT}, {@code PORT/udp}, {@code ADDRESS:PORT} or {@code [IPV6]:PORT}. */
final class ListenAddress {
    private static final String UDP = "/udp";

    private ListenAddress() {
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with a sentence if the text is none of these
     */
    static InetSocketAddress parse(String text) {
        String address = text.endsWith(UDP) ? text.substring(0, text.length() - UDP.length()) : text;
        int colon = address.lastIndexOf(':');
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            if (colon < 0) {
                return new InetSocketAddress(port);
            }
            String host = address.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            } else if (host.contains(":")) {
                throw new IllegalArgumentException("an IPv6 address is given in brackets");
            }
            return new InetSocketAddress(InetAddress.ofLiteral(host), port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a place to listen on: 443/udp, 0.0.0.0:443 or [::]:443 are", e);
        }
    }
}
