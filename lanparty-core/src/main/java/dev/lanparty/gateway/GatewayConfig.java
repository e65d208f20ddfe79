package dev.lanparty.gateway;

import dev.lanparty.endpoint.RoomAccess;
import java.time.Duration;

/**
 * How a gateway runs.
 *
 * @param access which room to join, and how
 * @param interfaceName the network interface on the party's wired LAN, as in {@code eth0}
 * @param announceEvery how often each remote player is announced to the LAN's switches, 1 s or more
 */
public record GatewayConfig(RoomAccess access, String interfaceName, Duration announceEvery) {
    /** A minute: less than the age at which any switch forgets. */
    public static final Duration DEFAULT_ANNOUNCE_EVERY = Duration.ofSeconds(60);

    /** Checks the ranges. */
    public GatewayConfig {
        if (interfaceName.isBlank()) {
            throw new IllegalArgumentException("interfaceName must not be empty");
        }
        if (announceEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("announceEvery must be at least 1 s, was " + announceEvery);
        }
    }

    /** The usual settings. */
    public GatewayConfig(RoomAccess access, String interfaceName) {
        this(access, interfaceName, DEFAULT_ANNOUNCE_EVERY);
    }
}
