package dev.lanparty.endpoint;

/**
 * Where an endpoint is in its life.
 *
 * @param phase in which part of it
 * @param sentence in words for a person: why it is away, or over; else empty
 */
public record EndpointState(Phase phase, String sentence) {
    /** The parts of an endpoint's life. */
    public enum Phase {
        /** It was not in the room yet. */
        STARTING,
        /** It is in the room. */
        JOINED,
        /** It has lost the relay and comes back as soon as it can; its device is there all the time. */
        AWAY,
        /** It is over; the last phase. */
        ENDED
    }
}
