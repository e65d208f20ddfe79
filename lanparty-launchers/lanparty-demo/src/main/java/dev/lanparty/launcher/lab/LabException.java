package dev.lanparty.launcher.lab;

/** Something on this machine did not do what it should; the message is one sentence for a person. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LabException(String sentence) {
        super(sentence);
    }

    public LabException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** The thread was told to stop waiting; it stays interrupted. */
    public static LabException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new LabException("interrupted while waiting", cause);
    }
}
