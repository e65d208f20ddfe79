package dev.lanparty.device;

/** A device could not be opened, set or used; the message names the call, the error and what to do, in one sentence. */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final String error;

    /**
     * A failed system call.
     *
     * @param call the call and its subject, as in {@code ioctl(TUNSETIFF tap0)}
     * @param error the error's symbolic name, as in {@code EPERM}
     * @param advice what the person can do about it
     */
    public DeviceException(String call, String error, String advice) {
        super(call + ": " + error + " - " + advice);
        this.call = call;
        this.error = error;
    }

    /** The call that failed. */
    public String call() {
        return call;
    }

    /** The symbolic name of the error, as in {@code ENODEV}; {@code CLOSED} for a device used after its close. */
    public String error() {
        return error;
    }
}
