package dev.lanparty.identity;

/** A key, certificate or identity file could not be used; the message names it and says what to do, in one sentence. */
public final class IdentityException extends RuntimeException {
    private static final long serialVersionUID = 1;

    IdentityException(String sentence) {
        super(sentence);
    }

    IdentityException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
