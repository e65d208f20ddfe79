package dev.lanparty.identity;

/** A key, certificate, identity or state file could not be used; the message names it and says what to do, in one sentence. */
public final class IdentityException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public IdentityException(String sentence) {
        super(sentence);
    }

    public IdentityException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
