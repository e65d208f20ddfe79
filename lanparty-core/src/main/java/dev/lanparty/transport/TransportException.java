package dev.lanparty.transport;

/** A port could not be bound or the other side not be reached; the message is one sentence for a person. */
public final class TransportException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TransportException(String sentence) {
        super(sentence);
    }

    public TransportException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
