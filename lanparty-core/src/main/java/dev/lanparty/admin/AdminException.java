package dev.lanparty.admin;

/** The relay could not be asked, or cannot do what it was asked; the message says why and what to do, in one sentence. */
public final class AdminException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AdminException(String sentence) {
        super(sentence);
    }

    AdminException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
