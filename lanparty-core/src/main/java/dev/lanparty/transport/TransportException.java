package dev.lanparty.transport;

import org.jspecify.annotations.Nullable;

/** A port could not be bound or the other side not be reached; the message is one sentence for a person. */
public final class TransportException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean lasting;

    public TransportException(String sentence) {
        this(sentence, null, false);
    }

    public TransportException(String sentence, @Nullable Throwable cause) {
        this(sentence, cause, false);
    }

    private TransportException(String sentence, @Nullable Throwable cause, boolean lasting) {
        super(sentence, cause);
        this.lasting = lasting;
    }

    /** The same as one that no waiting mends. */
    public TransportException lasting() {
        return new TransportException(String.valueOf(getMessage()), this, true);
    }

    /** Whether trying again would end in the same way. */
    public boolean isLasting() {
        return lasting;
    }
}
