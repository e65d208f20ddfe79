package dev.lanparty.transport;

import dev.lanparty.filter.TokenBucket;
import dev.lanparty.filter.TokenBuckets;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections may be begun from one address, and in all, before anything of TLS is done for them. By then a Retry
 * has shown that the address is real. An IPv6 address stands for its network of 64 bits, all of which one subscriber has.
 * What is refused is not answered: who means well tries again by itself. Confined to one loop; time is an argument.
 */
final class ConnectionAttempts {
    private static final Logger logger = LoggerFactory.getLogger(ConnectionAttempts.class);
    /** From all addresses: a handshake costs a millisecond of a core. */
    private static final int ALL_PER_SECOND = 300;
    /** All members of several full rooms, after a restart of the relay. */
    private static final int ALL_BURST = 1_500;
    /** So many seconds' worth at once: all players behind one address. */
    private static final int BURST_SECONDS = 8;
    private static final int NETWORK_BYTES = 8;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final TokenBuckets<InetAddress> hosts;
    private final TokenBucket all;
    private long refused;
    private long toldNanos;

    /**
     * None yet.
     *
     * @param perSecond from one address, in the long run
     */
    ConnectionAttempts(int perSecond, long nowNanos) {
        hosts = new TokenBuckets<>(perSecond, Math.multiplyExact(perSecond, BURST_SECONDS));
        all = new TokenBucket(Math.max(perSecond, ALL_PER_SECOND),
                Math.max(Math.multiplyExact(perSecond, BURST_SECONDS), ALL_BURST), nowNanos);
        toldNanos = nowNanos - QUIET_NANOS;
    }

    /** Whether one more may be begun. */
    boolean take(InetAddress from, long nowNanos) {
        if (hosts.take(network(from), nowNanos) && all.take(nowNanos)) {
            return true;
        }
        refused++;
        if (nowNanos - toldNanos >= QUIET_NANOS) {
            logger.warn("{} connections were not answered, the last from {}: too many are begun", refused,
                    from.getHostAddress());
            toldNanos = nowNanos;
            refused = 0;
        }
        return false;
    }

    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK_BYTES), 2 * NETWORK_BYTES);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 16 bytes is one of IPv6", e);
        }
    }
}
