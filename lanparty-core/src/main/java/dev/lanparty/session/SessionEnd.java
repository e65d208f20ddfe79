package dev.lanparty.session;

import dev.lanparty.control.DisconnectCode;
import dev.lanparty.control.RejectCode;
import java.util.Arrays;

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

    /** Whether trying again would be of no use, or is not wanted. */
    public boolean isForGood() {
        return kind == Kind.LEFT
                || Arrays.stream(RejectCode.values()).anyMatch(each -> each.isPermanent() && isOf(each))
                || Arrays.stream(DisconnectCode.values()).anyMatch(each -> each.isPermanent() && isOf(each));
    }

    /** Whether it is of a refusal's code. */
    public boolean isOf(RejectCode other) {
        return code.equals(other.label());
    }

    /** Whether it is of a code of those by which connections are closed. */
    public boolean isOf(DisconnectCode other) {
        return code.equals(other.label());
    }
}
