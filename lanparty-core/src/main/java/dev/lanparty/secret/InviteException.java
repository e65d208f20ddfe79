package dev.lanparty.secret;

/** A text is no invite; the message says what is wrong with it, and nothing that is secret. */
public final class InviteException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    InviteException(String sentence) {
        super(sentence);
    }
}
