package dev.lanparty.transport;

import java.time.Duration;

/**
 * How QUIC is used, on both sides; each default was measured on wire-like links.
 *
 * @param udpPayloadBytes the longest UDP payload that either side sends, 1200 to 1472; an endpoint asks how much of it the
 *            path carries before it connects, and sends no more
 * @param idleTimeout after which a silent connection is gone, 1 s or more
 * @param connectTimeout for the handshake, more than 0; where the relay was asked in vain for a second how long packets may be, a
 *            quarter of it goes to asking on
 * @param receiveQueue datagrams that QUIC keeps for a busy reader, oldest dropped, 1 or more
 * @param sendQueue datagrams that QUIC itself can keep, 128 or more: the link's own queue, which knows ages and what is
 *            small, gives it no more than one flush at a time
 * @param queueAge how long a datagram may wait for a path that takes no more now, more than 0, at most 1 s; then it is
 *            dropped
 * @param initialWindowPackets that may be under way before the first acknowledgement, 2 to 1,000, and at all times: BBR's window
 *            never falls below it, so it holds what a long line does, and a {@link Pacer} keeps it from being filled
 * @param receiveBufferBytes that the UDP socket asks for, 16 KiB to 16 MiB: what waits there has no order, a game's frame
 *            waits its turn behind a download's, so it is short; what does not fit is lost and counted
 * @param spin for how long after the last packet or frame a loop looks for the next one before it sleeps, 0 to 20 ms:
 *            spares a game's frame some wake-ups, and costs a processor's time for as long as somebody plays
 * @param segmentsPerSend UDP segmentation offload: packets of equal length in one system call, 1 for none, at most 48
 */
public record QuicSettings(int udpPayloadBytes, Duration idleTimeout, Duration connectTimeout, int receiveQueue,
        int sendQueue, Duration queueAge, int initialWindowPackets, int receiveBufferBytes, Duration spin,
        int segmentsPerSend) {
    private static final Duration MAX_SPIN = Duration.ofMillis(20);

    /**
     * 1472 bytes are a packet of 1500 on IPv4; a killed peer's slot is free in 10 s; a person learns within 9 s that the relay
     * does not answer.
     */
    public static final QuicSettings DEFAULT = new QuicSettings(1472, Duration.ofSeconds(10), Duration.ofSeconds(8),
            4_096, 512, Duration.ofMillis(15), 512, 160 << 10, Duration.ZERO, 16);

    /** Checks the ranges. */
    public QuicSettings {
        inRange("udpPayloadBytes", udpPayloadBytes, 1200, 1472);
        inRange("receiveQueue", receiveQueue, 1, 1 << 20);
        inRange("sendQueue", sendQueue, 128, 1 << 20);
        inRange("initialWindowPackets", initialWindowPackets, 2, 1_000);
        inRange("receiveBufferBytes", receiveBufferBytes, 16 << 10, 16 << 20);
        if (spin.isNegative() || spin.compareTo(MAX_SPIN) > 0) {
            throw new IllegalArgumentException("spin must be 0 to 20 ms, was " + spin);
        }
        inRange("segmentsPerSend", segmentsPerSend, 1, 48);
        if (idleTimeout.compareTo(Duration.ofSeconds(1)) < 0 || connectTimeout.isZero()
                || connectTimeout.isNegative()) {
            throw new IllegalArgumentException("idleTimeout must be at least 1 s and connectTimeout more than 0");
        }
        if (!queueAge.isPositive() || queueAge.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException("queueAge must be more than 0 and at most 1 s, was " + queueAge);
        }
    }

    /** The same with another time-out for the handshake. */
    public QuicSettings connectingWithin(Duration otherTimeout) {
        return new QuicSettings(udpPayloadBytes, idleTimeout, otherTimeout, receiveQueue, sendQueue, queueAge,
                initialWindowPackets, receiveBufferBytes, spin, segmentsPerSend);
    }

    /** The same, with packets of which QUIC demands that every path carries them (RFC 9000, section 14). */
    public QuicSettings safe() {
        return withUdpPayloadBytes(PathSearch.SAFE_BYTES);
    }

    QuicSettings withUdpPayloadBytes(int bytes) {
        return new QuicSettings(bytes, idleTimeout, connectTimeout, receiveQueue, sendQueue, queueAge,
                initialWindowPackets, receiveBufferBytes, spin, segmentsPerSend);
    }

    /** The same, with another time to spin. */
    public QuicSettings withSpin(Duration time) {
        return new QuicSettings(udpPayloadBytes, idleTimeout, connectTimeout, receiveQueue, sendQueue, queueAge,
                initialWindowPackets, receiveBufferBytes, time, segmentsPerSend);
    }

    private static void inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", was " + value);
        }
    }
}
