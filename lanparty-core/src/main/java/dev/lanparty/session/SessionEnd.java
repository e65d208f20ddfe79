package dev.lanparty.session;

/**
 * How a session ended.
 *
 * @param kind in which way
 * @param code a label of the control protocol's codes, or empty
 * @param sentence in words for a person
 */
public record SessionEnd(Kind kind, String code, String sentence) {
    /** The ways a session ends. */
    public enum Kind {
        /** The endpoint left of its own will. */
        LEFT,
        /** The relay did not let it in. */
        REFUSED,
        /** The relay ended it, or was not heard of any more. */
        LOST
    }
}
