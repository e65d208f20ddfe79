package dev.lanparty.launcher.relay;

import dev.lanparty.endpoint.RelayAddress;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where players reach a relay.
 *
 * @param host a name or an address
 * @param port 0 for the one that is listened on
 */
record PublicAddress(String host, int port) {
    /** Documentation addresses (RFC 5737): nothing is sent there, only the way to it is looked up. */
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 443);

    /** Reads one of the command line. */
    static final class Converter implements ITypeConverter<PublicAddress> {
        @Override
        public PublicAddress convert(String text) {
            try {
                boolean withPort = text.matches(".*\\]:\\d+|[^:]*:\\d+");
                RelayAddress address = RelayAddress.parse(withPort ? text : text + ":1");
                return new PublicAddress(address.host(), withPort ? address.port() : 0);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException("'" + text + "' is not a place where players reach a relay:"
                        + " relay.example.org, relay.example.org:443 or [2001:db8::1] are");
            }
        }
    }

    /** The address that is listened on, or else that by which this machine goes out. */
    static PublicAddress guess(InetSocketAddress listen) {
        InetAddress address = listen.getAddress();
        if (address.isAnyLocalAddress()) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(ANYWHERE);
                address = socket.getLocalAddress();
            } catch (SocketException noWayOut) {
                address = InetAddress.getLoopbackAddress();
            }
        }
        return new PublicAddress(address.getHostAddress().replaceFirst("%.*", ""), 0);
    }
}
