package dev.lanparty.link;

/**
 * What a transport has measured of the path in use, which is another one once an address has changed.
 *
 * @param roundTripNanos the smoothed round-trip time, -1 if unknown
 * @param lostPackets packets declared lost on this path, -1 if unknown
 * @param datagramBudgetBytes the longest datagram the path takes now, -1 if unknown
 */
public record PathStatistics(long roundTripNanos, long lostPackets, int datagramBudgetBytes) {
    /** Nothing known. */
    public static final PathStatistics UNKNOWN = new PathStatistics(-1, -1, -1);
}
