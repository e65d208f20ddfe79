package dev.lanparty.endpoint;

/** An endpoint could not join its room; the message is one sentence for a person. */
public final class EndpointException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public EndpointException(String sentence) {
        super(sentence);
    }

    public EndpointException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
