package dev.lanparty.launcher.rehearsal;

import java.io.PrintStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Standard output that notices when a role says that it is ready. For one waiting thread and any number that print. */
final class ReadyCue extends PrintStream {
    private static final long TIMEOUT_SECONDS = 20;

    private final Semaphore ready = new Semaphore(0);

    ReadyCue(PrintStream out) {
        super(out, true);
    }

    @Override
    public void println(String line) {
        super.println(line);
        if (line.contains(" ready: ")) {
            ready.release();
        }
    }

    /** Waits for the next role to be ready. */
    void await() {
        try {
            if (!ready.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no role was ready within " + TIMEOUT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before a role was ready", e);
        }
    }
}
