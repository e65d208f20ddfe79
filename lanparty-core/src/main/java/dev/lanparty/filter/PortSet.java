package dev.lanparty.filter;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A set of TCP or UDP ports; immutable. */
public final class PortSet {
    /** No port. */
    public static final PortSet NONE = new PortSet(new BitSet());

    private static final int HIGHEST = 65_535;

    private final BitSet ports;

    private PortSet(BitSet ports) {
        this.ports = ports;
    }

    /** A set of these ports, 1 to 65535 each. */
    public static PortSet of(Collection<Integer> ports) {
        BitSet bits = new BitSet();
        for (int port : ports) {
            if (port < 1 || port > HIGHEST) {
                throw new IllegalArgumentException("a port is 1 to " + HIGHEST + ", was " + port);
            }
            bits.set(port);
        }
        return new PortSet(bits);
    }

    /** A set of these ports, 1 to 65535 each. */
    public static PortSet of(Integer... ports) {
        return of(List.of(ports));
    }

    /** Whether a port is in it. */
    // HOT PATH
    public boolean contains(int port) {
        return ports.get(port);
    }

    /** Whether there is none in it. */
    public boolean isEmpty() {
        return ports.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortSet set && ports.equals(set.ports);
    }

    @Override
    public int hashCode() {
        return ports.hashCode();
    }

    /** The ports in order, as in {@code 139, 445}. */
    @Override
    public String toString() {
        return ports.stream().mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }
}
