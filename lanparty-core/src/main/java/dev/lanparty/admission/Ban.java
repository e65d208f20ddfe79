package dev.lanparty.admission;

import dev.lanparty.frame.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom the organiser has put out: known again by MAC address or by where he comes from.
 *
 * @param who in words for a person
 * @param mac of a player, or null
 * @param host an IP address, or null
 * @param untilEpochSeconds the first second at which he may come back; {@link Ticket#NEVER} for never
 */
public record Ban(String who, @Nullable MacAddress mac, @Nullable String host, long untilEpochSeconds) {
    boolean covers(@Nullable MacAddress otherMac, String otherHost, long nowEpochSeconds) {
        return nowEpochSeconds < untilEpochSeconds
                && ((mac != null && mac.equals(otherMac)) || (host != null && host.equals(otherHost)));
    }
}
