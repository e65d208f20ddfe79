package dev.lanparty.control;

/**
 * The other side sent what is no control message: the one thing its bytes can cause. Made without a stack trace, since a
 * stranger decides how often one is made and the trace would always show the codec.
 */
public final class MalformedControlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int offset;

    /**
     * What was found and where.
     *
     * @param offset the byte of the message's body, from 0, at or near which reading stopped
     * @param reason in a few words, safe to log: of the other side's bytes a short printable excerpt at most
     */
    MalformedControlException(int offset, String reason) {
        super(reason + " (at byte " + offset + ")", null, false, false);
        this.offset = offset;
    }

    /** The byte of the message's body, from 0, at or near which reading stopped. */
    public int offset() {
        return offset;
    }
}
